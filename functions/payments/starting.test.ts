import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { shopper } from '../../test/shop.ts';
import { ada, fresh, key, machine, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
afterEach(() => void vi.useRealTimers());

const cup = async (units = 10) => [{ sku: await till.product(units), quantity: 1 }];
/** So many minutes from now it is, for everybody. */
const inMinutes = (minutes: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });

describe('a payment', () => {
  it('begins open, is confirmed at the provider, and pays the order, which is then a sale of its day', async () => {
    const sku = await till.product();
    const orderedAt = '2010-12-01T10:00:00.000Z';
    const { id } = await till.order([{ sku, quantity: 2 }], { caller: machine, orderedAt });
    await till.settle();
    expect(await till.report('2010-12-01')).toMatchObject({ orders: 0, revenue: { amount: 0 } });

    const payment = await till.pay(id, { caller: machine });
    expect(payment.status).toBe(201);
    expect(payment.headers).toMatchObject({ location: `/v1/orders/${id}/payments`, 'cache-control': 'no-store' });
    expect(payment.headers).not.toHaveProperty('idempotency-replayed');
    expect(payment.body).toEqual({
      id: expect.stringMatching(/^pay_[0-9a-z]{26}$/),
      status: 'open',
      amount: { amount: 500, currency: 'GBP' },
      clientSecret: expect.stringMatching(/^pi_.*_secret_/),
    });
    expect(till.intentOf(payment.body.id)).toMatchObject([
      { amount: 500, currency: 'gbp', metadata: { paymentId: payment.body.id, orderId: id, generation: '1' } },
    ]);
    expect(await till.paymentsOf(id)).toMatchObject([{ generation: 1, status: 'open', captured: { amount: 0 } }]);

    expect(await till.confirm(payment)).toBe('succeeded');
    await till.settle();
    expect(await till.orderNow(id)).toMatchObject({ status: 'paid', version: 2 });
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(await till.report('2010-12-01')).toMatchObject({
      orders: 1,
      units: 2,
      revenue: { amount: 500 },
      data: [{ sku, units: 2, revenue: { amount: 500 } }],
    });
    expect(await till.paymentsOf(id)).toEqual([
      {
        id: payment.body.id,
        generation: 1,
        status: 'succeeded',
        amount: { amount: 500, currency: 'GBP' },
        captured: { amount: 500, currency: 'GBP' },
        refunded: { amount: 0, currency: 'GBP' },
        createdAt: expect.any(String),
        refunds: [],
      },
    ]);
    expect(await till.available(sku)).toBe(8);
  });

  it('of nothing succeeds at once, without the provider', async () => {
    const { id } = await till.order([{ sku: await till.product(5, 0), quantity: 1 }]);
    const same = { key: key() };
    const payment = await till.pay(id, same);
    expect(payment).toMatchObject({ status: 201, body: { status: 'succeeded', amount: { amount: 0 } } });
    expect(payment.body).not.toHaveProperty('clientSecret');
    expect(till.intentOf(payment.body.id)).toEqual([]);
    expect(await till.pay(id)).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    await till.settle();
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect((await till.pay(id, same)).body).toEqual(payment.body);
    expect(await till.pay(id)).toMatchObject({ status: 409, body: { code: 'already_paid' } });
  });

  it('of less than the provider takes is refused, leaves nothing open, and the order expires as if there were none', async () => {
    const sku = await till.product(5, 29);
    const { id } = await till.order([{ sku, quantity: 1 }]);
    const same = { key: key() };
    for (const options of [same, same, {}, {}]) {
      expect(await till.pay(id, options)).toMatchObject({ status: 422, body: { code: 'amount_too_small' } });
    }
    await till.settle();
    const payments = await till.paymentsOf(id);
    expect(new Set(payments.map(({ status }: { status: string }) => status))).toEqual(new Set(['closed']));
    expect(till.stripe.ledger().filter(({ metadata }) => metadata.orderId === id)).toEqual([]);
    await till.sweep();
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderExpired']);
    expect(await till.available(sku)).toBe(5);
  });

  it('of more than the provider takes, or in a currency that it does not know, is refused, and the order expires', async () => {
    const sku = await till.product(5, 100_000_000);
    const { id } = await till.order([{ sku, quantity: 1 }]);
    for (const options of [{ key: key() }, {}]) {
      expect(await till.pay(id, options)).toMatchObject({ status: 422, body: { code: 'amount_not_accepted' } });
    }
    await till.settle();
    await till.sweep();
    await till.settle();
    expect(await till.statusOf(id)).toBe('expired');
    expect(await till.available(sku)).toBe(5);
  });

  it('is the same one under a new key while it is open', async () => {
    const { id } = await till.order(await cup());
    const [first, second] = [await till.pay(id), await till.pay(id)];
    expect(second.body).toEqual(first.body);
    expect(await till.paymentsOf(id)).toHaveLength(1);
    expect(till.intentOf(first.body.id)).toHaveLength(1);
  });

  it('is still the same one when it is paid at the provider and nobody has told us', async () => {
    const { id } = await till.order(await cup());
    const payment = await till.pay(id);
    await till.confirm(payment);
    expect((await till.pay(id)).body).toEqual(payment.body);
    await till.settle();
    expect(await till.statusOf(id)).toBe('paid');
  });

  it('needs no body, and takes no field', async () => {
    const { id } = await till.order(await cup());
    expect((await till.pay(id, { body: {} })).status).toBe(201);
    const forged = await till.pay(id, { body: { amount: { amount: 1, currency: 'GBP' } } });
    expect(forged).toMatchObject({ status: 422, body: { code: 'unknown_field' } });
  });
});

