import { describe, expect, it } from 'vitest';
import * as api from './api.ts';
import { allPages, inParallel, openBackroom } from './backroom.ts';
import { ask, systemOf } from './fake-system.ts';
import { NoAnswer, Refused } from './patience.ts';

const movement = { sku: 'MUG', quantity: 2, reason: 'opening', reference: '2010-12-01/0' };
const opening = { as: 'machine' as const, key: 'replay-of-the-opening', body: movement };
const made = { status: 201, body: { id: 'mov_1', ...movement } };

describe('a request', () => {
  it('is repeated under its key when it was not answered, or not for good', async () => {
    const { seen, find } = await systemOf(
      'hang up',
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 429 },
      { status: 500 },
      { ...made, headers: { 'idempotency-replayed': 'true' } },
    );
    const backroom = await openBackroom(find, ask);

    const answer = await backroom.call(api.recordMovement, opening);

    expect(answer).toMatchObject({ status: 201, replayed: true, body: { quantity: 2 } });
    expect(seen.map(({ key, body }) => ({ key, body }))).toEqual(Array(5).fill({ key: opening.key, body: movement }));
    expect(backroom.repeated()).toBe(4);
  });

  it('waits as long as it is asked to', async () => {
    const { find } = await systemOf({ status: 429, headers: { 'retry-after': '1' } }, made);
    const backroom = await openBackroom(find, ask);
    const begun = performance.now();

    await backroom.call(api.recordMovement, opening);

    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it('takes a new token when its own is not taken', async () => {
    const { seen, find } = await systemOf({ status: 401, body: { message: 'Unauthorized' } }, made);
    const backroom = await openBackroom(find, ask);

    await backroom.call(api.recordMovement, opening);

    expect(new Set(seen.map(({ token }) => token)).size).toBe(2);
  });

  it('takes a new token before its own runs out', async () => {
    const { seen, find } = await systemOf(made, made);
    const short = async () => ({ ...(await ask()), expiresAt: Date.now() + 30_000 });
    const backroom = await openBackroom(find, short);

    await backroom.call(api.recordMovement, opening);
    await backroom.call(api.recordMovement, opening);

    expect(new Set(seen.map(({ token }) => token)).size).toBe(2);
  });

  it('that is refused is not repeated, and says why', async () => {
    const errors = [{ path: 'lines.0', code: 'out_of_stock', message: 'MUG: 1 available' }];
    const { seen, find } = await systemOf({
      status: 409,
      body: { code: 'out_of_stock', detail: 'Not enough stock.', errors },
    });
    const backroom = await openBackroom(find, ask);

    const refusal = backroom.call(api.recordMovement, opening);

    await expect(refusal).rejects.toThrow(Refused);
    await expect(refusal).rejects.toThrow('409 out_of_stock: Not enough stock. (lines.0 MUG: 1 available)');
    expect(seen).toHaveLength(1);
  });

  it('that is never answered ends in a sentence', async () => {
    const { find } = await systemOf('hang up', 'hang up', 'hang up', 'hang up');
    const backroom = await openBackroom(find, ask, 300);

    const asked = backroom.call(api.getStock, { as: 'staff', params: { sku: 'A B' } });

    await expect(asked).rejects.toThrow(NoAnswer);
    await expect(asked).rejects.toThrow(/^GET \/v1\/products\/A%20B\/stock was not answered for 0.3 s: /);
  });

  it('goes to where the system listens after it was started anew', async () => {
    const before = await systemOf('hang up');
    const after = await systemOf(made);
    let finds = 0;
    const backroom = await openBackroom(() => (finds++ === 0 ? before.find() : after.find()), ask);

    await backroom.call(api.recordMovement, opening);

    expect(after.seen).toHaveLength(1);
  });
});

it('follows a list to its end', async () => {
  const asked: unknown[] = [];
  const all = await allPages(async (query) => {
    asked.push(query);
    return asked.length === 1 ? { data: [1, 2], nextCursor: 'more' } : { data: [3], nextCursor: null };
  });

  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([{ limit: '100' }, { limit: '100', cursor: 'more' }]);
});

describe('work in parallel', () => {
  it('is done once for each, a few at a time', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5], 2, async (one) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      done.push(one);
    });

    expect(done).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('ends with the first failure', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5], 2, async (one) => {
      begun.push(one);
      throw new Error(`not ${one}`);
    });

    await expect(work).rejects.toThrow('not 1');
    expect(begun).toEqual([1, 2]);
  });
});
