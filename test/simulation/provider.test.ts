import { setImmediate as turn } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProvider, type Provider, type ProviderFault } from './provider.ts';
import { failedConnection, interceptStripe, type StripeRequest } from './stripe-client.ts';

const KEYS = { secretKey: 'sk_test_1', publishableKey: 'pk_test_1', webhookSecret: 'whsec_1' };
const WANTED = { amount: 510, currency: 'gbp', metadata: { paymentId: 'pay_1', generation: '1' } };

const stripe = new Stripe(KEYS.secretKey, { maxNetworkRetries: 0, telemetry: false });
let provider: Provider;
let requests: StripeRequest[];
/** What becomes of the next requests, oldest first; all others are answered. */
let faults: (ProviderFault | Error)[];

interceptStripe(async (request) => {
  requests.push(request);
  const fault = faults.shift();
  if (fault instanceof Error) throw fault;
  return provider.answer(request, fault);
});

beforeEach(() => {
  provider = createProvider(KEYS);
  requests = [];
  faults = [];
});
afterEach(() => vi.useRealTimers());

const create = (idempotencyKey = 'ord_1/1', more: Partial<typeof WANTED> = {}) =>
  stripe.paymentIntents.create({ ...WANTED, ...more }, { idempotencyKey, timeout: 8_000 });
const pay = async (card = 'pm_card_visa') => {
  const intent = await create();
  provider.confirm(intent.client_secret ?? '', card);
  return intent;
};
const types = () => provider.webhooks().map(({ type }) => type);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: Stripe.errors.StripeError) => error,
  );

describe('the provider, asked by the official client', () => {
  it('makes an intent, once for a key', async () => {
    const intent = await create();
    const again = await create();
    expect(again).toEqual(intent);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(provider.ledger()).toMatchObject([{ id: intent.id, status: 'requires_payment_method', amount: 510 }]);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });

  it('refuses a key that stood for another amount, and knows of both', async () => {
    await create();
    expect(await failure(create('ord_1/1', { amount: 520 }))).toMatchObject({ statusCode: 400 });
    const use = { key: 'ord_1/1', path: '/v1/payment_intents', metadata: WANTED.metadata };
    expect(provider.keysUsed()).toEqual([
      { ...use, amount: 510 },
      { ...use, amount: 520 },
    ]);
  });

  it('takes the money of whoever confirms', async () => {
    const intent = await create();
    expect(provider.confirm(intent.client_secret ?? '', 'pm_card_visa')).toBe('succeeded');
    expect(provider.confirm(intent.client_secret ?? '', '4242424242424242')).toBe('payment_intent_unexpected_state');
    expect(provider.ledger()).toMatchObject([{ status: 'succeeded', amount_received: 510, amount_refunded: 0 }]);
    expect(provider.charges()).toHaveLength(1);
    expect(types()).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']);
  });

  it('declines a card and takes another', async () => {
    const { client_secret: secret } = await create();
    expect(provider.confirm(secret ?? '', '4000000000009995')).toBe('insufficient_funds');
    expect(provider.confirm(secret ?? '', 'pm_card_visa')).toBe('succeeded');
  });

  it('cancels, and then takes no money', async () => {
    const { id, client_secret: secret } = await create();
    expect((await stripe.paymentIntents.cancel(id)).status).toBe('canceled');
    expect(provider.confirm(secret ?? '', 'pm_card_visa')).toBe('payment_intent_unexpected_state');
    expect(types().at(-1)).toBe('payment_intent.canceled');
    expect(provider.ledger()).toMatchObject([{ amount_received: 0 }]);
  });

  it('gives money back, also from its dashboard', async () => {
    const { id } = await pay();
    await stripe.refunds.create({ payment_intent: id, amount: 200 }, { idempotencyKey: 'ref_1' });
    expect(provider.refundInDashboard(id, 300)).toBe(true);
    expect(provider.refundInDashboard(id, 300)).toBe(false);
    expect(provider.ledger()).toMatchObject([{ amount_refunded: 500 }]);
    expect(provider.refunds().map(({ amount }) => amount)).toEqual([300, 200]);
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(2);
    expect(provider.keysUsed().at(-1)).toEqual({ key: 'ref_1', path: '/v1/refunds', amount: 200, metadata: {} });
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(charge).toMatchObject({ amount_refunded: 500 });
  });

  it('charges what is processing when it is due, and what was cancelled meanwhile if it is to', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const waiting = await create('ord_1/1');
    const cancelled = await create('ord_2/1');
    const faults = { processingSeconds: 60, succeedAfterCancel: true };
    expect(provider.confirm(waiting.client_secret ?? '', 'pm_card_visa', { processingSeconds: 30 })).toBe('processing');
    expect(provider.confirm(cancelled.client_secret ?? '', 'pm_card_visa', faults)).toBe('processing');
    expect(await failure(stripe.paymentIntents.cancel(waiting.id))).toMatchObject({ statusCode: 400 });
    expect((await stripe.paymentIntents.cancel(cancelled.id)).status).toBe('canceled');
    expect(provider.nextTaskAt()).toBe(Date.now() + 30_000);
    provider.runTasks();
    expect(provider.charges()).toEqual([]);

    vi.setSystemTime(Date.now() + 60_000);
    provider.runTasks();
    expect(provider.ledger()).toMatchObject([
      { id: cancelled.id, status: 'succeeded' },
      { id: waiting.id, status: 'succeeded' },
    ]);
    expect(provider.nextTaskAt()).toBeUndefined();
  });

  it('says each event until it is taken, signed as the client wants it', async () => {
    const { id } = await create();
    const [webhook = expect.unreachable()] = provider.webhooks();
    const event = stripe.webhooks.constructEvent(webhook.body, provider.sign(webhook.body), KEYS.webhookSecret);
    expect(event).toMatchObject({ id: webhook.eventId, type: 'payment_intent.created', data: { object: { id } } });
    expect(event.api_version).toBe(requests[0]?.headers['stripe-version']);
    provider.taken(webhook.id);
    expect(provider.webhooks()).toEqual([]);
  });
});

