import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, eventually, fresh, type House, machine, openHouse, person } from './caller.ts';

const ada = person('shopper', 'ada');
const grace = person('staff', 'grace');

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.stop());

const place = (lines: object[], { as = machine, key = fresh('order'), ...rest } = {}) =>
  house.call('POST', '/v1/orders', {
    as,
    key,
    body: { lines, payment: as === machine ? 'on_account' : 'card', ...rest },
  });

describe('an order', () => {
  it('goes from the door to the daily report', async () => {
    const sku = await house.product(fresh('MUG'), 10);
    const orderedAt = '2010-12-01T08:26:00Z';
    const { status, body } = await place([{ sku, quantity: 4 }], { orderedAt } as object);
    expect({ status, orderedAt: body.orderedAt }).toEqual({ status: 201, orderedAt });
    const report = () => house.call('GET', '/v1/reports/daily?date=2010-12-01', { as: grace });
    const counted = await eventually(report, (answer) => answer.body.units === 4);
    expect(counted.body).toMatchObject({
      orders: 1,
      revenue: { amount: 1000, currency: 'GBP' },
      data: [{ sku, units: 4 }],
    });

    const cancellation = `/v1/orders/${body.id}/cancellation`;
    expect((await house.call('POST', cancellation, { as: machine, key: fresh('cancel') })).status).toBe(201);
    await eventually(report, (answer) => answer.body.units === 0);
    expect((await report()).body).toMatchObject({ orders: 0, revenue: { amount: 0 }, data: [] });
    expect(await house.available(sku)).toBe(10);
    const events = await house.all(`/v1/orders/${body.id}/events`, machine);
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'OrderPlaced'],
      [2, 'OrderCancelled'],
    ]);
  });

  it('of a shopper expires when the clock has moved past its hold', async () => {
    const sku = await house.product(fresh('MUG'), 3);
    const { body } = await place([{ sku, quantity: 3 }], { as: ada } as object);
    expect(body.status).toBe('pending_payment');
    await house.advance(31 * 60);
    await eventually(
      () => house.available(sku),
      (units) => units === 3,
    );
    expect((await house.call('GET', `/v1/orders/${body.id}`, { as: ada })).body).toMatchObject({
      status: 'expired',
      version: 2,
    });
    expect((await house.call('GET', `/v1/orders/${body.id}`, { as: person('shopper', 'bob') })).status).toBe(404);
    const listed = await house.all('/v1/orders?status=expired', grace);
    expect(listed.map(({ id }) => id)).toContain(body.id);
  });

  it('is found by its reference, by its owner and by staff, and by nobody else', async () => {
    const sku = await house.product(fresh('MUG'), 3);
    const reference = fresh('invoice');
    const { body } = await place([{ sku, quantity: 1 }], { reference } as object);
    const found = (as: typeof machine | typeof ada) => house.all(`/v1/orders?reference=${reference}`, as);
    const ids = async (as: typeof machine | typeof ada) =>
      (
        await eventually(
          () => found(as),
          () => true,
        )
      ).map(({ id }) => id);
    await eventually(
      () => ids(machine),
      (found) => found.length === 1,
    );
    expect(await ids(machine)).toEqual([body.id]);
    expect(await ids(grace)).toEqual([body.id]);
    expect(await ids(ada)).toEqual([]);
  });
});

describe('a crowd', () => {
  const tally = (answers: Answer[]) =>
    Object.fromEntries(
      Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, all]) => [status, all?.length]),
    );

  it('of 200 buyers buys exactly the 50 units there are, also when transactions conflict', async () => {
    await house.system.control('POST', '/faults', { transactionConflicts: 0.2 });
    const sku = await house.product(fresh('HOT'), 50);
    const answers = await Promise.all(Array.from({ length: 200 }, () => place([{ sku, quantity: 1 }])));
    await house.system.control('POST', '/faults', { transactionConflicts: 0 });
    expect(tally(answers)).toEqual({ 201: 50, 409: 150 });
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(
      new Set(['out_of_stock']),
    );
    expect(await house.available(sku)).toBe(0);
  });

  it('of 50 identical requests is one order', async () => {
    const sku = await house.product(fresh('MUG'), 50);
    const key = fresh('same');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => place([{ sku, quantity: 1 }], { key } as object)),
    );
    expect(tally(answers)).toEqual({ 201: 50 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(await house.available(sku)).toBe(49);
  });
});

