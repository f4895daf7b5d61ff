import * as v from 'valibot';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, call, openShop, shopper } from '../test/shop.ts';
import type { Caller } from './caller.ts';
import { route } from './route.ts';

const BURST = 40;
const PER_SECOND = 10;
const limit = { burst: BURST, perSecond: PER_SECOND };
process.env.LIMITS = JSON.stringify({ shopper: limit, staff: limit, machine: { burst: 500, perSecond: 100 } });

const shop = await openShop();
let writes = 0;
shop.onConsumed(() => void writes++);
afterAll(() => shop.stop());

/** A function's environment: modules, and with them memory, of its own. */
const environment = async () => {
  vi.resetModules();
  return import('./limiter.ts');
};
type Environment = Awaited<ReturnType<typeof environment>>;

const NOW = Date.parse('2026-03-02T09:00:00Z');
let callers = 0;
const newCaller = (kind: Caller['kind'] = 'shopper'): Caller => ({
  id: `caller-${++callers}`,
  kind,
  may: () => true,
  is: () => false,
});

/** How many of the requests were let in; each of the environments gets its turn. */
const ask = async (environments: Environment[], caller: Caller, times: number, now: number): Promise<number> => {
  let letIn = 0;
  for (let n = 0; n < times; n++) {
    const one = environments[n % environments.length] as Environment;
    letIn += await one.admit(caller, now).then(
      () => 1,
      (error) => {
        if (!(error instanceof Error && error.name === 'Refusal')) throw error;
        return 0;
      },
    );
  }
  return letIn;
};

beforeEach(() => {
  writes = 0;
});

describe('a caller', () => {
  it('gets its whole burst, not one more, and what time restores', async () => {
    const one = await environment();
    const caller = newCaller();

    expect(await ask([one], caller, 3 * BURST, NOW)).toBe(BURST);
    expect(await ask([one], caller, 3 * BURST, NOW + 1_000)).toBe(PER_SECOND);
    expect(await ask([one], caller, 3 * BURST, NOW + 600_000)).toBe(BURST);
  });

  it('has one limit, in however many environments; each lets in a few more at the most', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, environment));
    const caller = newCaller();

    const letIn = await ask(all, caller, 10 * BURST, NOW);

    expect(letIn).toBeGreaterThanOrEqual(BURST);
    expect(letIn).toBeLessThanOrEqual(BURST + 4 * all.length);
    expect(await ask(all, caller, 10 * BURST, NOW + 1_000)).toBeLessThanOrEqual(PER_SECOND);
  });

  it('is told how it stands, and when to come back', async () => {
    const { admit } = await environment();
    const caller = newCaller('machine');

    expect(await admit(caller, NOW)).toEqual({
      'ratelimit-policy': '"machine";q=500;w=5',
      ratelimit: '"machine";r=499;t=1',
    });
    await ask([{ admit } as Environment], caller, 499, NOW);
    const refused = await admit(caller, NOW).catch((error) => error);
    expect(refused).toMatchObject({
      status: 429,
      code: 'rate_limited',
      details: { headers: { 'retry-after': '1', ratelimit: '"machine";r=0;t=1' } },
    });
  });

  it('is not held up by what another clock has said', async () => {
    const [one, other] = [await environment(), await environment()];
    const caller = newCaller();
    await ask([one], caller, 3 * BURST, NOW + 3_600_000);

    expect(await ask([one, other], caller, 3 * BURST, NOW)).toBeGreaterThanOrEqual(BURST);
    expect(await ask([one, other], caller, 3 * BURST, NOW)).toBe(0);
  });

  it('does not stand in the way of another', async () => {
    const one = await environment();
    await ask([one], newCaller(), 10 * BURST, NOW);
    expect(await ask([one], newCaller(), BURST, NOW)).toBe(BURST);
  });
});

describe('the table', () => {
  it('is not asked for a caller who calls now and then', async () => {
    const one = await environment();
    const caller = newCaller();
    for (let n = 0; n < 4; n++) await one.admit(caller, NOW + n * 60_000);
    expect(writes).toBe(0);
  });

  it('is written once for five requests of a caller that is far from its limit', async () => {
    const one = await environment();
    await ask([one], newCaller('machine'), 200, NOW);
    expect(writes).toBe(40);
  });

  it('is never written more than once a request, and not at all for a flood', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, environment));
    const caller = newCaller();
    await ask(all, caller, BURST, NOW);
    expect(writes).toBeLessThanOrEqual(BURST);
    await ask(all, caller, 2 * BURST, NOW);
    writes = 0;
    await ask(all, caller, 20 * BURST, NOW);
    expect(writes).toBe(0);
  });

  it('that does not answer lets everybody in', async () => {
    const one = await environment();
    const { logger } = await import('./telemetry.ts');
    const warned = vi.spyOn(logger, 'warn');
    shop.injectThrottles(1);
    try {
      expect(await ask([one], newCaller(), 20, NOW)).toBe(20);
    } finally {
      shop.injectThrottles(0);
    }
    expect(warned).toHaveBeenCalledWith('not limited', expect.anything());
  });

  it('forgets who has not called for an hour', async () => {
    const one = await environment();
    const caller = newCaller();
    await ask([one], caller, 30, NOW);
    const { read } = await import('./table.ts');
    const key = { pk: `LIMIT#${caller.id}`, sk: 'LIMIT' };
    const row = (await read([key], { left: () => 60_000 })).get(key);
    expect(row?.ttl).toBe((NOW + (BURST / PER_SECOND) * 1_000) / 1_000 + 3_600);
  });
});

it('a door counts whoever it lets in, before it looks at the request, and says how the caller stands', async () => {
  vi.resetModules();
  const { guarded } = await import('./guarded.ts');
  const { ok } = await import('./http.ts');
  const contract = route({
    operation: 'try',
    method: 'POST',
    path: '/v1/things',
    summary: 'A thing to try.',
    callers: [{ scope: 'backroom/shop' }],
    body: v.strictObject({}),
    answers: { 200: v.any() },
  });
  const door = guarded(contract, async () => ok({}));
  const ratelimit = (left: number) => `"shopper";r=${left};t=1`;

  const first = await call(door, { caller: shopper('ada'), body: {} });
  expect(first).toMatchObject({ status: 200, headers: { ratelimit: ratelimit(BURST - 1) } });
  const wrong = await call(door, { caller: shopper('ada'), body: { price: 1 } });
  expect(wrong).toMatchObject({ status: 422, headers: { ratelimit: ratelimit(BURST - 2) } });
  const stranger = await call(door, { caller: { sub: 'eve', scope: 'openid' }, body: {} });
  expect(stranger.status).toBe(403);
  expect(stranger.headers).not.toHaveProperty('ratelimit');

  const answers: Answer[] = [];
  for (let n = 0; n < 2 * BURST; n++) answers.push(await call(door, { caller: shopper('ada'), body: {} }));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(BURST / 2);
  for (const { headers, body } of refused) {
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      ratelimit: expect.stringMatching(/^"shopper";r=0;t=\d+$/),
      'ratelimit-policy': `"shopper";q=${BURST};w=${BURST / PER_SECOND}`,
      'retry-after': expect.stringMatching(/^[1-9]\d*$/),
    });
    expect(body).toMatchObject({ status: 429, code: 'rate_limited' });
  }
});
