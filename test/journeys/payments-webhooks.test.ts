import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fresh, type House, openHouse } from './caller.ts';
import { type Checkout, checkoutOf, PAST_HOLD, SECRETS, secretsIn } from './checkout.ts';

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterEach(() => till.faults({}));
afterAll(() => house.stop());

describe('webhooks', () => {
  it.each([
    ['copied and out of order', { duplicates: 2, reorder: 0.7 }, 11],
    ['late', { duplicates: 1, reorder: 0.5, delaySeconds: 600 }, 611],
  ])('that are %s pay each of many orders once', async (_, webhooks, later) => {
    const sku = await house.product(fresh('MUG'), 8);
    const made = await Promise.all(Array.from({ length: 8 }, () => till.begun(sku)));
    await till.faults({ webhooks });
    const confirm = ({ secret }: (typeof made)[number], n: number) =>
      till.confirm(secret, n % 3 === 0 ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa');
    await Promise.all(made.map(confirm));
    // A third was declined first, and another card does: a `failed` may come after the `succeeded`.
    await Promise.all(made.filter((_, n) => n % 3 === 0).map(({ secret }) => till.confirm(secret)));
    await house.advance(later);
    for (const { order } of made) await till.becomes(order.id, 'paid');
    await till.rest();

    for (const { order } of made) {
      expect(await till.order(order.id)).toMatchObject({ status: 'paid', version: 2 });
      expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderPaid']);
      expect(await till.payments(order.id)).toMatchObject([{ status: 'succeeded', captured: { amount: 250 } }]);
    }
    const { ours, theirs } = await till.books(made.map(({ order }) => order.id));
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(8);
    expect(await house.available(sku)).toBe(0);
  });

  it('that say the same a hundred times have one effect', async () => {
    const { order, payment, secret } = await till.begun(await house.product(fresh('MUG'), 1));
    const { body } = await till.confirm(secret);
    await till.becomes(order.id, 'paid');
    const said = (await till.said(body.id)).find(({ type }) => type === 'payment_intent.succeeded');
    await Promise.all(Array.from({ length: 100 }, () => till.say({ id: said?.id ?? '' })));
    await till.rest();
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 250, 0]], theirs: [[payment.id, 250, 0]] });
  });
});

describe('what says it comes from the provider', () => {
  const post = (body: string | Buffer, signature: string | undefined, type = 'application/json; charset=utf-8') =>
    fetch(`${house.system.url}/v1/provider-events/stripe`, {
      method: 'POST',
      headers: { 'content-type': type, ...(signature !== undefined && { 'stripe-signature': signature }) },
      body,
    });
  const sign = (payload: string, timestamp: number, secret = house.system.system.stripe.webhookSecret) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  let unheard: Awaited<ReturnType<Checkout['begun']>>;
  /** What the provider would have said of it, as it says it. */
  let payload: string;
  beforeAll(async () => {
    unheard = await till.begun(await house.product(fresh('MUG'), 1));
    await till.faults({ webhooks: { drop: 1 } });
    const { body } = await till.confirm(unheard.secret);
    const said = (await till.said(body.id)).find(({ type }) => type === 'payment_intent.succeeded');
    payload = JSON.stringify(said, null, 2);
    await eventually(heard, (queues) => queues.length === 0); // that the intent was made was said before
  });
  /** Messages that the door has passed on. */
  const heard = async () => Object.keys(await till.waiting()).filter((queue) => queue.includes('OnProviderEvent'));
  const seconds = async (): Promise<number> => {
    const { now } = (await house.system.control('GET', '/clock')) as { now: string };
    return Math.floor(Date.parse(now) / 1_000);
  };

  type Forgery = (now: number) => [body: string | Buffer, signature: string | undefined];
  const forgeries: [string, Forgery][] = [
    ['without a signature', () => [payload, undefined]],
    ['with an empty one', () => [payload, '']],
    ['with one that is none', () => [payload, 't=soon,v1=yes']],
    ['with a time alone', (now) => [payload, `t=${now}`]],
    ['signed with another secret', (now) => [payload, sign(payload, now, 'whsec_another')]],
    [
      'signed with the publishable key',
      (now) => [payload, sign(payload, now, house.system.system.stripe.publishableKey)],
    ],
    ['signed by another scheme', (now) => [payload, sign(payload, now).replace('v1=', 'v0=')]],
    ['with one byte altered', (now) => [payload.replace('"amount": 250', '"amount": 251'), sign(payload, now)]],
    ['with a byte more', (now) => [`${payload} `, sign(payload, now)]],
    [
      'with bytes that are no text',
      (now) => [Buffer.concat([Buffer.from(payload), Buffer.of(0xff)]), sign(payload, now)],
    ],
    ['re-serialised', (now) => [JSON.stringify(JSON.parse(payload)), sign(payload, now)]],
    ['with nothing in it', (now) => ['', sign(payload, now)]],
    ['301 s old', (now) => [payload, sign(payload, now - 301)]],
    ['of a time 310 s ahead', (now) => [payload, sign(payload, now + 310)]],
    ['of now, and signed for long ago', (now) => [payload, sign(payload, now - 3_600).replace(/t=\d+/, `t=${now}`)]],
  ];

  it.each(forgeries)('%s is refused, and nothing of it is kept', async (_, forge) => {
    const response = await post(...forge(await seconds()));
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 400, code: 'invalid_signature', title: 'Invalid signature' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-request-id')).toBe(problem.requestId);
    expect(JSON.stringify(problem)).not.toMatch(/whsec|pi_|evt_/);
    expect(await heard()).toEqual([]);
    expect(await till.order(unheard.order.id)).toMatchObject({ status: 'pending_payment', version: 1 });
    expect(await till.payments(unheard.order.id)).toMatchObject([{ status: 'open' }]);
  });

  it.each([
    ['no JSON', 'paid'],
    ['no event', '{"paid": true}'],
    [
      'of a shape that is not known',
      '{"id":"evt_1","type":"payment_intent.succeeded","created":1,"livemode":false,"data":{"object":{}}}',
    ],
  ])('and is signed well, but is %s, is refused', async (_, body) => {
    const response = await post(body, sign(body, await seconds()));
    expect(response.status).toBe(400);
    expect(((await response.json()) as { code: string }).code).toMatch(/^(malformed_event|invalid_signature)$/);
    expect(await heard()).toEqual([]);
  });

  it('longer than an event can be is refused before it is looked at', async () => {
    const body = `{"id":"${'x'.repeat(300_000)}"}`;
    expect((await post(body, sign(body, await seconds()))).status).toBe(413);
  });

  it('and does, is believed, also when the gateway takes its bytes for binary', async () => {
    const response = await post(payload, sign(payload, (await seconds()) - 290), 'application/octet-stream');
    expect([response.status, await response.json()]).toEqual([200, { received: true }]);
    await till.becomes(unheard.order.id, 'paid');
    const { ours, theirs } = await till.books([unheard.order.id]);
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(1);
  });

  it('of an event that nobody here hears is taken, and means nothing', async () => {
    const body = payload.replace('payment_intent.succeeded', 'customer.created');
    expect((await post(body, sign(body, await seconds()))).status).toBe(200);
    expect(await heard()).toEqual([]);
  });
});

