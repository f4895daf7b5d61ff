import { describe, expect, it, vi } from 'vitest';
import { cdn } from '../../test/shop.ts';
import { kept } from './kept.ts';

describe('what is kept', () => {
  it('is made once, however often it is asked for', async () => {
    const make = vi.fn(async () => ({}));
    const get = kept(make);
    const [one, other] = await Promise.all([get(), get()]);
    expect(one).toBe(other);
    expect(await get()).toBe(one);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('is made again when it could not be made', async () => {
    const answers = [Promise.reject(new Error('not yet')), Promise.resolve('made')].values();
    const get = kept(() => answers.next().value as Promise<string>);
    await expect(get()).rejects.toThrow('not yet');
    expect(await get()).toBe('made');
  });
});

describe('a door without its files', () => {
  const event = { headers: cdn(), requestContext: { requestId: 'r', http: { method: 'GET' } } };

  it.each(['get-openapi', 'get-docs'])('%s asks for patience', async (door) => {
    Object.assign(process.env, { API_URL: 'http://localhost', ISSUER: 'http://127.0.0.1:9', CLIENT_ID: 'storefront' });
    const { handler } = await import(`./api/${door}.ts`);
    const { statusCode, headers, body } = await handler(event);
    expect({ statusCode, code: JSON.parse(body).code }).toEqual({ statusCode: 503, code: 'busy' });
    expect(headers['retry-after']).toBe('1');
  });
});