describe('a system that is killed', { timeout: 180_000 }, () => {
  it('has lost no order it answered, no event and no unit', async () => {
    const sku = await house.product(fresh('MUG'), 10_000);
    const answered: Answer['body'][] = [];
    let running = true;
    const buyers = Array.from({ length: 16 }, async () => {
      while (running) {
        const answer = await place([{ sku, quantity: 2 }], { orderedAt: '2011-01-05T10:00:00Z' } as object).catch(
          () => undefined,
        );
        if (answer?.status === 201) answered.push(answer.body);
      }
    });
    await eventually(
      async () => answered.length,
      (count) => count >= 40,
    );
    await house.system.kill();
    running = false;
    await Promise.all(buyers);
    await house.restart();

    for (const order of answered) {
      expect((await house.call('GET', `/v1/orders/${order.id}`, { as: machine })).body).toEqual(order);
    }
    // Whoever was not answered may have bought too: every order there is, is on the report, and its units are gone.
    const orders = (await house.all('/v1/orders', machine)).filter(
      ({ orderedAt }) => orderedAt === '2011-01-05T10:00:00Z',
    );
    expect(orders.length).toBeGreaterThanOrEqual(answered.length);
    expect(await house.available(sku)).toBe(10_000 - 2 * orders.length);
    for (const { id } of orders) {
      expect((await house.all(`/v1/orders/${id}/events`, machine)).map(({ seq }) => seq)).toEqual([1]);
    }
    // What was being worked on when it was killed comes again a minute later.
    await eventually(
      async () => {
        await house.advance(61);
        return house.call('GET', '/v1/reports/daily?date=2011-01-05', { as: grace });
      },
      ({ body }) => body.orders === orders.length && body.units === 2 * orders.length,
    );
  });

  it('undoes a long order that it never answered, and takes it when it is asked again', async () => {
    const skus = Array.from({ length: 400 }, (_, n) => `LONG-${String(n).padStart(3, '0')}`);
    for (let n = 0; n < skus.length; n += 20)
      await Promise.all(skus.slice(n, n + 20).map((sku) => house.product(sku, 1)));
    const key = fresh('long');
    const lines = skus.map((sku) => ({ sku, quantity: 1 }));
    const cut = place(lines, { key } as object).catch(() => undefined);
    await eventually(
      () => house.available('LONG-000'),
      (units) => units === 0,
    );
    await house.system.kill();
    expect(await cut).toBeUndefined();
    await house.restart();
    expect(await house.available('LONG-399')).toBe(1);

    await house.advance(130);
    await eventually(
      () => house.available('LONG-000'),
      (units) => units === 1,
    );
    const again = await place(lines, { key } as object);
    expect(again.status).toBe(201);
    expect(again.body.lines).toHaveLength(400);
    expect(await Promise.all(skus.map(house.available))).toEqual(skus.map(() => 0));
    const report = () =>
      house.call('GET', `/v1/reports/daily?date=${again.body.orderedAt.slice(0, 10)}`, { as: grace });
    await eventually(report, ({ body }) => body.data.some(({ sku }: { sku: string }) => sku === 'LONG-000'));
  });
});

it('tells the time by the moved clock everywhere', async () => {
  const sku = await house.product(fresh('MUG'), 1);
  const { body } = await place([{ sku, quantity: 1 }]);
  expect(Date.parse(body.createdAt) - Date.now()).toBeGreaterThan(30 * 60_000);
});
