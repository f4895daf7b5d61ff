import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ada, admin, cutAfter, key, machine, openTill, staff } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => till.stripe.faults({}));

let day = 0;
/** Two of one thing for £5 and three of another for £3, paid. */
const paid = async (card?: string) => {
  const orderedAt = new Date(Date.UTC(2013, 0, ++day)).toISOString();
  const [one, two] = [await till.product(5, 250), await till.product(5, 100)];
  const lines = [
    { sku: one, quantity: 2 },
    { sku: two, quantity: 3 },
  ];
  const order = await till.paid(lines, { caller: machine, orderedAt, ...(card && { card }) });
  expect(await till.statusOf(order.id)).toBe('paid');
  return { ...order, one, two, date: orderedAt.slice(0, 10) };
};
type Paid = Awaited<ReturnType<typeof paid>>;
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
/** Refunds at the provider, oldest first. */
const atProvider = async ({ intentId }: Paid) =>
  (await till.client.refunds.list({ payment_intent: intentId, limit: 100 })).data.map(({ amount }) => amount).reverse();
const refundedOf = async ({ id }: Paid) => (await till.paymentsOf(id))[0].refunded.amount;
const stocksOf = async ({ one, two }: Paid) => [await till.available(one), await till.available(two)];

describe('a refund', () => {
  it.each<[string, object, { amount: number; report: object; stock: number[] }]>([
    ['of everything', {}, { amount: 800, report: { orders: 0, units: 0, revenue: gbp(0) }, stock: [3, 2] }],
    [
      'of everything, with all units',
      { restock: true },
      { amount: 800, report: { orders: 0, units: 0, revenue: gbp(0) }, stock: [5, 5] },
    ],
    [
      'of an amount',
      { amount: gbp(120) },
      { amount: 120, report: { orders: 1, units: 5, revenue: gbp(680), refundsWithoutLines: gbp(120) }, stock: [3, 2] },
    ],
    [
      'of a line',
      { lines: [{ lineId: '2', quantity: 2 }] },
      { amount: 200, report: { orders: 1, units: 3, revenue: gbp(600) }, stock: [3, 2] },
    ],
    [
      'of lines, with their units',
      {
        lines: [
          { lineId: '1', quantity: 1 },
          { lineId: '2', quantity: 3 },
        ],
        restock: true,
      },
      { amount: 550, report: { orders: 1, units: 1, revenue: gbp(250) }, stock: [4, 5] },
    ],
  ])('%s gives it back, once, and takes it from the sale', async (_, body, { amount, report, stock }) => {
    const order = await paid();
    const same = { key: key() };
    const answer = await till.refund(order.payment.id, body, same);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/v1/orders/${order.id}/payments`);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^ref_[0-9a-z]{26}$/),
      paymentId: order.payment.id,
      orderId: order.id,
      amount: gbp(amount),
      status: 'succeeded',
      reason: 'broken',
      restock: 'restock' in body,
      createdAt: expect.any(String),
      ...('lines' in body && { lines: body.lines }),
    });
    await till.settle({ copies: 2 });
    const again = await till.refund(order.payment.id, body, same);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(answer.body));
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    await till.settle();

    expect(await atProvider(order)).toEqual([amount]);
    const { paymentId, orderId, ...listed } = answer.body;
    expect(await till.paymentsOf(order.id)).toMatchObject([{ refunded: gbp(amount), refunds: [listed] }]);
    expect(await till.orderNow(order.id)).toMatchObject({ status: 'paid', refunded: gbp(amount) });
    const timeline = await till.timeline(order.id);
    expect(timeline.map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderPaid', 'OrderRefunded']);
    expect(timeline.at(-1)?.data).toMatchObject({
      amount,
      counted: true,
      refundId: answer.body.id,
      whole: amount === 800,
    });
    expect(await till.report(order.date)).toMatchObject(report);
    expect(await stocksOf(order)).toEqual(stock);
    const moved = await till.movements(order.two);
    expect(moved.slice(2)).toEqual(stock[1] === 5 ? [['refund', 3]] : []);
  });

  it.each<[string, object, number, string]>([
    ['more than was taken', { amount: gbp(801) }, 422, 'refund_exceeds_captured'],
    ['more units than were bought', { lines: [{ lineId: '1', quantity: 3 }] }, 422, 'refund_exceeds_captured'],
    ['a line there is not', { lines: [{ lineId: '3', quantity: 1 }] }, 422, 'unknown_line'],
    ['another currency', { amount: { amount: 1, currency: 'EUR' } }, 422, 'currency_mismatch'],
    [
      'an amount the lines do not cost',
      { amount: gbp(1), lines: [{ lineId: '1', quantity: 1 }] },
      422,
      'amount_mismatch',
    ],
    ['units without saying which', { amount: gbp(1), restock: true }, 422, 'nothing_to_restock'],
    ['nothing', { amount: gbp(0) }, 422, 'nothing_to_refund'],
    ['less than nothing', { amount: gbp(-1) }, 422, 'invalid_input'],
    ['half a penny', { amount: gbp(0.5) }, 422, 'invalid_input'],
    ['half a unit', { lines: [{ lineId: '1', quantity: 0.5 }] }, 422, 'invalid_input'],
    ['no lines', { lines: [] }, 422, 'invalid_input'],
    ['41 lines', { lines: Array.from({ length: 41 }, () => ({ lineId: '1', quantity: 1 })) }, 422, 'invalid_input'],
    ['no reason', { reason: '' }, 422, 'invalid_input'],
    ['a status of its own', { status: 'succeeded' }, 422, 'unknown_field'],
  ])('of %s is refused, and nothing is set aside', async (_, body, status, code) => {
    shared ??= await paid();
    const order = shared;
    expect(await till.refund(order.payment.id, body)).toMatchObject({ status, body: { code } });
    expect(await refundedOf(order)).toBe(0);
    expect(await atProvider(order)).toEqual([]);
  });
  let shared: Paid | undefined;

  it('of what was never taken, of a payment that is not there, and by anybody but an admin, is refused', async () => {
    const { id } = await till.order([{ sku: await till.product(), quantity: 1 }]);
    const open = await till.pay(id);
    expect(await till.refund(open.body.id, {})).toMatchObject({ status: 409, body: { code: 'not_captured' } });
    expect(await till.refund(`pay_${'0'.repeat(26)}`, {})).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await till.refund('../x', {})).toMatchObject({ status: 404 });
    const order = await paid();
    for (const caller of [ada, staff, machine]) {
      const answer = await till.refund(order.payment.id, {}, { caller });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await atProvider(order)).toEqual([]);
  });

  it('may follow others until nothing is left; a key belongs to one', async () => {
    const order = await paid();
    const same = { key: key() };
    expect((await till.refund(order.payment.id, { amount: gbp(300) }, same)).status).toBe(201);
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } };
    expect(await till.refund(order.payment.id, { amount: gbp(301) }, same)).toMatchObject(reused);
    expect(await till.refund((await paid()).payment.id, { amount: gbp(300) }, same)).toMatchObject(reused);
    expect((await till.refund(order.payment.id, {})).body).toMatchObject({ amount: gbp(500) });
    const over = { status: 422, body: { code: 'refund_exceeds_captured' } };
    for (const body of [{}, { amount: gbp(1) }]) {
      expect(await till.refund(order.payment.id, body)).toMatchObject(over);
    }
    await till.settle({ copies: 2, random: Math.random });
    expect(await atProvider(order)).toEqual([300, 500]);
    expect(await till.orderNow(order.id)).toMatchObject({ status: 'paid', refunded: gbp(800) });
    expect(await till.report(order.date)).toMatchObject({ orders: 1, units: 5, revenue: gbp(0) });
  });
});

describe('a refund that the provider refuses', () => {
  it('is refused, for ever under its key, and its amount is free again', async () => {
    const order = await paid('pm_card_createDispute');
    const same = { key: key() };
    const refused = { status: 409, body: { code: 'refund_refused' } };
    const body = { lines: [{ lineId: '1', quantity: 2 }] };
    for (let n = 0; n < 2; n++) expect(await till.refund(order.payment.id, body, same)).toMatchObject(refused);
    expect(await till.paymentsOf(order.id)).toMatchObject([{ refunded: gbp(0), refunds: [{ status: 'failed' }] }]);
    expect(await till.refund(order.payment.id, {})).toMatchObject(refused);
    await till.settle();
    expect(await till.goOn()).toBe(0);
    expect(await till.orderNow(order.id)).not.toHaveProperty('refunded');
  });

  it('because the money went back there meanwhile is refused, and what went back is learnt', async () => {
    const order = await paid();
    await till.client.refunds.create({ payment_intent: order.intentId, amount: 600 });
    expect(await till.refund(order.payment.id, {})).toMatchObject({ status: 409, body: { code: 'refund_refused' } });
    await till.settle({ copies: 2 });
    expect(await refundedOf(order)).toBe(600);
    expect((await till.refund(order.payment.id, {})).body.amount).toEqual(gbp(200));
    expect(await atProvider(order)).toEqual([600, 200]);
  });

  it('for an order that is cancelled leaves nothing to go on with, and does not come back', async () => {
    const order = await paid('pm_card_createDispute');
    expect((await till.cancel(order.id)).status).toBe(201);
    await till.settle({ copies: 2 });
    expect(await till.paymentsOf(order.id)).toMatchObject([{ refunded: gbp(0), refunds: [{ status: 'failed' }] }]);
    expect(await till.goOn()).toBe(0);
  });
});

describe('a refund of which nobody knows what became', () => {
  it.each([
    ['the same key', async (order: Paid, same: object) => void (await till.refund(order.payment.id, {}, same))],
    ['the sweeper', async () => void (await till.goOn())],
    ['the sweeper, a day later,', async () => void (await till.goOn(60 * 25))],
  ])('is finished by %s, once', async (_, finish) => {
    for (const faults of [{ fail: 1 }, { timeoutAfterSuccess: 1, rateLimit: 0.5 }]) {
      const order = await paid();
      const same = { key: key() };
      till.stripe.faults(faults);
      const cut = await till.refund(order.payment.id, {}, { ...same, time: cutAfter(5) });
      till.stripe.faults({});
      expect([201, 503]).toContain(cut.status);
      expect(await refundedOf(order)).toBe(800);
      await finish(order, same);
      const answer = await till.refund(order.payment.id, {}, same);
      expect(answer).toMatchObject({ status: 201, body: { amount: gbp(800), status: 'succeeded' } });
      expect(await atProvider(order)).toEqual([800]);
      await till.settle();
      expect(await till.orderNow(order.id)).toMatchObject({ refunded: gbp(800) });
      expect(await till.goOn()).toBe(0);
    }
  });

  it('because it was killed at any step is finished by the same key, once', async () => {
    for (let looks = 0; ; looks++) {
      const order = await paid();
      const same = { key: key() };
      const body = { lines: [{ lineId: '1', quantity: 1 }], restock: true };
      const cut = await till.refund(order.payment.id, body, { ...same, time: cutAfter(looks) });
      await till.settle({ time: () => cutAfter(looks) });
      expect((await till.refund(order.payment.id, body, same)).status).toBe(201);
      await till.settle({ time: () => cutAfter(looks) });
      expect(await atProvider(order)).toEqual([250]);
      expect(await refundedOf(order)).toBe(250);
      expect(await stocksOf(order)).toEqual([4, 2]);
      expect(await till.report(order.date)).toMatchObject({ orders: 1, units: 4, revenue: gbp(550) });
      if (cut.status === 201) break;
      expect(cut).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    }
  });
});

describe('an order that is paid', () => {
  it('and cancelled by staff has its money back, and is no sale', async () => {
    const order = await paid();
    expect(await till.cancel(order.id, { caller: machine })).toMatchObject({ status: 409 });
    expect((await till.cancel(order.id, { caller: admin })).status).toBe(201);
    await till.settle({ copies: 3 });
    expect(await till.typesOf(order.id)).toEqual(['OrderPlaced', 'OrderPaid', 'OrderCancelled', 'OrderRefunded']);
    expect(await till.orderNow(order.id)).toMatchObject({ status: 'cancelled', refunded: gbp(800) });
    expect(await atProvider(order)).toEqual([800]);
    expect(await stocksOf(order)).toEqual([5, 5]);
    expect(await till.report(order.date)).toMatchObject({ orders: 0, units: 0, revenue: gbp(0) });
  });

  it('and partly refunded cannot be cancelled; what is left can be refunded', async () => {
    const order = await paid();
    await till.refund(order.payment.id, { amount: gbp(1) });
    await till.settle();
    expect(await till.cancel(order.id)).toMatchObject({ status: 409, body: { code: 'not_cancellable' } });
    expect((await till.refund(order.payment.id, {})).body.amount).toEqual(gbp(799));
  });

  it('and wholly refunded can still be cancelled, which puts its units back and counts nothing twice', async () => {
    const order = await paid();
    await till.refund(order.payment.id, {});
    await till.settle();
    expect(await stocksOf(order)).not.toEqual([5, 5]);
    expect((await till.cancel(order.id)).status).toBe(201);
    await till.settle();
    expect(await stocksOf(order)).toEqual([5, 5]);
    expect(await atProvider(order)).toEqual([800]);
    expect(await till.report(order.date)).toMatchObject({ orders: 0, units: 0, revenue: gbp(0) });
  });

  it('and wholly refunded with its units back cannot be cancelled', async () => {
    const order = await paid();
    await till.refund(order.payment.id, { restock: true });
    await till.settle();
    expect(await till.cancel(order.id)).toMatchObject({ status: 409, body: { code: 'not_cancellable' } });
    expect(await stocksOf(order)).toEqual([5, 5]);
  });

  it('and cancelled while a refund is under way has all its money back, once', async () => {
    const order = await paid();
    await till.refund(order.payment.id, { lines: [{ lineId: '1', quantity: 1 }], restock: true });
    expect((await till.cancel(order.id)).status).toBe(201); // nobody has told the order of the refund yet
    await till.settle({ copies: 2, random: Math.random });
    expect(await atProvider(order)).toEqual([250, 550]);
    expect(await stocksOf(order)).toEqual([5, 5]);
    expect(await till.orderNow(order.id)).toMatchObject({ status: 'cancelled', refunded: gbp(800) });
    expect(await till.report(order.date)).toMatchObject({ orders: 0, units: 0, revenue: gbp(0) });
  });

  it('and given back at the provider, in two goes, is no sale of that', async () => {
    const order = await paid();
    await till.client.refunds.create({ payment_intent: order.intentId, amount: 100 });
    await till.client.refunds.create({ payment_intent: order.intentId });
    await till.settle({ copies: 2 });
    expect(await refundedOf(order)).toBe(800);
    expect(await till.orderNow(order.id)).toMatchObject({ status: 'paid', refunded: gbp(800) });
    expect(await till.report(order.date)).toMatchObject({ revenue: gbp(0) });
  });
});
