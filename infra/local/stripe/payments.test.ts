import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, KEYS, startDouble } from './harness.ts';
import { MAGIC_CARDS } from './magic-cards.ts';
import { API_VERSION } from './shapes.ts';

let double: Awaited<ReturnType<typeof startDouble>>;
let stripe: Stripe;
beforeAll(async () => {
  double = await startDouble();
  stripe = double.client;
});
afterAll(() => double.stop());

const create = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ amount: 510, currency: 'gbp', metadata: { orderId: 'ord_1' }, ...more });
const pay = (payment_method = 'pm_card_visa') => create({ payment_method, confirm: true });
const failure = (promise: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  promise.then(
    () => expect.fail('it was not refused'),
    (error) => error,
  );
const eventsOf = async (id: string) => {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .filter(({ data: { object } }) => {
      const { id: own, payment_intent } = object as { id: string; payment_intent?: string };
      return own === id || payment_intent === id;
    })
    .map(({ type }) => type)
    .reverse();
};

describe('a payment intent', () => {
  it('waits for a payment method once it is created', async () => {
    const intent = await create();
    expect(intent).toMatchObject({
      id: expect.stringMatching(/^pi_/),
      object: 'payment_intent',
      amount: 510,
      amount_received: 0,
      currency: 'gbp',
      status: 'requires_payment_method',
      client_secret: expect.stringContaining(`${intent.id}_secret_`),
      latest_charge: null,
      livemode: false,
      metadata: { orderId: 'ord_1' },
    });
    expect(Math.abs(intent.created - Date.now() / 1_000)).toBeLessThan(5);
    expect(intent.lastResponse.requestId).toMatch(/^req_/);
    expect(await eventsOf(intent.id)).toEqual(['payment_intent.created']);
  });

  it('is paid by a card, with a charge that carries its metadata', async () => {
    const { id } = await create();
    const intent = await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 510, last_payment_error: null });
    expect(intent.latest_charge).toMatchObject({
      id: expect.stringMatching(/^ch_/),
      object: 'charge',
      amount: 510,
      amount_captured: 510,
      amount_refunded: 0,
      paid: true,
      refunded: false,
      disputed: false,
      payment_intent: id,
      metadata: { orderId: 'ord_1' },
      outcome: { type: 'authorized', risk_level: 'normal' },
      payment_method_details: { card: { brand: 'visa', last4: '4242' } },
    });
    expect(await eventsOf(id)).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']);
  });

  it('is read again as it is', async () => {
    const paid = await pay();
    expect(await stripe.paymentIntents.retrieve(paid.id)).toEqual(paid);
    expect((await stripe.charges.retrieve(paid.latest_charge as string)).payment_intent).toBe(paid.id);
  });

  it('is cancelled with a reason, and then neither paid nor cancelled again', async () => {
    const { id } = await create();
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(canceled.canceled_at).toBeGreaterThan(0);
    for (const attempt of [
      stripe.paymentIntents.cancel(id),
      stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }),
    ]) {
      expect(await failure(attempt)).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, status: 'canceled' },
      });
    }
    expect(await eventsOf(id)).toEqual(['payment_intent.created', 'payment_intent.canceled']);
  });

  it('is not cancelled once it is paid, and the refusal says what it is', async () => {
    const { id } = await pay();
    expect(await failure(stripe.paymentIntents.cancel(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id, status: 'succeeded' },
    });
  });

  it('keeps a payment method until it is confirmed', async () => {
    const intent = await create({ payment_method: 'pm_card_mastercard' });
    expect(intent).toMatchObject({ status: 'requires_confirmation', payment_method: expect.stringMatching(/^pm_/) });
    expect((await stripe.paymentIntents.confirm(intent.id)).status).toBe('succeeded');
  });

  it('is not confirmed without a payment method', async () => {
    const { id } = await create();
    expect(await failure(stripe.paymentIntents.confirm(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('can be paid after it was declined, and forgets why', async () => {
    const { id } = await create();
    await failure(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' }));
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const charges = await stripe.charges.list({ payment_intent: id });
    expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it.each([
    ['an amount that is missing', { amount: undefined }, 'parameter_missing', 'amount'],
    ['an amount that is no integer', { amount: 5.5 }, 'parameter_invalid_integer', 'amount'],
    ['an amount below the least in pounds', { amount: 29 }, 'amount_too_small', 'amount'],
    ['an amount below the least in dollars', { amount: 49, currency: 'usd' }, 'amount_too_small', 'amount'],
    ['a negative amount', { amount: -1 }, 'parameter_invalid_integer', 'amount'],
    ['an amount of nine digits', { amount: 100_000_000 }, 'amount_too_large', 'amount'],
    ['a currency that is missing', { currency: undefined }, 'parameter_missing', 'currency'],
    ['a currency that is none', { currency: 'zzz' }, undefined, 'currency'],
    ['a parameter it does not know', { amuont: 1 }, 'parameter_unknown', 'amuont'],
    [
      'a parameter in a group it does not know',
      { automatic_payment_methods: { on: true, enabled: true } },
      'parameter_unknown',
      'automatic_payment_methods[on]',
    ],
    ['a payment method there is not', { payment_method: 'pm_nobody' }, 'resource_missing', 'payment_method'],
  ])('is not created with %s', async (_, params, code, param) => {
    expect(await failure(create(params as Partial<Stripe.PaymentIntentCreateParams>))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code,
      param,
    });
  });

  it('is created with the least amount', async () => {
    expect((await create({ amount: 30 })).amount).toBe(30);
  });

  it('is missing when there is none', async () => {
    expect(await failure(stripe.paymentIntents.retrieve('pi_nobody'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});

describe('a magic card', () => {
  const declines = MAGIC_CARDS.filter(({ decline, authenticates }) => decline && !authenticates);
  const names = declines.flatMap(({ paymentMethods, decline }) =>
    paymentMethods.map((name) => ({ name, code: decline?.code, decline_code: decline?.declineCode })),
  );

  it.each(names)('$name is declined: $code, $decline_code', async ({ name, code, decline_code }) => {
    const { id } = await create();
    const error = await failure(stripe.paymentIntents.confirm(id, { payment_method: name }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code,
      payment_intent: {
        id,
        status: 'requires_payment_method',
        payment_method: null,
        last_payment_error: { type: 'card_error', code, decline_code },
      },
    });
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(intent).toEqual({ ...error.payment_intent, latest_charge: expect.any(Object) });
    expect(intent.latest_charge).toMatchObject({
      id: error.charge,
      status: 'failed',
      failure_code: code,
      amount_captured: 0,
    });
    expect(await eventsOf(id)).toEqual(['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']);
  });

  const good = MAGIC_CARDS.filter(({ decline, authenticates }) => !decline && !authenticates);
  it.each(good.flatMap(({ paymentMethods, brand }) => paymentMethods.map((name) => ({ name, brand }))))(
    '$name pays',
    async ({ name, brand }) => {
      const intent = await pay(name);
      expect(intent.status).toBe('succeeded');
      const charge = await stripe.charges.retrieve(intent.latest_charge as string);
      expect(charge.payment_method_details?.card?.brand).toBe(brand);
    },
  );

  it('is known by its number too', async () => {
    const { id } = await create();
    const paying = stripe.paymentIntents.confirm(id, {
      payment_method_data: {
        type: 'card',
        card: { number: '4000 0000 0000 9995', exp_month: 12, exp_year: 2040, cvc: '123' },
      },
    } as unknown as Stripe.PaymentIntentConfirmParams);
    expect(await failure(paying)).toMatchObject({ decline_code: 'insufficient_funds' });
  });

  it.each([
    ['a wrong digit', { number: '4242424242424241' }, 'incorrect_number'],
    ['a card that is no test card', { number: '4111111111111111' }, 'card_declined'],
    ['the thirteenth month', { number: '4242424242424242', exp_month: 13 }, 'invalid_expiry_month'],
    ['a year that is over', { number: '4242424242424242', exp_month: 1, exp_year: 2020 }, 'invalid_expiry_year'],
    ['two digits of security', { number: '4242424242424242', cvc: '99' }, 'invalid_cvc'],
  ])('is not tried with %s', async (_, card, code) => {
    const { id } = await create();
    const paying = stripe.paymentIntents.confirm(id, {
      payment_method_data: { type: 'card', card },
    } as unknown as Stripe.PaymentIntentConfirmParams);
    expect(await failure(paying)).toMatchObject({ statusCode: 402, code });
    expect((await stripe.charges.list({ payment_intent: id })).data).toEqual([]);
  });

  it('that asks the bank requires an action and says where', async () => {
    const intent = await pay('pm_card_authenticationRequired');
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url: `${double.origin}/pay/${intent.client_secret}` },
      },
    });
    expect(await eventsOf(intent.id)).toEqual(['payment_intent.created', 'payment_intent.requires_action']);
    expect((await stripe.paymentIntents.cancel(intent.id)).next_action).toBeNull();
  });

  it('that is disputed makes a dispute of all it paid, and is not refunded', async () => {
    const intent = await pay('pm_card_createDispute');
    const { data } = await stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([
      { amount: 510, reason: 'fraudulent', status: 'needs_response', charge: intent.latest_charge },
    ]);
    expect(await stripe.charges.retrieve(intent.latest_charge as string)).toMatchObject({ disputed: true });
    expect((await eventsOf(intent.id)).at(-1)).toBe('charge.dispute.created');
    expect(await failure(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_disputed',
    });
  });
});

describe('a list', () => {
  it('goes from the newest to the oldest in pages, both ways', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await create()).id);
    const first = await stripe.paymentIntents.list({ limit: 2 });
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const next = await stripe.paymentIntents.list({ limit: 2, starting_after: made[1] });
    expect(next.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
    const back = await stripe.paymentIntents.list({ limit: 2, ending_before: made[4] });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
    expect((await stripe.paymentIntents.list({ limit: 4, ending_before: made[4] })).has_more).toBe(false);
  });

  it('is walked to its end by the client', async () => {
    const ids = new Set<string>();
    for await (const { id } of stripe.paymentIntents.list({ limit: 3 })) ids.add(id);
    expect(ids.size).toBe(double.ledger().length);
  });

  it('holds what was created in a range, with what is expanded', async () => {
    const paid = await pay();
    const { data } = await stripe.paymentIntents.list({
      created: { gte: paid.created, lte: paid.created },
      expand: ['data.latest_charge'],
    });
    expect(data.find(({ id }) => id === paid.id)?.latest_charge).toMatchObject({ id: paid.latest_charge });
    expect((await stripe.paymentIntents.list({ created: { gt: paid.created + 60 } })).data).toEqual([]);
    expect((await stripe.paymentIntents.list({ created: { lt: 1_000 } })).data).toEqual([]);
  });

  it.each([
    ['more than a hundred', { limit: 101 }],
    ['none', { limit: 0 }],
    ['what cannot be expanded', { expand: ['data.amount'] }],
    ['what comes after nothing', { starting_after: 'pi_nobody' }],
  ])('is refused for %s', async (_, params) => {
    expect(await failure(stripe.paymentIntents.list(params))).toMatchObject({ statusCode: 400 });
  });

  it('holds events of the types that are asked for', async () => {
    const { data } = await stripe.events.list({ type: 'payment_intent.succeeded' });
    expect(new Set(data.map(({ type }) => type))).toEqual(new Set(['payment_intent.succeeded']));
    const [event] = data;
    expect(await stripe.events.retrieve(event?.id ?? '')).toEqual(event);
    expect(event).toMatchObject({ object: 'event', livemode: false, api_version: Stripe.API_VERSION });
  });
});

describe('a key', () => {
  const publishable = () => clientOf(double.origin, KEYS.publishableKey);

  it('that is wrong opens nothing', async () => {
    expect(await failure(clientOf(double.origin, 'sk_test_wrong').paymentIntents.list())).toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
  });

  it('may come as the name of basic authentication', async () => {
    const authorization = `Basic ${Buffer.from(`${KEYS.secretKey}:`).toString('base64')}`;
    const response = await fetch(`${double.origin}/v1/events`, { headers: { authorization } });
    expect(response.status).toBe(200);
  });

  it('that may be published shows and confirms a payment to whoever has its secret, without metadata', async () => {
    const { id, client_secret } = await create();
    const secret = { client_secret: client_secret ?? '' };
    const seen = await publishable().paymentIntents.retrieve(id, secret);
    expect(seen).toMatchObject({ id, amount: 510, status: 'requires_payment_method' });
    expect(seen.metadata).toBeUndefined();
    const declined = await failure(
      publishable().paymentIntents.confirm(id, { ...secret, payment_method: 'pm_card_visa_chargeDeclined' } as object),
    );
    expect(declined.payment_intent?.id).toBe(id);
    expect(declined.payment_intent?.metadata).toBeUndefined();
    const paid = await publishable().paymentIntents.confirm(id, {
      ...secret,
      payment_method: 'pm_card_visa',
    } as object);
    expect(paid.status).toBe('succeeded');
  });

  it('that may be published does nothing else', async () => {
    const { id } = await create();
    for (const attempt of [
      publishable().paymentIntents.list(),
      publishable().paymentIntents.retrieve(id),
      publishable().paymentIntents.cancel(id),
      publishable().paymentIntents.create({ amount: 100, currency: 'gbp' }),
      publishable().refunds.create({ payment_intent: id }),
    ]) {
      expect(await failure(attempt)).toMatchObject({ statusCode: 401, code: 'secret_key_required' });
    }
    const wrong = publishable().paymentIntents.retrieve(id, { client_secret: 'pi_x_secret_y' });
    expect(await failure(wrong)).toMatchObject({ statusCode: 400, param: 'client_secret' });
  });
});

it('speaks the version that the official client is typed for', () => {
  expect(API_VERSION).toBe(Stripe.API_VERSION);
});
