import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Double, failure, handTimers, startDouble } from './harness.ts';

const clock = handTimers();
let double: Double;
beforeAll(async () => {
  double = await startDouble({ timers: clock.timers });
});
afterAll(() => double.stop());
afterEach(() => {
  double.faults({});
  vi.useRealTimers();
});

const create = (idempotencyKey: string, more = {}) => double.create(more, { idempotencyKey });

describe('an idempotency key', () => {
  it('gives the same answer to the same request, and says so', async () => {
    const first = await create('same');
    const again = await create('same');
    expect(again).toEqual(first);
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    });
    expect(double.ledger().filter(({ id }) => id === first.id)).toHaveLength(1);
  });

  it('gives the answer of then, whatever has become of the object', async () => {
    const first = await create('then');
    await double.client.paymentIntents.cancel(first.id);
    expect((await create('then')).status).toBe('requires_payment_method');
  });

  it('does not care for the order of parameters', async () => {
    const post = (body: string) =>
      fetch(`${double.origin}/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_harness', 'idempotency-key': 'order' },
        body,
      }).then((response) => response.json());
    expect(await post('currency=gbp&amount=100')).toEqual(await post('amount=100&currency=gbp'));
  });

  it.each([
    ['parameters', () => create('other'), () => create('other', { amount: 511 }), 'same parameters'],
    [
      'an endpoint',
      () => create('elsewhere'),
      () => double.client.refunds.create({ payment_intent: 'pi_1' }, { idempotencyKey: 'elsewhere' }),
      'same endpoint',
    ],
  ])('cannot be used with other %s', async (_, first, second, message) => {
    await first();
    expect(await failure(second())).toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  });

  it('is in use until its first request is answered', async () => {
    double.faults({ answerDelaySeconds: 30 });
    const first = create('concurrent');
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
    expect(await failure(create('concurrent'))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    double.faults({});
    clock.ring();
    expect(await create('concurrent')).toEqual(await first);
  });

  it('keeps a decline', async () => {
    const { id } = await create('declined');
    const confirm = () =>
      double.client.paymentIntents.confirm(
        id,
        { payment_method: 'pm_card_visa_chargeDeclined' },
        { idempotencyKey: 'decline' },
      );
    const first = await failure(confirm());
    const again = await failure(confirm());
    expect(again).toMatchObject({ statusCode: 402, charge: first.charge });
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect((await double.client.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });

  it('keeps what the state of things did not allow', async () => {
    const { id } = await double.pay();
    const cancel = () => double.client.paymentIntents.cancel(id, {}, { idempotencyKey: 'too late' });
    await failure(cancel());
    expect((await failure(cancel())).headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });

  it('does not keep what was refused before anything was executed', async () => {
    await failure(create('invalid', { amount: 1 }));
    expect((await create('invalid', { amount: 100 })).amount).toBe(100);
  });

  it('keeps an error of the kind that is kept, for ever', async () => {
    double.faults({ failStored: 1 });
    const first = await failure(create('broken'));
    expect(first).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(first.headers).toMatchObject({ 'stripe-should-retry': 'false' });
    double.faults({});
    const again = await failure(create('broken'));
    expect(again.statusCode).toBe(500);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect((await create('another')).status).toBe('requires_payment_method');
  });

  it.each([
    ['an error that is not kept', { fail: 1 }, 500],
    ['too many requests', { rateLimit: 1 }, 429],
  ])('is free again after %s', async (_, faults, statusCode) => {
    const before = double.ledger().length;
    double.faults(faults);
    expect(await failure(create(`free after ${statusCode}`))).toMatchObject({ statusCode });
    expect(double.ledger()).toHaveLength(before);
    double.faults({});
    expect((await create(`free after ${statusCode}`)).lastResponse.headers).not.toHaveProperty('idempotent-replayed');
  });

  it('tells what came of a request whose answer was lost', async () => {
    const { id } = await double.create();
    double.faults({ timeoutAfterSuccess: 1 });
    const post = () =>
      fetch(`${double.origin}/v1/payment_intents/${id}/confirm`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_harness', 'idempotency-key': 'lost' },
        body: 'payment_method=pm_card_visa',
      });
    await expect(post()).rejects.toThrow();
    expect(await (await post()).json()).toMatchObject({ id, status: 'succeeded' });
    expect((await double.client.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });

  it('lives for a day', async () => {
    const first = await create('a day');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 23 * 3_600_000 });
    expect((await create('a day')).id).toBe(first.id);
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    expect((await create('a day')).id).not.toBe(first.id);
  });

  it('is at most 255 characters long', async () => {
    expect(await failure(create('x'.repeat(256)))).toMatchObject({ statusCode: 400 });
  });
});
