import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, type Double, failure, KEYS, startDouble } from './harness.ts';

let double: Double;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());

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
    const { id, client_secret } = await double.create();
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
    const late = await failure(
      publishable().paymentIntents.confirm(id, { ...secret, payment_method: 'pm_card_visa' } as object),
    );
    expect(late.payment_intent).toMatchObject({ id, status: 'succeeded' });
    expect(late.payment_intent?.metadata).toBeUndefined();
  });

  it('that may be published does nothing else', async () => {
    const { id } = await double.create();
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
