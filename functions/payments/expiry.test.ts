import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { cutAfter, key, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => {
  till.stripe.faults({});
  till.dynamodb.injectConflicts(0);
});

const newOrder = async () => {
  const sku = await till.product(3);
  return { ...(await till.order([{ sku, quantity: 2 }])), sku };
};
const intentsOf = (orderId: string) => till.stripe.ledger().filter(({ metadata }) => metadata.orderId === orderId);
const EXPIRED = ['OrderPlaced', 'OrderExpiring', 'OrderExpired'];
const PAID = ['OrderPlaced', 'OrderExpiring', 'OrderPaid'];
const statusesOf = async (id: string) =>
  (await till.paymentsOf(id)).map(({ status }: { status: string }) => status).join();

const expectExpired = async ({ id, sku }: { id: string; sku: string }) => {
  expect(await till.typesOf(id)).toEqual(EXPIRED);
  expect(await till.orderNow(id)).toMatchObject({ status: 'expired', version: 3 });
  expect(await statusesOf(id)).toBe('closed');
  expect(intentsOf(id)).toMatchObject([{ status: 'canceled', amount_received: 0 }]);
  expect(await till.available(sku)).toBe(3);
};
const expectPaid = async ({ id, sku }: { id: string; sku: string }) => {
  expect(await till.typesOf(id)).toEqual(PAID);
  expect(await till.orderNow(id)).toMatchObject({ status: 'paid', version: 3 });
  expect(await statusesOf(id)).toBe('succeeded');
  expect(intentsOf(id)).toMatchObject([{ status: 'succeeded', amount_received: 500, amount_refunded: 0 }]);
  expect(await till.available(sku)).toBe(1);
};

describe('an order whose time is over', () => {
  it('expires at once when no payment was begun', async () => {
    const { id, sku } = await newOrder();
    await till.sweep();
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderExpired']);
    expect(await till.available(sku)).toBe(3);
  });

  it('waits while a payment is open, which is ended at the provider, and then expires', async () => {
    const order = await newOrder();
    await till.pay(order.id);
    await till.sweep(29);
    expect(await till.statusOf(order.id)).toBe('pending_payment');
    await till.sweep();
    expect(await till.statusOf(order.id)).toBe('expiring');
    expect(await till.available(order.sku)).toBe(1);
    await till.settle({ copies: 3 });
    await expectExpired(order);
    await Promise.all([till.sweep(), till.sweep(60), till.goOn()]);
    await till.settle();
    await expectExpired(order);
    expect(await till.movements(order.sku)).toEqual([
      ['count', 3],
      ['order', -2],
      ['order_expired', 2],
    ]);
  });

  it('cannot be cancelled while it waits', async () => {
    const order = await newOrder();
    await till.pay(order.id);
    await till.sweep();
    expect(await till.cancel(order.id)).toMatchObject({ status: 409, body: { code: 'not_cancellable' } });
    await till.settle();
    await expectExpired(order);
  });

  it('waits for the last of its payments only', async () => {
    const { id, sku } = await newOrder();
    await till.confirm(await till.pay(id), 'pm_card_chargeDeclined');
    await till.settle();
    await till.pay(id);
    await till.sweep();
    await till.settle({ copies: 2 });
    expect(await till.typesOf(id)).toEqual(EXPIRED);
    expect(await statusesOf(id)).toBe('closed,closed');
    expect(intentsOf(id)).toMatchObject([{ status: 'canceled' }, { status: 'canceled' }]);
    expect(await till.available(sku)).toBe(3);
  });

  it('is paid after all when the money was taken just before, and nobody had told us', async () => {
    const order = await newOrder();
    await till.confirm(await till.pay(order.id));
    await till.said(); // lost
    await till.sweep();
    expect(await till.statusOf(order.id)).toBe('expiring');
    await till.pump({ copies: 2 });
    await expectPaid(order);
  });

  it.each([
    ['pm_card_visa', expectPaid],
    ['pm_card_chargeDeclined', expectExpired],
  ])('waits for a card that takes a while (%s), as long as it takes', async (card, expectEnd) => {
    const order = await newOrder();
    const payment = await till.pay(order.id);
    till.stripe.faults({ confirm: { delaySeconds: 3_600 } });
    expect(await till.confirm(payment, card)).toBe('processing');
    till.stripe.faults({});
    await till.sweep();
    await till.settle();
    for (const minutes of [33, 40, 60 * 24]) {
      expect(await till.goOn(minutes)).toBe(1);
      await till.pump();
      expect([await till.statusOf(order.id), await statusesOf(order.id)]).toEqual(['expiring', 'closing']);
      expect(await till.available(order.sku)).toBe(1);
    }
    till.ring();
    await till.said(); // lost: the sweeper finds it by itself
    expect(await till.goOn(60 * 24 + 1)).toBe(0); // it was put off
    expect(await till.goOn(60 * 24 + 6)).toBe(1);
    await till.settle();
    await expectEnd(order);
    expect(await till.goOn(60 * 48)).toBe(0);
  });

  it('learns of an intent that nobody was told of, and ends it', async () => {
    const order = await newOrder();
    let looks = 0;
    await till.pay(order.id, { key: key(), time: () => (looks++ < 3 ? 29_000 : 0) });
    expect(intentsOf(order.id)).toMatchObject([{ status: 'requires_payment_method' }]);
    expect(await till.paymentsOf(order.id)).toMatchObject([{ status: 'open' }]);
    await till.sweep();
    await till.pump();
    await expectExpired(order);
  });

  it('makes and ends an intent that never was: what nobody knows may be', async () => {
    const order = await newOrder();
    await till.pay(order.id, { time: cutAfter(2) });
    expect(intentsOf(order.id)).toEqual([]);
    await till.sweep();
    await till.pump();
    await expectExpired(order);
  });
});