describe('an event that cannot be ours', () => {
  const intent = (more: object) => ({
    id: 'pi_of_nobody',
    object: 'payment_intent',
    amount: 250,
    amount_received: 250,
    currency: 'gbp',
    status: 'succeeded',
    metadata: {},
    ...more,
  });
  /** What the next reconciliation says of these events, in their order. */
  const discrepancies = async (said: { id: string }[]) => {
    const { discrepancies: all } = await till.reconcile();
    return said.flatMap(({ id }) => all.filter(({ subject }: { subject: string }) => subject === id));
  };

  it('is parked, and shows once, however often it came, until somebody has looked into it', async () => {
    const unknown = { metadata: { paymentId: 'pay_00000000000000000000000000000000' } };
    const said = await Promise.all(
      [unknown, {}].map((more) => till.say({ type: 'payment_intent.succeeded', object: intent(more) })),
    );
    await till.rest();
    for (const { id } of said) for (let n = 0; n < 5; n++) await till.say({ id });
    await till.rest();
    const says = expect.stringContaining('no such payment');
    const expected = said.map(({ id: subject }) => ({ kind: 'provider_event_parked', status: 'open', subject, says }));
    expect(await discrepancies(said)).toMatchObject(expected);
    const again = await discrepancies(said);
    expect(again).toMatchObject(expected);
    for (const { id } of again) expect(await till.repair(id)).toMatchObject({ status: 201 });
    expect(await discrepancies(said)).toEqual([]);
  });

  it('since it names another amount, currency or intent moves no order, and is parked', async () => {
    const { order, payment, secret } = await till.begun(await house.product(fresh('MUG'), 1));
    const [id = ''] = secret.split('_secret_');
    const wrong = [{ amount: 1, amount_received: 1 }, { currency: 'jpy' }, { id: 'pi_of_nobody' }];
    const metadata = { paymentId: payment.id, orderId: order.id };
    const said = await Promise.all(
      wrong.map((more) => till.say({ type: 'payment_intent.succeeded', object: intent({ id, metadata, ...more }) })),
    );
    await till.rest();
    expect(await discrepancies(said)).toHaveLength(3);
    expect(await till.order(order.id)).toMatchObject({ status: 'pending_payment', version: 1 });
    expect(await till.payments(order.id)).toMatchObject([{ status: 'open', captured: { amount: 0 } }]);
    expect((await till.confirm(secret)).status).toBe(200); // and it can still be paid
    await till.becomes(order.id, 'paid');
  });

  it('is nobody’s to make an order expire or refund it', async () => {
    const { order, payment } = await till.paid(await house.product(fresh('MUG'), 1));
    const metadata = { paymentId: payment.id, orderId: order.id };
    await till.say({ type: 'payment_intent.canceled', object: intent({ amount_received: 0, metadata }) });
    const charge = { id: 'ch_1', payment_intent: 'pi_of_nobody', amount: 250, amount_captured: 250, currency: 'gbp' };
    await till.say({ type: 'charge.refunded', object: { ...charge, amount_refunded: 250, metadata } });
    await till.rest();
    await house.advance(PAST_HOLD);
    expect(await till.order(order.id)).toMatchObject({ status: 'paid', version: 2 });
    expect(await till.payments(order.id)).toMatchObject([{ status: 'succeeded', refunded: { amount: 0 } }]);
  });
});

it('has put no secret into its logs', () => {
  const { files, found } = secretsIn(house.system.system.logs);
  expect(files).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

it.each([
  ['a client secret', 'pi_3Q_secret_abc'],
  ['a key of the provider', 'sk_test_4eC39'],
  ['a webhook secret', 'whsec_4eC39'],
  ['a card number', '"4242 4242 4242 4242"'],
  ['a bearer token', 'authorization: Bearer abcdefghijklmnop'],
  ['a token', '"eyJhbGciOiJS.eyJzdWI'],
  ['a signature', `t=1,v1=${'0f'.repeat(32)}`],
  ['an address', 'ada@example.com'],
])('would have seen %s', (name, text) => {
  expect(text).toMatch(SECRETS[name] ?? /never/);
});
