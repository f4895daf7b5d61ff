import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../infra/local/synthesis.ts';
import { type Answer, eventually, fresh, type House, openHouse } from './caller.ts';
import { type Checkout, checkoutOf, grace, PAST_HOLD, secretsIn } from './checkout.ts';

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterAll(() => house.stop());

/** What was answered before the power went; each of it must still be so afterwards. */
type Promised = {
  orders: Answer['body'][];
  payments: Answer['body'][];
  refunds: Answer['body'][];
  cancelled: string[];
};

const CARDS = ['pm_card_visa', 'pm_card_visa_chargeDeclined', 'pm_card_visa', 'pm_card_pendingRefund'];

/** Buys, pays, and has some of it given back or cancelled, until nobody answers any more. */
const shop = async (sku: string, promised: Promised, isOver: () => boolean, buyer: number) => {
  for (let n = buyer; !isOver(); n++) {
    const placed = await till.place(sku);
    if (placed.status !== 201) continue;
    promised.orders.push(placed.body);
    const payment = await till.begin(placed.body.id);
    if (payment.status !== 201) continue;
    promised.payments.push(payment.body);
    if (n % 5 === 4) {
      if ((await till.cancel(placed.body.id)).status === 201) promised.cancelled.push(placed.body.id);
      continue;
    }
    await till.confirm(payment.body.clientSecret, CARDS[n % CARDS.length]);
    if (n % 3 > 0) continue;
    await eventually(
      () => till.payments(placed.body.id),
      ([first]) => isOver() || first?.status !== 'open',
      90,
    );
    const refund = await till.refund(payment.body.id, { amount: { amount: 100, currency: 'GBP' } });
    if (refund.status === 201) promised.refunds.push(refund.body);
  }
};

it('a system that is killed among payments, refunds and cancellations has lost and doubled none of them', async () => {
  const STOCK = 1_000;
  const sku = await house.product(fresh('MUG'), STOCK);
  const promised: Promised = { orders: [], payments: [], refunds: [], cancelled: [] };
  for (let kills = 1; kills <= 2; kills++) {
    let isOver = false;
    const buyers = Array.from({ length: 8 }, (_, buyer) =>
      shop(sku, promised, () => isOver, buyer).catch(() => undefined),
    );
    const counts = async () => ({
      orders: promised.orders.length,
      refunds: promised.refunds.length,
      cancelled: promised.cancelled.length,
    });
    const isBusy = (now: Awaited<ReturnType<typeof counts>>) =>
      now.orders >= 20 * kills && now.refunds >= 2 * kills && now.cancelled >= 2 * kills;
    await eventually(counts, isBusy, 90);
    await house.system.kill();
    isOver = true;
    await Promise.all(buyers);
    await house.restart();
  }

  // Messages that were in flight come back, unsent events are sent, the provider tries its webhooks again.
  for (let minutes = 0; minutes < 10; minutes += 2) await house.advance(120);
  await house.advance(PAST_HOLD);
  const open = async () => {
    const all = await house.all('/v1/orders', grace);
    return all.filter(({ status }) => status === 'pending_payment' || status === 'expiring').length;
  };
  const unfinished = async () => {
    await house.advance(61);
    return { open: await open(), waiting: await till.waiting() };
  };
  await eventually(unfinished, ({ open, waiting }) => open === 0 && Object.keys(waiting).length === 0, 90);

  const orders = await house.all('/v1/orders', grace);
  const byId = new Map(orders.map((order) => [order.id, order]));
  for (const { id, total } of promised.orders) expect(byId.get(id)).toMatchObject({ total });
  for (const id of promised.cancelled) expect(byId.get(id)?.status).toBe('cancelled');
  const ids = orders.map(({ id }) => id);
  const payments = (await Promise.all(ids.map(till.payments))).flat();
  const known = new Set(payments.map(({ id }) => id));
  expect(promised.payments.filter(({ id }) => !known.has(id))).toEqual([]);
  const refunds = new Map(payments.flatMap((payment) => payment.refunds).map((refund) => [refund.id, refund]));
  for (const { id, amount } of promised.refunds) expect(refunds.get(id)).toMatchObject({ amount, status: 'succeeded' });

  const { ours, theirs } = await till.books(ids);
  expect(ours).toEqual(theirs);
  const kept = ours.filter(([, captured, refunded]) => captured > refunded);
  const paid = orders.filter(({ status }) => status === 'paid');
  expect(kept).toHaveLength(paid.length);
  expect(await house.available(sku)).toBe(STOCK - paid.length);
  for (const { id } of orders) {
    const events = await house.all(`/v1/orders/${id}/events`, grace);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  }
  expect(await till.reconcile()).toMatchObject({ found: 0, discrepancies: [] });
  console.log(
    `${orders.length} orders (${promised.orders.length} answered), ${paid.length} paid, ${ours.length} captured, ` +
      `${refunds.size} refunds, ${promised.cancelled.length} cancellations, 2 kills`,
  );
}, 240_000);

it('no secret stands in what it logged, nor in the templates and bundles it was made from', () => {
  expect(secretsIn(house.system.system.logs).found).toEqual([]);
  const { files, found } = secretsIn(`${ROOT}/cdk.local`);
  expect(files).toBeGreaterThan(30);
  expect(found).toEqual([]);
});
