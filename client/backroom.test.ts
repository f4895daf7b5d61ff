import { describe, expect, it } from 'vitest';
import { answered, createBackroom, every, NoAnswer, type Options, RefusedByBackroom } from './backroom.ts';

type Reply = Response | Error | (() => Promise<Response>);
type Seen = { method: string; url: string; key: string | null; token: string | null; body: string };

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const busy = () => json(503, { code: 'busy', detail: 'Ask again.' });
const hungUp = () => new TypeError('fetch failed');
const product = { sku: 'MUG', name: 'Mug', price: { amount: 255, currency: 'GBP' } };

/** A client whose requests are answered with these, one after another, and what was asked. */
const clientOf = (replies: Reply[], options: Partial<Options> = {}) => {
  const seen: Seen[] = [];
  const backroom = createBackroom({
    baseUrl: 'https://shop.example',
    ...options,
    fetch: async (request) => {
      const { method, url, headers } = request;
      const reply = replies[seen.length] ?? new Error('nobody expected this request');
      const body = await request.text();
      seen.push({ method, url, key: headers.get('idempotency-key'), token: headers.get('authorization'), body });
      if (reply instanceof Error) throw reply;
      return typeof reply === 'function' ? reply() : reply;
    },
  });
  return { backroom, seen };
};

const order = { lines: [{ sku: 'MUG', quantity: 1 }] };
const movement = { sku: 'MUG', quantity: 1, reason: 'receipt' };
const params = { path: { sku: 'MUG' } };

describe('a request', () => {
  it('goes where its path says, with its token, and its answer is data', async () => {
    const { backroom, seen } = clientOf([json(200, product)], { token: () => 'abc' });

    const { data } = await backroom.GET('/v1/products/{sku}', { params: { path: { sku: 'A B' } } });

    expect(data).toEqual(product);
    expect(seen).toMatchObject([{ url: 'https://shop.example/v1/products/A%20B', token: 'Bearer abc', key: null }]);
  });

  it('that needs a key is given one, once for all its attempts', async () => {
    const { backroom, seen } = clientOf([hungUp(), busy(), json(201, {})]);

    await backroom.POST('/v1/orders', { body: order });

    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([order, order, order]);
  });

  it('keeps the key that its caller gave', async () => {
    const { backroom, seen } = clientOf([busy(), json(201, {})]);

    await backroom.POST('/v1/stock-movements', {
      params: { header: { 'Idempotency-Key': 'delivery-note-1017' } },
      body: movement,
    });

    expect(seen.map(({ key }) => key)).toEqual(['delivery-note-1017', 'delivery-note-1017']);
  });

  it('has a new key the next time', async () => {
    const { backroom, seen } = clientOf([json(201, {}), json(201, {})]);

    await backroom.POST('/v1/orders', { body: order });
    await backroom.POST('/v1/orders', { body: order });

    expect(seen[0]?.key).not.toBe(seen[1]?.key);
  });

  it('takes another token when its own was not taken, and only once', async () => {
    const unauthorized = () => json(401, { message: 'Unauthorized' });
    const { backroom, seen } = clientOf([unauthorized(), json(200, product), unauthorized(), unauthorized()], {
      token: (renew) => (renew ? 'new' : 'old'),
    });

    expect((await backroom.GET('/v1/products/{sku}', { params })).response.status).toBe(200);
    expect((await backroom.GET('/v1/products/{sku}', { params })).response.status).toBe(401);
    expect(seen.map(({ token }) => token)).toEqual(['Bearer old', 'Bearer new', 'Bearer old', 'Bearer new']);
  });

  it('follows the system to where it is now', async () => {
    const addresses = ['https://one.example', 'https://two.example/'].values();
    const { backroom, seen } = clientOf([hungUp(), json(200, product)], {
      baseUrl: () => addresses.next().value ?? '',
    });

    await backroom.GET('/v1/products/{sku}', { params });

    expect(seen.map(({ url }) => new URL(url).host)).toEqual(['one.example', 'two.example']);
  });
});

