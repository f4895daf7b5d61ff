import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextOf, type Hearer, pump } from '../../test/events.ts';
import { cutAfter, key, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
beforeEach(() => till.stripe.faults({}));

const newOrder = async () => till.order([{ sku: await till.product(), quantity: 1 }]);
const intentsOf = (orderId: string) => till.stripe.ledger().filter(({ metadata }) => metadata.orderId === orderId);
const busy = { status: 503, body: { code: 'busy' }, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } };

describe('a payment whose provider does not answer', () => {
  it('although it has made the intent, is begun all the same', async () => {
    const { id } = await newOrder();
    till.stripe.faults({ timeoutAfterSuccess: 1 });
    expect((await till.pay(id)).status).toBe(201);
    expect(intentsOf(id)).toHaveLength(1);
  });

  it.each([
    ['is broken', { fail: 1 }],
    ['has too much to do', { rateLimit: 1 }],
  ])('because it %s is a 503; the same key continues, and another too', async (_, faults) => {
    const { id } = await newOrder();
    const same = { key: key() };
    till.stripe.faults(faults);
    expect(await till.pay(id, { ...same, time: cutAfter(5) })).toMatchObject(busy);
    expect(await till.pay(id, { time: cutAfter(5) })).toMatchObject(busy);
    expect(intentsOf(id)).toEqual([]);
    till.stripe.faults({});
    const answer = await till.pay(id, same);
    expect(answer.status).toBe(201);
    expect((await till.pay(id)).body).toEqual(answer.body);
    expect(intentsOf(id)).toHaveLength(1);
    expect(await till.paymentsOf(id)).toHaveLength(1);
  });

  it('in time is a 503; the same key learns of the intent that was made', async () => {
    const { id } = await newOrder();
    const same = { key: key() };
    till.stripe.faults({ answerDelaySeconds: 60 });
    const started = performance.now();
    expect(await till.pay(id, { ...same, time: 7_000 })).toMatchObject(busy);
    expect(performance.now() - started).toBeLessThan(7_000);
    expect(intentsOf(id)).toHaveLength(1);
    till.stripe.faults({});
    till.ring();
    expect((await till.pay(id, same)).body.clientSecret).toBe(intentsOf(id)[0]?.client_secret);
    expect(intentsOf(id)).toHaveLength(1);
  });

  it('for every second call is slower, and nothing else', async () => {
    till.stripe.faults({ fail: 0.3, rateLimit: 0.2, timeoutAfterSuccess: 0.5 });
    const orders = await Promise.all(Array.from({ length: 20 }, newOrder));
    const payments = await Promise.all(orders.map(({ id }) => till.pay(id)));
    till.stripe.faults({});
    expect(payments.map(({ status }) => status)).toEqual(orders.map(() => 201));
    for (const { id } of orders) expect(intentsOf(id)).toHaveLength(1);
  });

  it('but remembers that it broke is asked with no other key: there is never a second intent', async () => {
    const { id } = await newOrder();
    const same = { key: key() };
    till.stripe.faults({ failStored: 1 });
    expect(await till.pay(id, { ...same, time: cutAfter(5) })).toMatchObject(busy);
    till.stripe.faults({});
    expect(await till.pay(id, { ...same, time: cutAfter(5) })).toMatchObject(busy);
    expect(intentsOf(id)).toEqual([]);
  });

  it('but remembers for a day that it broke keeps no order waiting for it', async () => {
    const { id } = await newOrder();
    till.stripe.faults({ failStored: 1 });
    expect(await till.pay(id, { time: cutAfter(5) })).toMatchObject(busy);
    till.stripe.faults({});
    await till.sweep();
    expect(await till.statusOf(id)).toBe('expiring');
    const [onOrderExpiring] = till.hearers.OrderExpiring as [Hearer];
    const givenUp: Hearer = async (event) => {
      await onOrderExpiring(event, contextOf(cutAfter(6)) as never);
      return { batchItemFailures: [] };
    };
    await pump({ ...till.hearers, OrderExpiring: [givenUp] });
    expect(await till.statusOf(id)).toBe('expiring');
    await expect(till.goOn(11)).rejects.toThrow(); // somebody may still be making it
    expect(await till.statusOf(id)).toBe('expiring');
    expect(intentsOf(id)).toEqual([]);
    const began = performance.now();
    await till.goOn(45, () => 19_000 - (performance.now() - began));
    await till.settle();
    expect(await till.statusOf(id)).toBe('expired');
    expect(intentsOf(id)).toEqual([]);
  });
});

describe('a payment that nobody has asked for in a while', () => {
  const begunInVain = async () => {
    const { id } = await newOrder();
    const same = { key: key() };
    till.stripe.faults({ fail: 1 });
    expect(await till.pay(id, { ...same, time: cutAfter(5) })).toMatchObject(busy);
    till.stripe.faults({});
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    return { id, same };
  };
  afterEach(() => vi.useRealTimers());

  it('is asked for again under the same key', async () => {
    const { id, same } = await begunInVain();
    expect((await till.pay(id, same)).status).toBe(201);
    expect((await till.pay(id, same)).headers['idempotency-replayed']).toBe('true');
    expect(intentsOf(id)).toHaveLength(1);
  });

  it('is found and ended, although the answer to that was lost as well', async () => {
    const { id, same } = await begunInVain();
    till.stripe.faults({ answerDelaySeconds: 60 });
    expect(await till.pay(id, { ...same, time: 7_000 })).toMatchObject(busy);
    till.stripe.faults({});
    till.ring();
    expect(intentsOf(id)).toMatchObject([{ status: 'requires_payment_method' }]);
    vi.setSystemTime(Date.now() + 61 * 60_000);
    await till.sweep(0);
    await till.settle();
    expect(await till.statusOf(id)).toBe('expired');
    expect(intentsOf(id)).toMatchObject([{ status: 'canceled' }]);
  });
});

describe('a payment that is killed', () => {
  it('at any step goes on under the same key, and is the same', async () => {
    for (let looks = 0; ; looks++) {
      const { id } = await newOrder();
      const same = { key: key() };
      const cut = await till.pay(id, { ...same, time: cutAfter(looks) });
      const answer = await till.pay(id, same);
      expect(answer).toMatchObject({ status: 201, body: { status: 'open' } });
      expect((await till.pay(id, same)).body).toEqual(answer.body);
      expect(intentsOf(id)).toMatchObject([{ client_secret: answer.body.clientSecret, amount: 250 }]);
      expect(await till.paymentsOf(id)).toHaveLength(1);
      if (cut.status === 201) {
        expect(looks).toBeGreaterThan(3);
        break;
      }
      expect(cut).toMatchObject(busy);
    }
  });

  it('at any step after a refused card goes on under the same key, with one next payment', async () => {
    for (let looks = 0; ; looks++) {
      const { id } = await newOrder();
      await till.confirm(await till.pay(id), 'pm_card_chargeDeclined');
      await till.settle();
      const same = { key: key() };
      const cut = await till.pay(id, { ...same, time: cutAfter(looks) });
      await till.settle();
      const answer = await till.pay(id, same);
      expect(answer.status).toBe(201);
      await till.confirm(answer);
      await till.settle();
      expect(intentsOf(id).map(({ status, metadata }) => [metadata.generation, status])).toEqual([
        ['2', 'succeeded'],
        ['1', 'canceled'],
      ]);
      expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
      if (cut.status === 201) {
        expect(looks).toBeGreaterThan(6);
        break;
      }
      expect(cut).toMatchObject(busy);
    }
  });
});