describe('an order whose time is over, with every worker killed', () => {
  it.each([
    ['expires', false, expectExpired],
    ['is paid', true, expectPaid],
  ])('at any step, %s all the same', async (_, isPaid, expectEnd) => {
    for (let looks = 0; looks < 9; looks++) {
      const order = await newOrder();
      const payment = await till.pay(order.id);
      if (isPaid) await till.confirm(payment);
      await till.said();
      await till.sweep(31, cutAfter(looks)).catch(() => undefined);
      await till.sweep();
      await till.pump({ time: () => cutAfter(looks) });
      await expectEnd(order);
    }
  });

  it('for ever, is gone on with by the sweeper', async () => {
    for (let looks = 2; looks < 7; looks++) {
      const order = await newOrder();
      await till.pay(order.id);
      await till.sweep();
      const { OrderExpiring: _, ...others } = till.hearers;
      const { handler } = await import('./workers/on-order-expiring.ts');
      const { deliver, pump } = await import('../../test/events.ts');
      await pump({
        ...others,
        OrderExpiring: [
          async (event) => {
            await deliver(handler, event.Records[0]?.body ?? '', cutAfter(looks));
            return { batchItemFailures: [] }; // among the dead letters
          },
        ],
      });
      await till.goOn();
      await till.settle();
      await expectExpired(order);
    }
  });
});

describe('twenty orders at once, with a provider and a table that stumble', () => {
  it('are each paid with their money taken, or expired without', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, newOrder));
    await Promise.all(
      orders.map(async ({ id }, n) => {
        const payment = await till.pay(id);
        if (n % 2) await till.confirm(payment);
      }),
    );
    await till.said(); // lost, all of it
    till.stripe.faults({ fail: 0.3, rateLimit: 0.2, timeoutAfterSuccess: 0.3 });
    till.dynamodb.injectConflicts(0.3, 11);
    await till.sweep();
    await till.pump({ copies: 2, random: Math.random });
    till.stripe.faults({});
    till.dynamodb.injectConflicts(0);
    await till.goOn();
    await till.settle();
    for (const [n, order] of orders.entries()) await (n % 2 ? expectPaid : expectExpired)(order);
  });
});

describe('a sweep of payments', () => {
  it('stops in time when there is more to do than time, and goes on with the rest afterwards', async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, newOrder));
    till.stripe.faults({ confirm: { delaySeconds: 3_600 } });
    await Promise.all(orders.map(async ({ id }) => till.confirm(await till.pay(id))));
    till.stripe.faults({});
    await till.sweep();
    await till.settle();
    await expect(till.goOn(33, cutAfter(30))).rejects.toThrow('payments or refunds could not be finished');
    till.ring();
    await till.goOn();
    await till.settle();
    for (const order of orders) await expectPaid(order);
  });

  it('is not kept back by what it cannot finish, and says so', async () => {
    const [stuck, order] = [await newOrder(), await newOrder()];
    till.stripe.faults({ confirm: { delaySeconds: 3_600 } });
    for (const { id } of [stuck, order]) await till.confirm(await till.pay(id));
    till.stripe.faults({});
    await till.sweep();
    await till.settle();
    till.ring();
    const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
    const { TableName, write } = await import('#shared/table');
    const [{ id }] = (await till.paymentsOf(stuck.id)) as [{ id: string }];
    const put = (value: unknown) =>
      write(
        new UpdateCommand({
          TableName,
          Key: { pk: `PAYMENT#${id}`, sk: 'PAYMENT' },
          UpdateExpression: 'SET amount = :value',
          ExpressionAttributeValues: { ':value': value },
        }),
        { left: () => 29_000 },
      );
    await put('nonsense');
    await till.said();
    await expect(till.goOn()).rejects.toThrow('payments or refunds could not be finished');
    await till.pump();
    await expectPaid(order);
    await put(500);
    await till.goOn();
    await till.pump();
    await expectPaid(stuck);
  });
});
