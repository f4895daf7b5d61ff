import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, call, machine, openShop, shopper, staff } from '../../test/shop.ts';

const dynamodb = await openShop();
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const { handler: putProduct } = await import('../catalog/api/put-product.ts');
const { handler: recordMovement } = await import('../inventory/api/record-movement.ts');
const { handler: getStock } = await import('../inventory/api/get-stock.ts');
const { handler: setShards } = await import('../inventory/api/set-shards.ts');
const { handler: listMovements } = await import('../inventory/api/list-movements.ts');
const { handler: placeOrder } = await import('./api/place-order.ts');
const { handler: getOrder } = await import('./api/get-order.ts');
const { handler: listOrders } = await import('./api/list-orders.ts');
const { handler: listOrderEvents } = await import('./api/list-order-events.ts');
const { handler: cancelOrder } = await import('./api/cancel-order.ts');
const { releaseOverdue } = await import('./overdue.ts');

afterAll(() => dynamodb.stop());
beforeEach(() => dynamodb.injectConflicts(0));

let unique = 0;
const fresh = (name: string) => `${name}-${++unique}`;
const key = () => fresh('a-key-of-enough-length');

const product = async (sku: string, units: number, shards = 1, price = 250) => {
  await call(putProduct, { params: { sku }, body: { name: sku, price: { amount: price, currency: 'GBP' } } });
  if (shards > 1) await call(setShards, { params: { sku }, body: { shards }, caller: staff });
  if (units > 0) await move(sku, units);
  if (shards > 1) await call(setShards, { params: { sku }, body: { shards }, caller: staff });
  return sku;
};
const move = (sku: string, quantity: number) =>
  call(recordMovement, { body: { sku, quantity, reason: 'receipt' }, key: key() });
const available = async (sku: string): Promise<number> => (await call(getStock, { params: { sku } })).body.available;

const order = (
  lines: { sku: string; quantity: number }[],
  options: Partial<Parameters<typeof call>[1]> & { payment?: string } = {},
) => {
  const { payment = 'on_account', ...rest } = options;
  return call(placeOrder, { body: { lines, payment }, key: key(), ...rest });
};
const statuses = (answers: Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};
const later = (minutes: number, options: { time?: number } = {}) =>
  releaseOverdue({
    now: new Date(Date.now() + minutes * 60_000),
    deadline: { left: () => options.time ?? 50_000 },
    requestId: fresh('sweep'),
    holdMinutes: 30,
  });

describe('an order', () => {
  it('freezes prices, takes stock and answers with both', async () => {
    const sku = await product(fresh('MUG'), 10);
    const { status, body, headers } = await order([{ sku, quantity: 3 }]);
    expect({ status, location: headers.location }).toEqual({ status: 201, location: `/v1/orders/${body.id}` });
    expect(body).toMatchObject({
      status: 'on_account',
      version: 1,
      total: { amount: 750, currency: 'GBP' },
      lines: [{ id: '1', sku, quantity: 3, unitPrice: { amount: 250 }, amount: { amount: 750 } }],
    });
    expect(await available(sku)).toBe(7);
    expect((await call(getOrder, { params: { id: body.id } })).body).toEqual(body);
  });

  it('names every short SKU and what there is of it, and takes nothing', async () => {
    const [plenty, some, none] = [
      await product(fresh('A'), 10),
      await product(fresh('B'), 2),
      await product(fresh('C'), 0),
    ];
    const { status, body } = await order([
      { sku: plenty, quantity: 1 },
      { sku: none, quantity: 1 },
      { sku: some, quantity: 2 },
      { sku: some, quantity: 1 },
    ]);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'out_of_stock' });
    expect(body.errors).toEqual([
      expect.objectContaining({ path: 'lines.2', sku: some, available: 2 }),
      expect.objectContaining({ path: 'lines.1', sku: none, available: 0 }),
    ]);
    expect(await available(plenty)).toBe(10);
  });

  it('is answered the same for ever under one key, also after it was cancelled or has expired', async () => {
    const sku = await product(fresh('MUG'), 10);
    for (const payment of ['on_account', 'card']) {
      const same = { key: key(), payment };
      const first = await order([{ sku, quantity: 1 }], same);
      if (payment === 'card') await later(31);
      else await call(cancelOrder, { params: { id: first.body.id }, key: key() });
      const again = await order([{ sku, quantity: 1 }], same);
      expect(again.body).toEqual(first.body);
      expect(again.status).toBe(201);
      expect(again.headers['idempotency-replayed']).toBe('true');
    }
    expect(await available(sku)).toBe(10);
  });

  it('refuses a key that was used for something else', async () => {
    const sku = await product(fresh('MUG'), 10);
    const same = { key: key() };
    await order([{ sku, quantity: 1 }], same);
    expect(await order([{ sku, quantity: 2 }], same)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await available(sku)).toBe(9);
  });

  it('judges a refused key afresh', async () => {
    const sku = await product(fresh('MUG'), 1);
    const same = { key: key() };
    expect((await order([{ sku, quantity: 2 }], same)).status).toBe(409);
    await move(sku, 1);
    expect((await order([{ sku, quantity: 2 }], same)).status).toBe(201);
  });

  it("is nobody else's", async () => {
    const sku = await product(fresh('MUG'), 5);
    const { body } = await order([{ sku, quantity: 1 }], { caller: shopper('ada'), payment: 'card' });
    for (const [handler, options] of [
      [getOrder, {}],
      [listOrderEvents, {}],
      [cancelOrder, { key: key(), body: {} }],
    ] as const) {
      const missing = await call(handler, {
        params: { id: `ord_${'0'.repeat(26)}` },
        caller: shopper('bob'),
        ...options,
      });
      const foreign = await call(handler, { params: { id: body.id }, caller: shopper('bob'), ...options });
      expect(foreign).toMatchObject({ status: 404, body: { ...missing.body, requestId: expect.any(String) } });
    }
    const list = async (caller: typeof machine) =>
      (await call(listOrders, { caller, query: { limit: '100' } })).body.data.map(({ id }: { id: string }) => id);
    expect(await list(shopper('bob'))).not.toContain(body.id);
    expect(await list(shopper('ada'))).toContain(body.id);
    expect(await list(staff)).toContain(body.id);
  });
});

