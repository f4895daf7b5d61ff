import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fresh, type House, openHouse, person } from './caller.ts';
import { type Checkout, checkoutOf, PAST_HOLD } from './checkout.ts';

const bob = person('shopper', 'bob');

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterEach(() => till.faults({}));
afterAll(() => house.stop());

/** Minutes from the confirmation until the card is charged: the hold is over by then. */
const MINUTES = 45;

/** An order whose card is being charged still when its time is over. */
const processing = async (sku: string, faults: { succeedAfterCancel?: boolean } = {}) => {
  await till.faults({ confirm: { delaySeconds: MINUTES * 60 }, ...faults });
  const made = await till.begun(sku);
  expect(await till.confirm(made.secret)).toMatchObject({ status: 200, body: { status: 'processing' } });
  return made;
};

describe('an order whose webhooks never come', () => {
  it('is paid all the same once its time is over: the provider is asked before it is let go', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment, secret } = await till.begun(sku);
    await till.faults({ webhooks: { drop: 1 } });
    await till.confirm(secret);
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'paid');
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderExpiring', 'OrderPaid']);
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 0]], theirs: [[payment.id, 250, 0]] });
    expect(await house.available(sku)).toBe(0);
  });

  it('is paid at once when its buyer asks to pay again', async () => {
    const { order, secret } = await till.begun(await house.product(fresh('MUG'), 1));
    expect((await till.confirm(secret, 'pm_card_visa_chargeDeclined')).status).toBe(402);
    await eventually(
      () => till.payments(order.id),
      ([first]) => first?.status === 'declined',
    );
    await till.faults({ webhooks: { drop: 1 } });
    expect((await till.confirm(secret)).status).toBe(200);
    expect(await till.begin(order.id)).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    await till.becomes(order.id, 'paid');
    expect(await till.payments(order.id)).toHaveLength(1);
  });

  it('expires when its card was declined', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, secret } = await till.begun(sku);
    await till.faults({ webhooks: { drop: 1 } });
    await till.confirm(secret, 'pm_card_visa_chargeDeclined');
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    expect(await house.available(sku)).toBe(1);
  });
});

describe('a payment that is processed for longer than the order is held', () => {
  it('keeps its order waiting, and pays it', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await processing(sku);
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expiring');
    expect(await house.available(sku)).toBe(0);
    expect(await till.begin(order.id)).toMatchObject({ status: 410 });
    await house.advance(15 * 60);
    await till.becomes(order.id, 'paid');
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderExpiring', 'OrderPaid']);
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 0]], theirs: [[payment.id, 250, 0]] });
  });

  it('and succeeds after it was cancelled pays its expired order, if its units are there still', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await processing(sku, { succeedAfterCancel: true });
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    expect(await house.available(sku)).toBe(1);
    await house.advance(15 * 60);
    await till.becomes(order.id, 'paid');
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderExpiring', 'OrderExpired', 'OrderPaid']);
    expect(await till.payments(order.id)).toMatchObject([{ status: 'succeeded', captured: { amount: 250 } }]);
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 0]], theirs: [[payment.id, 250, 0]] });
    expect(await house.available(sku)).toBe(0);
  });

  it('and succeeds when somebody else has bought its units is given back in full', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await processing(sku, { succeedAfterCancel: true });
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    await till.faults({});
    const other = await till.paid(sku, { as: bob });

    await house.advance(15 * 60);
    await eventually(
      () => till.payments(order.id),
      ([first]) => first?.refunded.amount === 250,
    );
    expect(await till.order(order.id)).toMatchObject({ status: 'expired' });
    expect((await till.timeline(order.id)).slice(0, 4)).toEqual([
      'OrderPlaced',
      'OrderExpiring',
      'OrderExpired',
      'PaymentOrphaned',
    ]);
    const { ours, theirs } = await till.books([order.id, other.order.id]);
    expect(ours).toEqual(theirs);
    expect(ours).toEqual(
      [
        [payment.id, 250, 250],
        [other.payment.id, 250, 0],
      ].toSorted(),
    );
    expect(await till.order(other.order.id)).toMatchObject({ status: 'paid' });
    expect(await house.available(sku)).toBe(0);
  });

  it('and succeeds after its buyer cancelled the order is given back in full', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await processing(sku, { succeedAfterCancel: true });
    expect((await till.cancel(order.id)).status).toBe(201);
    await house.advance(MINUTES * 60);
    await eventually(
      () => till.payments(order.id),
      ([first]) => first?.refunded.amount === 250,
    );
    expect(await till.order(order.id)).toMatchObject({ status: 'cancelled' });
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 250]], theirs: [[payment.id, 250, 250]] });
    expect(await house.available(sku)).toBe(1);
  });
});

it('adds up to the last penny at the end', async () => {
  await till.rest();
  expect(await till.reconcile()).toMatchObject({ found: 0, discrepancies: [] });
});
