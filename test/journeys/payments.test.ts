import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, eventually, fresh, type House, openHouse, person } from './caller.ts';
import { ada, type Checkout, checkoutOf, grace, PAST_HOLD, secretsIn, tally } from './checkout.ts';

const bob = person('shopper', 'bob');

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterAll(() => house.stop());

describe('an order by card', () => {
  it('is paid soon after its buyer has confirmed it', async () => {
    const sku = await house.product(fresh('MUG'), 10);
    const { order, payment, secret } = await till.begun(sku, { quantity: 2 });
    expect(order).toMatchObject({ status: 'pending_payment', total: { amount: 500, currency: 'GBP' } });
    expect(payment).toMatchObject({ status: 'open', amount: order.total });
    expect(secret).toMatch(/^pi_\w+_secret_\w+$/);

    const confirmed = await till.confirm(secret);
    const since = performance.now();
    expect(confirmed).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    const paid = await till.becomes(order.id, 'paid');
    console.log(`paid ${Math.round(performance.now() - since)} ms after the confirmation`);
    expect(paid).toMatchObject({ id: order.id, version: 2, total: order.total, lines: order.lines });
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(await till.payments(order.id)).toMatchObject([
      { id: payment.id, generation: 1, status: 'succeeded', captured: order.total, refunded: { amount: 0 } },
    ]);
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 500, 0]], theirs: [[payment.id, 500, 0]] });
    expect(await house.available(sku)).toBe(8);
    const again = await till.begin(order.id);
    expect(again).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    const report = () => house.call('GET', `/v1/reports/daily?date=${order.orderedAt.slice(0, 10)}`, { as: grace });
    await eventually(report, ({ body }) => body.data.some((line: { sku: string }) => line.sku === sku));
  });

  it('has one payment, however often and under however many keys it is begun at once', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { body } = await till.place(sku);
    const key = fresh('same');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => till.begin(body.id, n % 2 ? { key } : undefined)),
    );
    expect(tally(answers)).toEqual({ 201: 20 });
    expect(new Set(answers.map((answer) => answer.body.clientSecret)).size).toBe(1);
    const theirs = (await till.ledger()).filter(({ metadata }) => metadata.orderId === body.id);
    expect(theirs).toHaveLength(1);
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error'],
    ['pm_card_radarBlock', 'fraudulent'],
  ])('stays payable after %s, by a payment that is a new one', async (card, code) => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment, secret } = await till.begun(sku);
    expect((await till.confirm(secret, card)).status).toBe(402);
    await eventually(
      () => till.payments(order.id),
      ([first]) => first?.status === 'declined',
    );
    expect(await till.payments(order.id)).toMatchObject([{ declineCode: code, captured: { amount: 0 } }]);
    expect(await till.order(order.id)).toMatchObject({ status: 'pending_payment' });

    const next = await till.begin(order.id);
    expect(next.status).toBe(201);
    expect(next.body.id).not.toBe(payment.id);
    expect((await till.confirm(secret)).status).toBe(400); // the first one is over, at the provider too
    expect((await till.confirm(next.body.clientSecret)).status).toBe(200);
    await till.becomes(order.id, 'paid');
    expect(await till.payments(order.id)).toMatchObject([
      { id: payment.id, generation: 1, status: 'closed', captured: { amount: 0 } },
      { id: next.body.id, generation: 2, status: 'succeeded', captured: { amount: 250 } },
    ]);
    expect(await till.books([order.id])).toEqual({ ours: [[next.body.id, 250, 0]], theirs: [[next.body.id, 250, 0]] });
  });

  it('expires with its payment when nobody confirms that, and its units are back', async () => {
    const sku = await house.product(fresh('MUG'), 3);
    const { order, payment, secret } = await till.begun(sku, { quantity: 3 });
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    expect(await house.available(sku)).toBe(3);
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderExpiring', 'OrderExpired']);
    expect(await till.payments(order.id)).toMatchObject([{ id: payment.id, status: 'closed' }]);
    const [intent] = (await till.ledger()).filter(({ metadata }) => metadata.orderId === order.id);
    expect(intent?.status).toBe('canceled');
    expect((await till.confirm(secret)).status).toBe(400);
    expect(await till.begin(order.id)).toMatchObject({ status: 410, body: { code: 'order_expired' } });
  });

  it('that is cancelled before it is paid cannot be paid any more', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, secret } = await till.begun(sku);
    expect((await till.cancel(order.id)).status).toBe(201);
    await eventually(
      () => till.payments(order.id),
      ([payment]) => payment?.status === 'closed',
    );
    expect((await till.confirm(secret)).status).toBe(400);
    expect(await till.begin(order.id)).toMatchObject({ status: 409, body: { code: 'not_payable' } });
    expect(await house.available(sku)).toBe(1);
  });

  it('that is cancelled by staff after it was paid is refunded in full', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await till.paid(sku);
    expect((await till.cancel(order.id)).status).toBe(409); // its buyer may not any more
    expect((await till.cancel(order.id, grace)).status).toBe(201);
    await eventually(
      () => till.payments(order.id),
      ([first]) => first?.refunded.amount === 250,
    );
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 250]], theirs: [[payment.id, 250, 250]] });
    expect(await house.available(sku)).toBe(1);
  });
});