describe('a list of orders', () => {
  type Page = { status: number; body: { data: { id: string }[]; nextCursor: string | null } };
  const page = async (query: Record<string, string>, caller: Parameters<typeof call>[1]) =>
    (await call(listOrders, { query, ...caller })) as Page;

  it("by reference is one's own, and its cursor names nobody else's order", async () => {
    const sku = await product(fresh('MUG'), 50);
    const reference = fresh('web');
    const place = (sub: string) =>
      call(placeOrder, {
        body: { lines: [{ sku, quantity: 1 }], reference },
        key: key(),
        caller: shopper(sub),
      });
    const mine = (await place('m')).body.id;
    for (let n = 0; n < 6; n++) await place(n % 2 ? 'a' : 'z');
    for (const limit of ['1', '2', '100']) {
      const { body } = await page({ reference, limit }, { caller: shopper('m') });
      expect(body).toMatchObject({ data: [{ id: mine }], nextCursor: null });
      expect((await page({ reference, limit }, { caller: shopper('nobody') })).body).toEqual({
        data: [],
        nextCursor: null,
      });
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const found: Page = await page({ reference, limit: '2', ...(cursor && { cursor }) }, { caller: staff });
      seen.push(...found.body.data.map(({ id }) => id));
      cursor = found.body.nextCursor;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  it('of a rare state is found in few steps, page by page and without gaps', async () => {
    const sku = await product(fresh('MUG'), 500);
    const caller = { sub: fresh('market'), scope: machine.scope };
    const ids: string[] = [];
    for (let n = 0; n < 60; n++) ids.push((await order([{ sku, quantity: 1 }], { caller })).body.id);
    const rare = [ids[3], ids[31], ids[59]];
    for (const id of rare) await call(cancelOrder, { params: { id: id as string }, key: key(), caller });
    const seen: string[] = [];
    let calls = 0;
    const stop = dynamodb.onConsumed(({ indexName }) => {
      if (indexName) calls++;
    });
    for (let cursor: string | null = ''; cursor !== null; ) {
      const found: Page = await page({ status: 'cancelled', limit: '1', ...(cursor && { cursor }) }, { caller });
      seen.push(...found.body.data.map(({ id }) => id));
      cursor = found.body.nextCursor;
    }
    stop();
    expect(seen).toEqual(rare.toReversed());
    expect(calls).toBeLessThan(10);
  });
});

describe('50 identical requests at once', () => {
  it('are one order', async () => {
    const sku = await product(fresh('MUG'), 1);
    const same = { key: key() };
    const answers = await Promise.all(Array.from({ length: 50 }, () => order([{ sku, quantity: 1 }], same)));
    expect(statuses(answers)).toEqual({ 201: 50 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(await available(sku)).toBe(0);
  });
});

describe.each([1, 4, 16])('200 buyers of 50 units in %i counters', (shards) => {
  it.each([0, 0.3])('buy exactly 50 at the first attempt, with conflicts at a rate of %d', async (conflicts) => {
    const sku = await product(fresh('HOT'), 50, shards);
    dynamodb.injectConflicts(conflicts, shards);
    const answers = await Promise.all(Array.from({ length: 200 }, () => order([{ sku, quantity: 1 }])));
    expect(statuses(answers)).toEqual({ 201: 50, '409 out_of_stock': 150 });
    expect(await available(sku)).toBe(0);
  });
});

describe('counters of a hot SKU', () => {
  it('change while it sells, and nothing that can be sold is refused', async () => {
    const sku = await product(fresh('HOT'), 300, 4);
    let selling = true;
    const changing = (async () => {
      const seen: number[] = [];
      for (let n = 0; selling; n++) {
        const { status, body } = await call(setShards, {
          params: { sku },
          body: { shards: [16, 1, 7, 3][n % 4] },
          caller: staff,
        });
        expect(status).toBe(200);
        seen.push(body.shards);
      }
      return seen;
    })();
    const answers: Answer[] = [];
    for (let wave = 0; wave < 5; wave++) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => order([{ sku, quantity: 3 }])))));
    }
    selling = false;
    expect((await changing).length).toBeGreaterThan(0);
    expect(statuses(answers)).toEqual({ 201: 100 });
    expect(await available(sku)).toBe(0);
    expect((await order([{ sku, quantity: 1 }])).status).toBe(409);
  });

  it('keep a ledger that adds up', async () => {
    const sku = await product(fresh('HOT'), 20, 4);
    await order([{ sku, quantity: 7 }]);
    await call(setShards, { params: { sku }, body: { shards: 2 }, caller: staff });
    const { body } = await order([{ sku, quantity: 13 }]);
    await call(cancelOrder, { params: { id: body.id }, key: key() });
    const ledger: { quantity: number }[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: Answer = await call(listMovements, {
        params: { sku },
        query: { limit: '2', ...(cursor && { cursor }) },
        caller: staff,
      });
      ledger.push(...page.body.data);
      cursor = page.body.nextCursor ?? undefined;
    }
    expect(ledger.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(13);
    expect(await available(sku)).toBe(13);
  });
});

describe('an order of 1,200 SKUs', { timeout: 120_000 }, () => {
  const skus = Array.from({ length: 1200 }, (_, n) => `BIG-${String(n).padStart(4, '0')}`);
  const lines = skus.map((sku) => ({ sku, quantity: 1 })).reverse();
  const stock = async () => {
    const units: unknown[] = [];
    for (let n = 0; n < skus.length; n += 50) units.push(...(await Promise.all(skus.slice(n, n + 50).map(available))));
    return units.join();
  };
  const fill = async (units: number) => {
    for (let n = 0; n < skus.length; n += 50)
      await Promise.all(skus.slice(n, n + 50).map((sku) => product(sku, units)));
  };

  it('is taken, is refused whole when one SKU is short, is undone when nobody answers it, and can be cancelled', async () => {
    await fill(3);
    const taken = await order(lines);
    expect(taken).toMatchObject({ status: 201, body: { total: { amount: 300_000 } } });
    expect(taken.body.lines.map(({ sku }: { sku: string }) => sku)).toEqual(lines.map(({ sku }) => sku));
    expect(await stock()).toBe(skus.map(() => 2).join());

    const scarce = skus[1149] as string;
    await move(scarce, -2);
    const before = await stock();
    const refused = await order(lines);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'out_of_stock', errors: [{ sku: scarce, available: 0 }] },
    });
    expect(refused.body.errors).toHaveLength(1);
    expect(await stock()).toBe(before);
    await move(scarce, 2);

    // Time is up after ten of its 27 transactions: the request gives up halfway.
    const same = { key: key() };
    let transactions = 0;
    const stop = dynamodb.onConsumed(({ operation, indexName }) => {
      if (operation === 'TransactWriteItems' && !indexName) transactions++;
    });
    const cut = await order(lines, { ...same, time: () => (transactions < 10 ? 29_000 : 0) });
    stop();
    expect(cut).toMatchObject({ status: 503, body: { code: 'busy' } });
    expect(await stock()).not.toBe(skus.map(() => 2).join());
    await later(2);
    expect(await stock()).toBe(skus.map(() => 2).join());
    const again = await order(lines, same);
    expect(again.status).toBe(201);
    expect(await stock()).toBe(skus.map(() => 1).join());

    const cancelled = await call(cancelOrder, { params: { id: again.body.id }, key: key() });
    expect(cancelled.status).toBe(201);
    expect(await stock()).toBe(skus.map(() => 2).join());

    // Two at once over the same SKUs, with enough for both, and then with enough for one.
    expect(statuses(await Promise.all([order(lines), order([...lines].reverse())]))).toEqual({ 201: 2 });
    expect(await stock()).toBe(skus.map(() => 0).join());
    await fill(1);
    expect(statuses(await Promise.all([order(lines), order([...lines].reverse())]))).toEqual({
      201: 1,
      '409 out_of_stock': 1,
    });
    expect(await stock()).toBe(skus.map(() => 0).join());
  });
});

