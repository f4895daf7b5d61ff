import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { machine, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => till.stripe.faults({}));

let day = 0;
type Lines = Parameters<typeof till.order>[0];
/** An order, and a card that takes a while. */
const processing = async (lines: Lines) => {
  const orderedAt = new Date(Date.UTC(2012, 0, ++day)).toISOString();
  const { id } = await till.order(lines, { caller: machine, orderedAt });
  const payment = await till.pay(id, { caller: machine });
  till.stripe.faults({ confirm: { delaySeconds: 60 }, succeedAfterCancel: true });
  expect(await till.confirm(payment)).toBe('processing');
  return { id, date: orderedAt.slice(0, 10), payment };
};
/** The same, expired: its intent is canceled, and will take the money all the same. */
const expired = async (lines: Lines) => {
  const order = await processing(lines);
  await till.sweep();
  await till.settle();
  till.stripe.faults({});
  expect(await till.statusOf(order.id)).toBe('expired');
  return order;
};
const moneyOf = (id: string) =>
  till.stripe
    .ledger()
    .filter(({ metadata }) => metadata.orderId === id)
    .map(({ amount_received, amount_refunded }) => [amount_received, amount_refunded]);
/** Our ledger is the provider's. */
const expectMoney = async (id: string, ...money: [captured: number, refunded: number][]) => {
  expect(moneyOf(id)).toEqual(money);
  const payments: { captured: { amount: number }; refunded: { amount: number } }[] = await till.paymentsOf(id);
  expect(payments.map(({ captured, refunded }) => [captured.amount, refunded.amount]).toReversed()).toEqual(money);
};

const copies = 3;

describe('money that comes too late, heard three times,', () => {
  it('takes the units once more where there are some left, and the order is paid', async () => {
    const sku = await till.product(3);
    const { id, date } = await expired([{ sku, quantity: 2 }]);
    expect(await till.available(sku)).toBe(3);
    till.ring();
    await till.settle({ copies });
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderExpiring', 'OrderExpired', 'OrderPaid']);
    expect(await till.orderNow(id)).toMatchObject({ status: 'paid', version: 4 });
    expect(await till.movements(sku)).toEqual([
      ['count', 3],
      ['order', -2],
      ['order_expired', 2],
      ['order_paid_late', -2],
    ]);
    await expectMoney(id, [500, 0]);
    expect(await till.report(date)).toMatchObject({ orders: 1, units: 2, revenue: { amount: 500 } });
  });

  it('goes back where the units are gone, and the order stays expired', async () => {
    const sku = await till.product(3);
    const { id, date } = await expired([{ sku, quantity: 2 }]);
    await till.stock(sku, -2);
    till.ring();
    await till.settle({ copies });
    expect(await till.typesOf(id)).toEqual([
      'OrderPlaced',
      'OrderExpiring',
      'OrderExpired',
      'PaymentOrphaned',
      'OrderRefunded',
    ]);
    expect(await till.orderNow(id)).toMatchObject({ status: 'expired', refunded: { amount: 500 } });
    await expectMoney(id, [500, 500]);
    expect(await till.available(sku)).toBe(1);
    expect(await till.report(date)).toMatchObject({ orders: 0, units: 0, revenue: { amount: 0 } });
  });

  it('goes back where one of several SKUs is gone, and takes none of the others', async () => {
    const [some, none] = [await till.product(3), await till.product(3)];
    const { id } = await expired([some, none].map((sku) => ({ sku, quantity: 1 })));
    await till.stock(none, -3);
    till.ring();
    await till.settle({ copies });
    expect(await till.statusOf(id)).toBe('expired');
    expect([await till.available(some), await till.available(none)]).toEqual([3, 0]);
    await expectMoney(id, [500, 500]);
  });

  it('goes back where the order was cancelled', async () => {
    const sku = await till.product(3);
    const { id, date } = await processing([{ sku, quantity: 2 }]);
    expect((await till.cancel(id, { caller: machine })).status).toBe(201);
    await till.settle({ copies });
    till.ring();
    till.stripe.faults({});
    await till.settle({ copies });
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderCancelled', 'PaymentOrphaned', 'OrderRefunded']);
    expect(await till.orderNow(id)).toMatchObject({ status: 'cancelled', refunded: { amount: 500 } });
    expect(await till.available(sku)).toBe(3);
    await expectMoney(id, [500, 500]);
    expect(await till.report(date)).toMatchObject({ orders: 0, revenue: { amount: 0 } });
  });

  it('goes back where the order was cancelled while it was being taken, and nobody had told us', async () => {
    const sku = await till.product(3);
    const { id } = await till.order([{ sku, quantity: 2 }]);
    await till.confirm(await till.pay(id));
    await till.cancel(id);
    await till.settle({ copies });
    expect(await till.statusOf(id)).toBe('cancelled');
    expect(await till.available(sku)).toBe(3);
    await expectMoney(id, [500, 500]);
    const types = await till.typesOf(id);
    expect(types.filter((type) => type === 'OrderRefunded')).toHaveLength(1);
  });

  it('goes back where the order is paid by another payment, and takes nothing from the sale', async () => {
    const sku = await till.product(3);
    const { id, date } = await late(sku);
    await till.confirm(await till.pay(id, { caller: machine }));
    await till.settle({ copies });
    expect(await till.statusOf(id)).toBe('paid');
    till.ring();
    await till.settle({ copies });
    await expectMoney(id, [500, 0], [500, 500]);
    const now = await till.orderNow(id);
    expect(now.status).toBe('paid');
    expect(now).not.toHaveProperty('refunded');
    expect(await till.report(date)).toMatchObject({ orders: 1, units: 2, revenue: { amount: 500 } });
    expect(await till.available(sku)).toBe(1);
    expect((await till.cancel(id)).status).toBe(201);
    await till.settle({ copies });
    await expectMoney(id, [500, 500], [500, 500]);
    expect(await till.report(date)).toMatchObject({ orders: 0, units: 0, revenue: { amount: 0 } });
    expect(await till.available(sku)).toBe(3);
  });

  it('pays an order whose next payment is open; what that takes then goes back', async () => {
    const sku = await till.product(3);
    const { id } = await late(sku);
    const second = await till.pay(id, { caller: machine });
    till.ring();
    await till.settle({ copies });
    expect(await till.statusOf(id)).toBe('paid');
    await till.confirm(second).catch(() => 'canceled');
    await till.settle({ copies });
    expect(await till.statusOf(id)).toBe('paid');
    const [[captured = 0, refunded = 0] = []] = moneyOf(id);
    expect(captured - refunded).toBe(0);
    expect(moneyOf(id)[1]).toEqual([500, 0]);
  });
});

