import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Double, failure, startDouble } from './harness.ts';
import { MAGIC_CARDS } from './magic-cards.ts';

let double: Double;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());

describe('a magic card', () => {
  const declines = MAGIC_CARDS.filter(({ decline, authenticates }) => decline && !authenticates);
  const names = declines.flatMap(({ paymentMethods, decline }) =>
    paymentMethods.map((name) => ({ name, code: decline?.code, decline_code: decline?.declineCode })),
  );

  it.each(names)('$name is declined: $code, $decline_code', async ({ name, code, decline_code }) => {
    const { id } = await double.create();
    const error = await failure(double.client.paymentIntents.confirm(id, { payment_method: name }));
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
    const intent = await double.client.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(intent).toEqual({ ...error.payment_intent, latest_charge: expect.any(Object) });
    expect(intent.latest_charge).toMatchObject({
      id: error.charge,
      status: 'failed',
      failure_code: code,
      amount_captured: 0,
    });
    expect(await double.eventsOf(id)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

  const good = MAGIC_CARDS.filter(({ decline, authenticates }) => !decline && !authenticates);
  it.each(good.flatMap(({ paymentMethods, brand }) => paymentMethods.map((name) => ({ name, brand }))))(
    '$name pays',
    async ({ name, brand }) => {
      const intent = await double.pay(name);
      expect(intent.status).toBe('succeeded');
      const charge = await double.client.charges.retrieve(intent.latest_charge as string);
      expect(charge.payment_method_details?.card?.brand).toBe(brand);
    },
  );

  it('is known by its number too', async () => {
    const { id } = await double.create();
    const paying = double.client.paymentIntents.confirm(id, {
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
    const { id } = await double.create();
    const paying = double.client.paymentIntents.confirm(id, {
      payment_method_data: { type: 'card', card },
    } as unknown as Stripe.PaymentIntentConfirmParams);
    expect(await failure(paying)).toMatchObject({ statusCode: 402, code });
    expect((await double.client.charges.list({ payment_intent: id })).data).toEqual([]);
  });

  it('that asks the bank requires an action and says where', async () => {
    const intent = await double.pay('pm_card_authenticationRequired');
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url: `${double.origin}/pay/${intent.client_secret}` },
      },
    });
    expect(await double.eventsOf(intent.id)).toEqual(['payment_intent.created', 'payment_intent.requires_action']);
    expect((await double.client.paymentIntents.cancel(intent.id)).next_action).toBeNull();
  });

  it('that is disputed makes a dispute of all it paid, and is not refunded', async () => {
    const intent = await double.pay('pm_card_createDispute');
    const { data } = await double.client.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([
      { amount: 510, reason: 'fraudulent', status: 'needs_response', charge: intent.latest_charge },
    ]);
    expect(await double.client.charges.retrieve(intent.latest_charge as string)).toMatchObject({ disputed: true });
    expect((await double.eventsOf(intent.id)).at(-1)).toBe('charge.dispute.created');
    expect(await failure(double.client.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_disputed',
    });
  });
});
