import { describe, expect, it, vi } from 'vitest';
import { call, shopper } from '../test/shop.ts';
import { CDN_HEADER, throughCdn } from './cdn.ts';
import { guarded } from './guarded.ts';
import { http, ok } from './http.ts';
import { known } from './limiter.ts';
import { route } from './route.ts';

const [NEW, OLD] = ['the-new-key-of-the-cdn', 'the-old-key-of-the-cdn'];
/** A door that takes these keys. */
const doorOf = (keys: string, handler = async () => ({ statusCode: 200 })) => {
  vi.stubEnv('CDN_KEYS', keys);
  try {
    return throughCdn(handler);
  } finally {
    vi.unstubAllEnvs();
  }
};
const asking = (headers: Record<string, string>, method = 'GET') => call(doorOf(`${NEW} ${OLD}`), { method, headers });

describe('a door behind the CDN', () => {
  it.each([
    ['the key', NEW, 200],
    ['the one before, while both are good', OLD, 200],
    ['nothing', '', 403],
    ['another key of the same length', NEW.replaceAll('e', 'x'), 403],
    ['the key in capitals', NEW.toUpperCase(), 403],
    ['its beginning', NEW.slice(0, -1), 403],
    ['more than it', `${NEW}x`, 403],
    ['both, as the gateway joins what comes twice', `${NEW},${OLD}`, 403],
    ['both, as they stand in the environment', `${NEW} ${OLD}`, 403],
    ['as many letters, but more bytes', 'é'.repeat(NEW.length), 403],
  ])('answers who shows %s', async (_, key, status) => {
    expect((await asking({ [CDN_HEADER]: key })).status).toBe(status);
  });

  it('refuses as any door does, and does nothing else', async () => {
    const handler = vi.fn(async () => ({ statusCode: 200 }));
    const { status, headers, body } = await call(doorOf(NEW, handler), { headers: { [CDN_HEADER]: OLD } });
    expect({ status, body }).toMatchObject({ status: 403, body: { code: 'forbidden', requestId: expect.any(String) } });
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(handler).not.toHaveBeenCalled();
    expect(await asking({ [CDN_HEADER]: '' }, 'HEAD')).toMatchObject({ status: 403, body: undefined });
  });

  it('is shut to everybody when its environment holds no key', async () => {
    expect((await call(doorOf(' '), { headers: { [CDN_HEADER]: '' } })).status).toBe(403);
    expect(() => doorOf('')).toThrow('CDN_KEYS is not set');
  });
});

describe('what stands behind it', () => {
  const contract = {
    operation: 'try',
    method: 'GET',
    path: '/v1/things',
    summary: 'Tries.',
    answers: { 200: undefined },
  } as const;
  const open = http(route({ ...contract, callers: 'anyone' }), async () => ok({}));
  const shut = guarded(route({ ...contract, callers: [{ scope: 'backroom/shop' }] }), async () => ok({}));

  it.each([
    ['an open door', open],
    ['a guarded one', shut],
  ])('is %s', async (_, door) => {
    const caller = shopper('mallory-behind');
    expect((await call(door, { caller, headers: { [CDN_HEADER]: NEW } })).status).toBe(403);
    expect(known.has(caller.sub as never)).toBe(false); // nobody has counted
    expect((await call(door, { caller })).status).toBe(200);
  });
});