/** A first payment that was refused, tried again, and canceled; a second can begin, and the first will take the money. */
const late = async (sku: string) => {
  const orderedAt = new Date(Date.UTC(2012, 0, ++day)).toISOString();
  const { id } = await till.order([{ sku, quantity: 2 }], { caller: machine, orderedAt });
  const first = await till.pay(id, { caller: machine });
  await till.confirm(first, 'pm_card_chargeDeclined');
  await till.settle();
  till.stripe.faults({ confirm: { delaySeconds: 60 }, succeedAfterCancel: true });
  await till.confirm(first);
  const second = await till.pay(id, { caller: machine });
  till.stripe.faults({});
  expect([second.status, second.body.id !== first.body.id]).toEqual([201, true]);
  return { id, date: orderedAt.slice(0, 10) };
};

describe('money that comes too late for an order of 60 SKUs', () => {
  it('goes back: its units do not fit one transaction', async () => {
    const skus = await Promise.all(Array.from({ length: 60 }, () => till.product(2, 10)));
    const { id, date } = await expired(skus.map((sku) => ({ sku, quantity: 1 })));
    till.ring();
    await till.settle({ copies: 2 });
    expect(await till.orderNow(id)).toMatchObject({ status: 'expired', refunded: { amount: 600 } });
    await expectMoney(id, [600, 600]);
    expect(await Promise.all(skus.map(till.available))).toEqual(skus.map(() => 2));
    expect(await till.report(date)).toMatchObject({ orders: 0, revenue: { amount: 0 } });
  });
});

describe('two that come too late for the same last units', () => {
  it('are one that has them, and one that has its money back', async () => {
    const sku = await till.product(2);
    const first = await expired([{ sku, quantity: 2 }]);
    const second = await expired([{ sku, quantity: 2 }]);
    till.ring();
    await till.settle({ copies: 2, random: Math.random });
    const ends = await Promise.all([first, second].map(async ({ id }) => [await till.statusOf(id), ...moneyOf(id)]));
    expect(ends.sort()).toEqual([
      ['expired', [500, 500]],
      ['paid', [500, 0]],
    ]);
    expect(await till.available(sku)).toBe(0);
  });
});