describe('what goes wrong with the provider', () => {
  it.each([
    ['rate-limit', 429],
    ['key-in-use', 409],
    ['fail', 500],
  ] as const)('%s: nothing is done, and the same key is tried afresh', async (fault, statusCode) => {
    faults = [fault];
    expect(await failure(create())).toMatchObject({ statusCode });
    expect(provider.ledger()).toEqual([]);
    await create();
    expect(provider.ledger()).toHaveLength(1);
    expect(provider.keysUsed()).toHaveLength(2);
  });

  it('fail-stored: nothing is done, and the key has failed for ever', async () => {
    faults = ['fail-stored'];
    expect(await failure(create())).toMatchObject({ statusCode: 500 });
    expect(await failure(create())).toMatchObject({ statusCode: 500 });
    expect(provider.ledger()).toEqual([]);
  });

  it.each(['ETIMEDOUT', 'ECONNREFUSED'] as const)(
    '%s is told as a connection error, and not repeated',
    async (code) => {
      faults = [failedConnection(code)];
      const error = await failure(create());
      expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
      expect(error.message).toMatch(code === 'ETIMEDOUT' ? 'timeout being reached (8000ms)' : 'error occurred');
      expect(requests).toHaveLength(1);
    },
  );

  it('ECONNRESET is repeated once by the client itself, half a second later and with the same key', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    faults = [failedConnection('ECONNRESET')];
    const created = create();
    await turn();
    await vi.advanceTimersByTimeAsync(499);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await created;
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['ord_1/1', 'ord_1/1']);
  });

  it('needs nothing but promises to get on: all is done one turn later', async () => {
    let isDone = false;
    void create().then(() => {
      isDone = true;
    });
    await turn();
    expect(isDone).toBe(true);
  });
});
