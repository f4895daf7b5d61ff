import { describe, expect, it } from 'vitest';
import { type Reply, systemOf } from './fake-system.ts';
import { Denied, NoAnswer } from './patience.ts';
import { openProvider } from './provider.ts';

const SECRET = 'pi_1_secret_x';
const unexpected = (status: string): Reply => ({
  status: 400,
  body: {
    error: {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `It is ${status}.`,
      payment_intent: { id: 'pi_1', status },
    },
  },
});
const providerOf = async (...replies: Reply[]) => {
  const { seen, find } = await systemOf(...replies);
  return { seen, provider: await openProvider(find, 2_000) };
};

describe('a confirmation', () => {
  it('is what a storefront sends: the publishable key, the client secret and a card', async () => {
    const { seen, provider } = await providerOf({ status: 200, body: { status: 'succeeded' } });

    await provider.confirm(SECRET);

    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/v1/payment_intents/pi_1/confirm',
        key: undefined,
        token: 'Bearer pk_test',
        body: { client_secret: SECRET, payment_method: 'pm_card_visa' },
      },
    ]);
  });

  it('is repeated when it was not answered, or not for good; then it was confirmed before', async () => {
    const { seen, provider } = await providerOf('hang up', { status: 429 }, { status: 409 }, unexpected('succeeded'));

    await provider.confirm(SECRET);

    expect(seen).toHaveLength(4);
    expect(provider.repeated()).toBe(3);
  });

  it('of what is being paid leaves it to that', async () => {
    const { provider } = await providerOf(unexpected('processing'));

    await expect(provider.confirm(SECRET)).resolves.toBeUndefined();
  });

  it.each<[string, Reply, string]>([
    ['that was given up', unexpected('canceled'), '400 payment_intent_unexpected_state: It is canceled.'],
    [
      'whose card is refused',
      {
        status: 402,
        body: { error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' } },
      },
      '402 card_declined: Your card was declined.',
    ],
  ])('of a payment %s is denied', async (_, reply, why) => {
    const { seen, provider } = await providerOf(reply);

    const confirmed = provider.confirm(SECRET);

    await expect(confirmed).rejects.toThrow(Denied);
    await expect(confirmed).rejects.toThrow(`the provider says ${why}`);
    expect(seen).toHaveLength(1);
  });

  it('that is never answered ends in a sentence', async () => {
    const { find } = await systemOf('hang up', 'hang up', 'hang up', 'hang up');
    const provider = await openProvider(find, 300);

    const confirmed = provider.confirm(SECRET);

    await expect(confirmed).rejects.toThrow(NoAnswer);
    await expect(confirmed).rejects.toThrow(
      'POST /v1/payment_intents/pi_1/confirm at the provider was not answered for 0.3 s',
    );
  });
});

it('reads the ledger page by page, with the secret key', async () => {
  const intent = (id: string) => ({
    id,
    status: 'succeeded',
    amount_received: 510,
    currency: 'gbp',
    metadata: { orderId: 'ord_1' },
    latest_charge: { amount_refunded: 0 },
  });
  const { seen, provider } = await providerOf(
    { status: 200, body: { data: [intent('pi_3'), intent('pi_2')], has_more: true } },
    { status: 200, body: { data: [intent('pi_1')], has_more: false } },
  );

  expect((await provider.intents()).map(({ id }) => id)).toEqual(['pi_3', 'pi_2', 'pi_1']);
  const asked = '/v1/payment_intents?limit=100&expand%5B%5D=data.latest_charge';
  expect(seen.map(({ url, token }) => [url, token])).toEqual([
    [asked, 'Bearer sk_test'],
    [`${asked}&starting_after=pi_2`, 'Bearer sk_test'],
  ]);
});