describe('an order that nobody pays', () => {
  it('expires after its hold and gives the stock back, once', async () => {
    const sku = await product(fresh('MUG'), 5);
    const { body } = await order([{ sku, quantity: 2 }], { caller: shopper('ada'), payment: 'card' });
    expect(body).toMatchObject({ status: 'pending_payment', expiresAt: expect.any(String) });
    await later(29);
    expect(await available(sku)).toBe(3);
    await Promise.all([later(31), later(31)]);
    expect(await available(sku)).toBe(5);
    const now = await call(getOrder, { params: { id: body.id }, caller: shopper('ada') });
    expect(now.body).toMatchObject({ status: 'expired', version: 2 });
    const events = await call(listOrderEvents, { params: { id: body.id }, caller: shopper('ada') });
    expect(events.body.data.map(({ seq, type }: { seq: number; type: string }) => [seq, type])).toEqual([
      [1, 'OrderPlaced'],
      [2, 'OrderExpired'],
    ]);
  });
});

describe('a sweep', () => {
  it('lets go of all it can, whatever one bad row does, and says that there was one', async () => {
    const sku = await product(fresh('MUG'), 5);
    const place = () => order([{ sku, quantity: 1 }], { caller: shopper('ada'), payment: 'card' });
    const [first, bad, last] = [await place(), await place(), await place()];
    await table.send(
      new UpdateCommand({
        TableName: process.env.TABLE_NAME,
        Key: { pk: `ORDER#${bad.body.id}`, sk: 'ORDER' },
        UpdateExpression: 'SET held = :nonsense',
        ExpressionAttributeValues: { ':nonsense': 'twelve' },
      }),
    );
    await expect(later(31)).rejects.toThrow('1 orders could not be let go');
    for (const { body } of [first, last]) {
      const now = await call(getOrder, { params: { id: body.id }, caller: shopper('ada') });
      expect(now.body.status).toBe('expired');
    }
    await table.send(
      new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: { pk: `ORDER#${bad.body.id}`, sk: 'ORDER' } }),
    );
  });
});

describe('a cancellation', () => {
  it('belongs to one order: its key cancels no other', async () => {
    const sku = await product(fresh('MUG'), 5);
    const [one, two] = [await order([{ sku, quantity: 1 }]), await order([{ sku, quantity: 1 }])];
    const same = { key: key(), body: {} };
    expect((await call(cancelOrder, { params: { id: one.body.id }, ...same })).status).toBe(201);
    const other = await call(cancelOrder, { params: { id: two.body.id }, ...same });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await call(getOrder, { params: { id: two.body.id } })).body.status).toBe('on_account');
  });

  it('happens once for one key, and is refused under another', async () => {
    const sku = await product(fresh('MUG'), 5);
    const { body } = await order([{ sku, quantity: 2 }]);
    const same = { params: { id: body.id }, key: key(), body: { reason: 'changed my mind' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(cancelOrder, same)));
    expect(statuses(answers)).toEqual({ 201: 20 });
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await available(sku)).toBe(5);
    expect((await call(cancelOrder, { ...same, key: key() })).body.code).toBe('not_cancellable');
    expect((await call(cancelOrder, { ...same, body: {} })).body.code).toBe('idempotency_key_reused');
  });
});
