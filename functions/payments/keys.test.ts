import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { shopper } from '../../test/shop.ts';
import { key, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => till.dynamodb.injectConflicts(0));

const newOrder = async () => till.order([{ sku: await till.product(), quantity: 1 }]);

describe('a key of a payment', () => {
  it.each<[string, (id: string, payment: Awaited<ReturnType<typeof till.pay>>) => Promise<unknown>]>([
    ['at once', async () => undefined],
    [
      'after it was paid',
      async (_, payment) => {
        await till.confirm(payment);
        await till.settle();
      },
    ],
    [
      'after a card was declined and another payment was begun',
      async (id, payment) => {
        await till.confirm(payment, 'pm_card_chargeDeclined');
        await till.settle();
        expect((await till.pay(id)).body.id).not.toBe(payment.body.id);
      },
    ],
    [
      'after the order has expired',
      async () => {
        await till.sweep();
        await till.settle();
      },
    ],
    [
      'after the order was cancelled',
      async (id) => {
        await till.cancel(id);
        await till.settle();
      },
    ],
  ])('is answered byte for byte the same %s', async (_, happens) => {
    const { id } = await newOrder();
    const same = { key: key() };
    const first = await till.pay(id, same);
    await happens(id, first);
    const again = await till.pay(id, same);
    expect(again.status).toBe(201);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.headers.location });
    expect(till.intentOf(first.body.id)).toHaveLength(1);
  });

  it('may stand in quotes', async () => {
    const { id } = await newOrder();
    const bare = key();
    const first = await till.pay(id, { key: bare });
    expect((await till.pay(id, { key: `"${bare}"` })).headers['idempotency-replayed']).toBe('true');
    expect(first.status).toBe(201);
  });

  it('pays one order: under it, no other is paid', async () => {
    const [one, two] = [await newOrder(), await newOrder()];
    const same = { key: key() };
    await till.pay(one.id, same);
    expect(await till.pay(two.id, same)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await till.paymentsOf(two.id)).toEqual([]);
  });

  it.each([
    ['is missing', undefined, 'idempotency_key_missing'],
    ['is short', 'fifteen-letters', 'idempotency_key_invalid'],
    ['is long', 'x'.repeat(256), 'idempotency_key_invalid'],
    ['has a line break', 'a-key-of-enough-length\r\nx: y', 'idempotency_key_invalid'],
    ['is not ASCII', 'a-key-of-enough-length-é', 'idempotency_key_invalid'],
  ])('that %s is refused', async (_, given, code) => {
    const { id } = await newOrder();
    const headers: Record<string, string> = given === undefined ? {} : { 'idempotency-key': given };
    expect(await till.pay(id, { key: '', headers })).toMatchObject({ status: 400, body: { code } });
    expect(await till.paymentsOf(id)).toEqual([]);
  });

  it("is the caller's own: another's under the same key is another request", async () => {
    const sku = await till.product();
    const same = { key: key() };
    const bob = { caller: shopper('bob') };
    const [hers, his] = [await till.order([{ sku, quantity: 1 }]), await till.order([{ sku, quantity: 1 }], bob)];
    const mine = await till.pay(hers.id, same);
    expect(await till.pay(hers.id, { ...same, ...bob })).toMatchObject({ status: 404 });
    const answer = await till.pay(his.id, { ...same, ...bob });
    expect(answer.status).toBe(201);
    expect(answer.body.id).not.toBe(mine.body.id);
  });
});

describe.each([0, 0.3])('50 identical requests at once, with conflicts at a rate of %d', (conflicts) => {
  it('are one payment, and one intent', async () => {
    const { id } = await newOrder();
    const same = { key: key() };
    till.dynamodb.injectConflicts(conflicts, 7);
    const answers = await Promise.all(Array.from({ length: 50 }, () => till.pay(id, same)));
    till.dynamodb.injectConflicts(0);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await till.paymentsOf(id)).toHaveLength(1);
    expect(till.stripe.ledger().filter(({ metadata }) => metadata.orderId === id)).toHaveLength(1);
  });

  it('are one payment under 50 keys, too', async () => {
    const { id } = await newOrder();
    till.dynamodb.injectConflicts(conflicts, 7);
    const answers = await Promise.all(Array.from({ length: 50 }, () => till.pay(id)));
    till.dynamodb.injectConflicts(0);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await till.paymentsOf(id)).toHaveLength(1);
    expect(till.stripe.ledger().filter(({ metadata }) => metadata.orderId === id)).toHaveLength(1);
  });
});