describe('what is repeated', () => {
  const get = ({ backroom }: ReturnType<typeof clientOf>) => backroom.GET('/v1/products/{sku}', { params });
  const put = ({ backroom }: ReturnType<typeof clientOf>) =>
    backroom.PUT('/v1/products/{sku}', { params, body: product });
  const putIfMatch = ({ backroom }: ReturnType<typeof clientOf>) =>
    backroom.PUT('/v1/products/{sku}', { params: { ...params, header: { 'If-Match': '"1"' } }, body: product });
  const patch = ({ backroom }: ReturnType<typeof clientOf>) =>
    backroom.PATCH('/v1/products/{sku}/stock', { params, body: { shards: 2 } });
  const unkeyed = ({ backroom }: ReturnType<typeof clientOf>) => backroom.POST('/v1/reconciliations', { body: {} });
  const keyed = ({ backroom }: ReturnType<typeof clientOf>) => backroom.POST('/v1/orders', { body: order });
  const passing = (status: number) => () => json(status, {});

  it.each([
    ['a read, of 429', get, passing(429), 2],
    ['a read, of 502', get, passing(502), 2],
    ['a read, of 503', get, passing(503), 2],
    ['a read, of 504', get, passing(504), 2],
    ['a read, that was lost', get, hungUp, 2],
    ['a read, of 500', get, passing(500), 1],
    ['a read, of 404', get, passing(404), 1],
    ['a put, of 503', put, passing(503), 2],
    ['a put of one version, of 503', putIfMatch, passing(503), 1],
    ['a patch, of 503', patch, passing(503), 1],
    ['a request without a key, of 503', unkeyed, passing(503), 1],
    ['a request with a key, of 503', keyed, passing(503), 2],
    ['a request with a key, of 409', keyed, passing(409), 1],
  ])('%s', async (_, ask, first, times) => {
    const client = clientOf([first(), json(200, product)]);
    await ask(client);
    expect(client.seen).toHaveLength(times);
  });

  it('is not a request without a key that was lost: it may have taken effect', async () => {
    const client = clientOf([hungUp(), json(202, {})]);
    await expect(unkeyed(client)).rejects.toThrow(NoAnswer);
    expect(client.seen).toHaveLength(1);
  });

  it('waits as long as it is asked to', async () => {
    const client = clientOf([json(429, {}, { 'retry-after': '1' }), json(200, product)]);
    const begun = performance.now();
    await get(client);
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it('ends with the last answer when time is up', async () => {
    const client = clientOf([json(503, {}, { 'retry-after': '30' })], { patience: { timeLimit: 1_000 } });
    expect((await get(client)).response.status).toBe(503);
    expect(client.seen).toHaveLength(1);
  });

  it('ends in a sentence when nobody ever answered', async () => {
    const client = clientOf(Array.from({ length: 50 }, hungUp), { patience: { timeLimit: 200 } });
    await expect(get(client)).rejects.toThrow(NoAnswer);
  });

  it('ends when its caller does not want it any more', async () => {
    const leaving = new AbortController();
    const { backroom, seen } = clientOf([
      async () => {
        leaving.abort(new Error('enough'));
        return busy();
      },
    ]);
    await expect(backroom.GET('/v1/products/{sku}', { params, signal: leaving.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });

  it('is told of', async () => {
    const told: string[] = [];
    const onRepeat = (how: string) => void told.push(how);
    await get(clientOf([hungUp(), busy(), json(200, product)], { patience: { onRepeat } }));
    expect(told).toEqual(['lost', 'not yet']);
  });
});

describe('a refusal', () => {
  const problem = { type: 'urn:x', title: 'No', status: 409, code: 'out_of_stock', detail: 'No more.', requestId: 'r' };

  it('is an error of its type', async () => {
    const { backroom } = clientOf([json(409, problem)]);
    const { data, error } = await backroom.POST('/v1/orders', { body: order });
    expect(data).toBeUndefined();
    expect(error).toEqual(problem);
  });

  it('is thrown where one would rather have it so', async () => {
    const { backroom } = clientOf([json(409, problem), json(403, { message: 'Forbidden' })]);
    const place = () => backroom.POST('/v1/orders', { body: order }).then(answered);
    await expect(place()).rejects.toMatchObject({ status: 409, code: 'out_of_stock', problem });
    await expect(place()).rejects.toThrow(RefusedByBackroom);
  });
});

it('every one of a list is had, page by page', async () => {
  const { backroom, seen } = clientOf([
    json(200, { data: [{ sku: 'A' }, { sku: 'B' }], nextCursor: 'more' }),
    json(200, { data: [{ sku: 'C' }], nextCursor: null }),
  ]);
  const skus: string[] = [];
  for await (const { sku } of every((cursor) =>
    backroom.GET('/v1/products', { params: { query: { limit: 2, ...cursor } } }),
  )) {
    skus.push(sku);
  }
  expect(skus).toEqual(['A', 'B', 'C']);
  expect(seen.map(({ url }) => new URL(url).search)).toEqual(['?limit=2', '?limit=2&cursor=more']);
});
