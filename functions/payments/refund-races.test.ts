import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../infra/local/dynamodb/faults.ts';
import { key, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => {
  till.stripe.faults({});
  till.dynamodb.injectConflicts(0);
});

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const paid = async (amount: number) => till.paid([{ sku: await till.product(5, amount), quantity: 1 }]);
const atProvider = async (intentId: string) => {
  const refunds: { id: string | undefined; amount: number }[] = [];
  for await (const { metadata, amount } of till.client.refunds.list({ payment_intent: intentId, limit: 100 })) {
    refunds.push({ id: metadata?.refundId, amount });
  }
  return refunds;
};
const sum = (list: { amount: number }[]) => list.reduce((total, { amount }) => total + amount, 0);
const codes = (answers: { status: number; body: { code?: string } }[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

describe('twenty refunds of everything at once', () => {
  it('are one', async () => {
    const order = await paid(800);
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.refund(order.payment.id, {})));
    expect(codes(answers)).toEqual({ 201: 1, '422 refund_exceeds_captured': 19 });
    expect(await atProvider(order.intentId)).toMatchObject([{ amount: 800 }]);
  });

  it('under one key are one, and answered alike', async () => {
    const order = await paid(800);
    const same = { key: key() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.refund(order.payment.id, {}, same)));
    expect(codes(answers)).toEqual({ 201: 20 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await atProvider(order.intentId)).toMatchObject([{ amount: 800 }]);
  });

  it('beside a cancellation come to what was taken', async () => {
    const order = await paid(800);
    const refunds = Array.from({ length: 10 }, () => till.refund(order.payment.id, { amount: gbp(77) }));
    await Promise.all([...refunds, till.cancel(order.id)]);
    await till.settle({ copies: 2, random: Math.random });
    expect(sum(await atProvider(order.intentId))).toBe(800);
    const [payment] = await till.paymentsOf(order.id);
    expect(payment.refunded).toEqual(gbp(800));
  });
});

describe('refunds of some of it, ten at a time,', { timeout: 120_000 }, () => {
  it.each([
    [200, 'with nothing amiss', {}, 0],
    [60, 'with a provider and a table that stumble', { fail: 0.1, rateLimit: 0.1, timeoutAfterSuccess: 0.1 }, 0.05],
  ])(
    '(%i, %s) never come to more than was taken, and each that is answered is there once',
    async (many, _, faults, conflicts) => {
      const captured = many * 50;
      const order = await paid(captured);
      const random = seededRandom(4711);
      const amounts = Array.from({ length: many }, () => 1 + Math.floor(random() * 150));
      till.stripe.faults(faults);
      till.dynamodb.injectConflicts(conflicts, 5);
      const answers = [];
      for (let n = 0; n < amounts.length; n += 10) {
        const some = amounts.slice(n, n + 10);
        answers.push(
          ...(await Promise.all(some.map((amount) => till.refund(order.payment.id, { amount: gbp(amount) })))),
        );
      }
      till.stripe.faults({});
      till.dynamodb.injectConflicts(0);
      const given = answers.filter(({ status }) => status === 201);
      const others = codes(answers.filter(({ status }) => status !== 201));
      for (const name of Object.keys(others)) expect(['422 refund_exceeds_captured', '503 busy']).toContain(name);
      expect(given.length).toBeGreaterThan(many / 4);
      await till.goOn();
      await till.settle();
      const refunds = await atProvider(order.intentId);
      for (const { body } of given) {
        expect(refunds.filter(({ id }) => id === body.id)).toEqual([{ id: body.id, amount: body.amount.amount }]);
      }
      const [payment] = await till.paymentsOf(order.id);
      expect(payment.refunded.amount).toBe(sum(refunds));
      expect(sum(refunds)).toBeLessThanOrEqual(captured);
      expect((await till.orderNow(order.id)).refunded).toEqual(payment.refunded);
      expect(payment.refunds).toHaveLength(refunds.length);
    },
  );
});
