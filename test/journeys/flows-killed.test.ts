import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Flow, Shop } from '../simulation/flow.ts';
import { FLOWS } from '../simulation/flows/flows.ts';
import { type Answer, type House, openHouse } from './caller.ts';
import { type Checkout, checkoutOf, grace, PAST_HOLD } from './checkout.ts';
import { openShops, type Promised } from './running-shop.ts';

// The simulator's flows against the running system, while environments are killed at random. A longer proof:
// KILLS=500 SEED=1 npx vitest run test/journeys/flows-killed.test.ts

const KILLS = Number(process.env.KILLS ?? 10);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
/** So many of all invocations. */
const RATE = 0.08;
/** How long the system may take until it rests, by its own clock. */
const MOST_MINUTES = 60;
/** Hundreds of products take longer to put on sale than all else takes. */
const LARGE = 100;
const PRODUCTS: Flow['products'] = Object.assign({}, ...FLOWS.map(({ products }) => products));
const flows = FLOWS.filter(({ products }) => KILLS > LARGE || Object.keys(products).length <= LARGE);

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterAll(() => house.stop());

const kill = async (rate: number): Promise<number> =>
  ((await house.system.control('POST', '/kills', { rate })) as { killed: number }).killed;

const isOpen = ({ status }: Answer['body']) => status === 'pending_payment' || status === 'expiring';

/** What was killed comes back, what is overdue expires, late money is taken and given back. */
const comeToRest = async (shop: Shop) => {
  await till.faults({});
  await shop.pass((2 * PAST_HOLD) / 60);
  let patience = MOST_MINUTES;
  await shop.until(async () => {
    const orders = await house.all('/v1/orders', grace);
    const isAtRest = !orders.some(isOpen) && Object.keys(await till.waiting()).length === 0;
    return isAtRest || patience-- === 0;
  });
};

const SOLD = ['paid', 'on_account', 'fulfilled'];
const sold = (orders: Answer['body'][]) => orders.filter(({ status }) => SOLD.includes(status));
const ids = (rows: { id: string }[]) => [...new Set(rows.map(({ id }) => id))].toSorted();
const sumOf = <T>(rows: T[], amount: (row: T) => number) => rows.reduce((sum, row) => sum + amount(row), 0);
/** What the shop keeps of an order, in pence. */
const worth = ({ total, refunded }: Answer['body']): number => total.amount - (refunded?.amount ?? 0);

/** Those that somebody was told of, no other, and each as it was told. @returns them */
const checkedOrders = async (promised: Promised) => {
  const listed = await house.all('/v1/orders', grace);
  expect(listed.filter(isOpen)).toEqual([]);
  expect(ids(listed)).toEqual(ids(promised.orders));
  const orders = await Promise.all(listed.map(({ id }) => till.order(id)));
  const byId = new Map(orders.map((order) => [order.id, order]));
  for (const { id, total, lines } of promised.orders) expect(byId.get(id)).toMatchObject({ total, lines });
  return orders;
};

/** Our money is the provider's, is what the paid orders are worth, and what the days' reports say. */
const checkMoney = async (orders: Answer['body'][], promised: Promised) => {
  const payments = (await Promise.all(orders.map(({ id }) => till.payments(id)))).flat();
  const refunds = payments.flatMap((payment) => payment.refunds);
  expect(ids(payments)).toEqual(expect.arrayContaining(ids(promised.payments)));
  expect(ids(refunds)).toEqual(expect.arrayContaining(ids(promised.refunds)));
  const { ours, theirs } = await till.books(orders.map(({ id }) => id));
  expect(ours).toEqual(theirs);
  const paid = sold(orders).filter(({ payment }) => payment === 'card');
  expect(sumOf(ours, ([, captured, refunded]) => captured - refunded)).toBe(sumOf(paid, worth));

  const days = [...new Set(orders.map(({ orderedAt }) => orderedAt.slice(0, 10)))];
  const reports = await Promise.all(
    days.map((day) => house.call('GET', `/v1/reports/daily?date=${day}`, { as: grace })),
  );
  expect(sumOf(reports, ({ body }) => body.revenue.amount)).toBe(sumOf(sold(orders), worth));
  return { captured: ours.length, refunds: refunds.length };
};

/** Units by SKU: what came in, less what orders own, with what came back from them. */
const unitsOf = (orders: Answer['body'][], { movements, refunds }: Promised) => {
  const units = new Map<string, number>();
  const add = (sku: string, quantity: number) => units.set(sku, (units.get(sku) ?? 0) + quantity);
  const each = <T extends { id: string }>(rows: T[]) => new Map(rows.map((row) => [row.id, row])).values();
  for (const { sku, quantity } of each(movements)) add(sku, quantity);
  for (const { id, lines } of sold(orders)) {
    for (const { sku, quantity } of lines) add(sku, -quantity);
    for (const refund of each(refunds)) {
      if (refund.orderId !== id || !refund.restock) continue;
      const returned: { lineId: string; quantity: number }[] =
        refund.lines ?? lines.map((line: Answer['body']) => ({ lineId: line.id, quantity: line.quantity }));
      for (const { lineId, quantity } of returned) {
        add(lines.find((line: Answer['body']) => line.id === lineId).sku, quantity);
      }
    }
  }
  return units;
};

const checkStock = async (orders: Answer['body'][], promised: Promised) => {
  const units = unitsOf(orders, promised);
  const available = await Promise.all([...units.keys()].map(async (sku) => [sku, await house.available(sku)] as const));
  expect(Object.fromEntries(available)).toEqual(Object.fromEntries(units));
};

/** Runs all of them at once. @returns who failed, and of what */
const failures = async (shop: () => Shop) => {
  const outcomes = await Promise.allSettled(flows.map((flow) => flow.run(shop())));
  return outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [[flows[n]?.name, outcome.reason]] : []));
};

it('no flow loses or doubles anything while environments are killed', {
  timeout: 120_000 + KILLS * 5_000,
}, async () => {
  const begun = performance.now();
  const say = (what: string) => console.log(`${((performance.now() - begun) / 1_000).toFixed(1)} s: ${what}`);
  say(`seed ${SEED}`);
  const { promised, open } = openShops({ house, till, seed: SEED });
  let rounds = 0;
  for (let killed = 0; rounds === 0 || killed < KILLS; rounds++) {
    await kill(RATE);
    expect(await failures(open(PRODUCTS)), `seed ${SEED}`).toEqual([]);
    killed = await kill(0);
    say(`${killed} killed`);
  }
  await comeToRest(open({})());
  expect(await till.waiting()).toEqual({});
  say('at rest');

  const orders = await checkedOrders(promised);
  const { captured, refunds } = await checkMoney(orders, promised);
  await checkStock(orders, promised);
  expect(await till.reconcile()).toMatchObject({ found: 0, discrepancies: [] });
  say(
    `${rounds} × ${flows.length} flows, ${orders.length} orders, ${captured} captured, ${refunds} refunds, ` +
      `${await kill(0)} environments killed`,
  );
});
