import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Double, failure, startDouble } from './harness.ts';

let double: Double;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());

describe('a payment intent', () => {
  it('waits for a payment method once it is created', async () => {
    const intent = await double.create();
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
    expect(await double.eventsOf(intent.id)).toEqual(['payment_intent.created']);
  });

  it('is paid by a card, with a charge that carries its metadata', async () => {
    const { id } = await double.create();
    const intent = await double.client.paymentIntents.confirm(id, {
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
    expect(await double.eventsOf(id)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('is read again as it is', async () => {
    const paid = await double.pay();
    expect(await double.client.paymentIntents.retrieve(paid.id)).toEqual(paid);
    expect((await double.client.charges.retrieve(paid.latest_charge as string)).payment_intent).toBe(paid.id);
  });

  it('is cancelled with a reason, and then neither paid nor cancelled again', async () => {
    const { id } = await double.create();
    const canceled = await double.client.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(canceled.canceled_at).toBeGreaterThan(0);
    for (const attempt of [
      double.client.paymentIntents.cancel(id),
      double.client.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }),
    ]) {
      expect(await failure(attempt)).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, status: 'canceled' },
      });
    }
    expect(await double.eventsOf(id)).toEqual(['payment_intent.created', 'payment_intent.canceled']);
  });

  it('is not cancelled once it is paid, and the refusal says what it is', async () => {
    const { id } = await double.pay();
    expect(await failure(double.client.paymentIntents.cancel(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id, status: 'succeeded' },
    });
  });

  it('keeps a payment method until it is confirmed', async () => {
    const intent = await double.create({ payment_method: 'pm_card_mastercard' });
    expect(intent).toMatchObject({ status: 'requires_confirmation', payment_method: expect.stringMatching(/^pm_/) });
    expect((await double.client.paymentIntents.confirm(intent.id)).status).toBe('succeeded');
  });

  it('is not confirmed without a payment method', async () => {
    const { id } = await double.create();
    expect(await failure(double.client.paymentIntents.confirm(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('can be paid after it was declined, and forgets why', async () => {
    const { id } = await double.create();
    await failure(double.client.paymentIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' }));
    const paid = await double.client.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const charges = await double.client.charges.list({ payment_intent: id });
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
    expect(await failure(double.create(params as Partial<Stripe.PaymentIntentCreateParams>))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code,
      param,
    });
  });

  it('is created with the least amount', async () => {
    expect((await double.create({ amount: 30 })).amount).toBe(30);
  });

  it('is missing when there is none', async () => {
    expect(await failure(double.client.paymentIntents.retrieve('pi_nobody'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});