describe('an order cannot be paid', () => {
  it("by anybody else, to whom it is as if it weren't there; nor are its payments", async () => {
    const { id } = await till.order(await cup());
    await till.pay(id);
    const stranger = { caller: shopper('bob') };
    const missing = await till.pay(`ord_${'0'.repeat(26)}`, stranger);
    const foreign = await till.pay(id, stranger);
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(foreign).toMatchObject({ status: 404, body: { ...missing.body, requestId: expect.any(String) } });
    expect(await till.paymentsOf(id, stranger.caller)).toBeUndefined();
    expect(await till.paymentsOf(id, ada)).toHaveLength(1);
  });

  it.each<[string, (id: string) => Promise<unknown>, number, string]>([
    [
      'twice',
      async (id) => {
        await till.confirm(await till.pay(id));
        await till.settle();
      },
      409,
      'already_paid',
    ],
    ['once its time is over, although nobody has swept it', async () => inMinutes(31), 410, 'order_expired'],
    ['once it has expired', () => till.sweep(), 410, 'order_expired'],
    [
      'while it expires',
      async (id) => {
        await till.pay(id);
        await till.sweep();
        expect(await till.statusOf(id)).toBe('expiring');
      },
      410,
      'order_expired',
    ],
    ['once it is cancelled', (id) => till.cancel(id, { caller: ada }), 409, 'not_payable'],
  ])('%s', async (_, happens, status, code) => {
    const { id } = await till.order(await cup());
    await happens(id);
    const answer = await till.pay(id);
    expect([answer.status, answer.body.code ?? answer.body.status]).toEqual([status, code]);
    await till.settle();
  });

  it('that is on account', async () => {
    const { id } = await till.order(await cup(), { caller: machine, payment: 'on_account' });
    expect(await till.pay(id, { caller: machine })).toMatchObject({ status: 409, body: { code: 'not_payable' } });
  });
});

describe("an order's payments", () => {
  it('are listed a page at a time, the first one first', async () => {
    const { id } = await till.order(await cup());
    for (let n = 0; n < 3; n++) {
      await till.confirm(await till.pay(id), 'pm_card_chargeDeclined');
      await till.settle();
    }
    const { handler } = await import('./api/list-payments.ts');
    const { call } = await import('../../test/shop.ts');
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Record<string, string> = { limit: '2', ...(cursor && { cursor }) };
      const { body } = await call(handler, { params: { id }, query, caller: ada });
      seen.push(...body.data.map(({ generation }: { generation: number }) => generation));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([1, 2, 3]);
    const broken = await call(handler, { params: { id }, query: { cursor: fresh('!') }, caller: ada });
    expect(broken).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});
