import { afterAll, describe, expect, it } from 'vitest';
import { openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());

describe('a payment', () => {
  it('begins open, is confirmed at the provider, and pays the order', async () => {
    const sku = await till.product();
    const order = await till.order([{ sku, quantity: 2 }]);
    const payment = await till.pay(order.id);
    expect(payment).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^pay_/),
        status: 'open',
        amount: { amount: 500, currency: 'GBP' },
        clientSecret: expect.stringMatching(/^pi_.*_secret_/),
      },
    });
    expect(await till.confirm(payment)).toBe('succeeded');
    await till.settle();
    expect(await till.typesOf(order.id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(await till.statusOf(order.id)).toBe('paid');
    expect(await till.paymentsOf(order.id)).toMatchObject([{ status: 'succeeded', captured: { amount: 500 } }]);
  });
});