describe('a provider that fails', () => {
  afterAll(() => till.faults({}));

  it.each([
    [
      'refuses a part of what it is asked, and does a part without an answer',
      { rateLimit: 0.2, fail: 0.2, timeoutAfterSuccess: 0.3 },
    ],
    ['answers after a second', { answerDelaySeconds: 1 }],
  ])('and %s takes and gives back the money of each order once', async (_, faults) => {
    const sku = await house.product(fresh('MUG'), 4);
    await till.faults(faults);
    const made = await Promise.all(Array.from({ length: 4 }, () => till.begun(sku)));
    await till.faults({});
    await Promise.all(made.map(({ secret }) => till.confirm(secret)));
    for (const { order } of made) await till.becomes(order.id, 'paid');
    await till.faults(faults);
    const refunds = await Promise.all(made.slice(2).map(({ payment }) => till.refund(payment.id)));
    await till.faults({});
    expect(tally(refunds)).toEqual({ 201: 2 });
    const { ours, theirs } = await till.books(made.map(({ order }) => order.id));
    expect(ours).toEqual(theirs);
    expect(ours).toEqual(made.map(({ payment }, n) => [payment.id, 250, n < 2 ? 0 : 250]).toSorted());
  });
});

describe('a refund', () => {
  it('of everything, asked for twenty times at once, is one', async () => {
    const sku = await house.product(fresh('MUG'), 2);
    const { order, payment } = await till.paid(sku, { quantity: 2 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.refund(payment.id)));
    expect(tally(answers)).toEqual({ 201: 1, 422: 19 });
    const codes = answers.flatMap(({ status, body }) => (status === 422 ? body.code : []));
    expect(new Set(codes)).toEqual(new Set(['refund_exceeds_captured']));
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 500, 500]], theirs: [[payment.id, 500, 500]] });
    await eventually(
      () => till.order(order.id),
      ({ refunded }) => refunded?.amount === 500,
    );
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderPaid', 'OrderRefunded']);
    expect(await house.available(sku)).toBe(0); // nobody has said that they came back
  });

  it('of more than was captured is refused, however it is divided', async () => {
    const sku = await house.product(fresh('MUG'), 1);
    const { order, payment } = await till.paid(sku);
    const amount = { amount: 100, currency: 'GBP' };
    const above = await till.refund(payment.id, { amount: { amount: 251, currency: 'GBP' } });
    expect(above).toMatchObject({ status: 422, body: { code: 'refund_exceeds_captured' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => till.refund(payment.id, { amount })));
    expect(tally(answers)).toEqual({ 201: 2, 422: 8 });
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 200]], theirs: [[payment.id, 250, 200]] });
  });

  it('of a line puts its units back on the shelf', async () => {
    const sku = await house.product(fresh('MUG'), 3);
    const { order, payment } = await till.paid(sku, { quantity: 3 });
    const refund = await till.refund(payment.id, { lines: [{ lineId: '1', quantity: 2 }], restock: true });
    expect(refund).toMatchObject({ status: 201, body: { amount: { amount: 500 }, orderId: order.id } });
    await eventually(
      () => house.available(sku),
      (units) => units === 2,
    );
    expect(await till.order(order.id)).toMatchObject({ status: 'paid', refunded: { amount: 500 } });
  });
});

describe('somebody else', () => {
  it('finds no payment of an order that is not theirs', async () => {
    const { body } = await till.place(await house.product(fresh('MUG'), 1));
    await till.begin(body.id);
    const missing = `/v1/orders/${body.id.replace(/.{8}$/, '00000000')}/payments`;
    const refusal = ({ status, body: { requestId: _, ...problem } }: Answer) => ({ status, ...problem });
    for (const [method, key] of [
      ['GET', undefined],
      ['POST', fresh('payment')],
    ] as const) {
      const theirs = await house.call(method, `/v1/orders/${body.id}/payments`, { as: bob, ...(key && { key }) });
      const none = await house.call(method, missing, { as: bob, ...(key && { key }) });
      expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(refusal(theirs)).toEqual(refusal(none));
    }
    // Staff read an order, and do not pay for it.
    expect((await till.begin(body.id, { as: grace })).status).toBe(404);
  });

  it('gives nothing back: not its buyer, not staff, not somebody unknown', async () => {
    const { order, payment } = await till.paid(await house.product(fresh('MUG'), 1));
    for (const as of [ada, bob, grace]) expect((await till.refund(payment.id, { as })).status).toBe(403);
    const unknown = await house.call('POST', `/v1/payments/${payment.id}/refunds`, { key: fresh('refund'), body: {} });
    expect(unknown.status).toBe(401);
    const missing = await till.refund(payment.id.replace(/.{8}$/, '00000000'));
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 0]], theirs: [[payment.id, 250, 0]] });
  });
});

it('adds up to the last penny at the end, and no secret stands in a log', async () => {
  expect(await till.reconcile()).toMatchObject({ found: 0, discrepancies: [] });
  const { files, found } = secretsIn(house.system.system.logs);
  expect(files).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
