import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { call, cdn, machine, shopper, staff } from '../test/shop.ts';
import { notFound } from './errors.ts';
import { http, ok, through } from './http.ts';
import { route } from './route.ts';
import { logger } from './telemetry.ts';
import { Quantity, Sku, text } from './values.ts';

const contract = route({
  operation: 'try',
  method: 'POST',
  path: '/v1/things/{sku}',
  summary: 'A thing to try.',
  callers: [{ scope: 'backroom/stock.write' }, { group: 'staff' }],
  params: v.object({ sku: Sku }),
  body: v.strictObject({ quantity: Quantity, name: v.optional(text(20)) }),
  maxBytes: 200,
  answers: { 200: v.any() },
});
const door = through(contract, async ({ body }) => ok(body), []);
const params = { sku: 'A' };
const body = { quantity: 1 };
const raw = (text: string, rest: { headers?: object; [more: string]: unknown } = {}) => {
  const event = {
    pathParameters: params,
    requestContext: {
      requestId: 'r',
      http: { method: 'POST' },
      authorizer: { jwt: { claims: { sub: 'erp', scope: 'backroom/stock.write', token_use: 'access' } } },
    },
    body: text,
    isBase64Encoded: false,
    ...rest,
    headers: { ...cdn(), ...(rest.headers ?? { 'content-type': 'application/json' }) },
  };
  return (door as unknown as (event: unknown, context: unknown) => Promise<{ statusCode: number; body: string }>)(
    event,
    {
      getRemainingTimeInMillis: () => 1_000,
    },
  ).then(({ statusCode, body }) => ({ status: statusCode, ...JSON.parse(body) }));
};

describe('a body', () => {
  it.each([
    ['no JSON', '{', 400, 'malformed_json'],
    ['not closed', `${'['.repeat(20)}`, 400, 'malformed_json'],
    ['longer than allowed', `{"quantity":1,"name":"${'x'.repeat(200)}"}`, 413, 'body_too_large'],
    ['longer than allowed in bytes', `{"quantity":1,"name":"${'é'.repeat(95)}"}`, 413, 'body_too_large'],
    ['with a field nobody knows', '{"quantity":1,"price":0}', 422, 'unknown_field'],
    ['with a prototype', '{"quantity":1,"__proto__":{"x":1}}', 422, 'invalid_input'],
    ['with a constructor’s prototype', '{"quantity":1,"constructor":{"prototype":{"x":1}}}', 422, 'invalid_input'],
    ['with half a surrogate pair', '{"quantity":1,"name":"\\ud800"}', 422, 'invalid_input'],
    ['with a NUL', '{"quantity":1,"name":"a\\u0000"}', 422, 'invalid_input'],
    ['deeper than anybody means', `{"a":${'['.repeat(80)}${']'.repeat(80)}}`, 422, 'invalid_input'],
    ['deep in its text only', `{"name":"\\"${'['.repeat(40)}","quantity":0}`, 422, 'invalid_input', 2],
    ['null', 'null', 422, 'invalid_input'],
    ['a list', '[]', 422, 'invalid_input'],
  ])('that is %s is refused', async (_, text, status, code, faults?: number) => {
    const answer = await raw(text);
    expect(answer).toMatchObject({ status, code });
    if (faults) expect(answer.errors).toHaveLength(faults);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it.each([0, -1, 1.5, 1e9, '1', null, Number.MAX_SAFE_INTEGER + 1])(
    'with a quantity of %s is refused',
    async (quantity) => {
      const answer = await call(door, { params, body: { quantity } });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ path: 'quantity' }] } });
    },
  );

  it.each([
    ['without a type', { headers: {} }, 415],
    ['of another type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['of a type that is nearly right', { headers: { 'content-type': 'application/json-patch+json' } }, 415],
    ['that is a patch, on a route that is none', { headers: { 'content-type': 'application/merge-patch+json' } }, 415],
    ['in another charset', { headers: { 'content-type': 'application/json; charset=utf-16' } }, 415],
    ['that says UTF-8', { headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' } }, 200],
    ['that is compressed', { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }, 415],
    [
      'of bytes that are not UTF-8',
      { isBase64Encoded: true, body: Buffer.from([0x22, 0xff, 0x22]).toString('base64') },
      400,
    ],
    ['in base64', { isBase64Encoded: true, body: Buffer.from('{"quantity":2}').toString('base64') }, 200],
  ])('%s is answered as it should', async (_, rest, status) => {
    expect(await raw('{"quantity":1}', rest)).toMatchObject(
      status === 200 ? { quantity: expect.any(Number) } : { status },
    );
  });
});

describe('a caller', () => {
  it.each([
    ['with the scope', machine, 200],
    ['in the group', staff, 200],
    ['in a group that may more', { ...staff, groups: ['admin'] }, 200],
    ['with neither', shopper('ada'), 403],
    ['in a group with a space in its name', { ...staff, groups: ['Site staff'] }, 403],
    ['in a group of another name', { ...staff, groups: ['staffing'] }, 403],
  ])('%s gets its answer', async (_, caller, status) => {
    expect((await call(door, { params, body, caller })).status).toBe(status);
  });

  it('without a token is told so, and one with an ID token is refused', async () => {
    const asked = (claims: object | undefined) =>
      raw('{"quantity":1}', {
        requestContext: { requestId: 'r', http: { method: 'POST' }, authorizer: claims && { jwt: { claims } } },
      });
    expect(await asked(undefined)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await asked({ sub: 'a', scope: 'backroom/stock.write', token_use: 'id' })).toMatchObject({ status: 403 });
  });

  it('who may not come in learns nothing about the body', async () => {
    expect((await call(door, { params, body: { price: 1 }, caller: shopper('ada') })).body).not.toHaveProperty(
      'errors',
    );
  });
});

describe('an answer', () => {
  const reading = route({
    operation: 'read',
    method: 'GET',
    path: '/v1/things',
    summary: 'Reads.',
    callers: 'anyone',
    cache: 'public, max-age=5',
    answers: { 200: v.any() },
  });

  it('carries its version, and nothing more to a client that has it', async () => {
    const handler = http(reading, async () => ok({ a: 1 }, { version: 7 }));
    expect(await call(handler)).toMatchObject({
      status: 200,
      headers: { etag: '"7"', 'cache-control': 'public, max-age=5' },
    });
    for (const tag of ['"7"', 'W/"7"', '"6", "7"', '*']) {
      const again = await call(handler, { headers: { 'if-none-match': tag } });
      expect(again).toMatchObject({ status: 304, body: undefined, headers: { etag: '"7"' } });
    }
    expect((await call(handler, { headers: { 'if-none-match': '"6"' } })).status).toBe(200);
  });

  it('to HEAD is the answer to GET without its body', async () => {
    const handler = http(reading, async () => ok({ a: 1 }, { version: 7 }));
    const refusing = http(reading, async () => Promise.reject(notFound('resource')));
    expect(await call(handler, { method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { etag: '"7"', 'content-type': 'application/json' },
      body: undefined,
    });
    expect(await call(refusing, { method: 'HEAD' })).toMatchObject({ status: 404, body: undefined });
  });

  it.each([200, 404])('with %i is nothing but what it says it is, to any browser', async (status) => {
    const handler = http(reading, async () => (status === 200 ? ok({}) : Promise.reject(notFound('resource'))));
    expect(await call(handler)).toMatchObject({
      status,
      headers: {
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it('of a route that something better has replaced says until when, and by what', async () => {
    const deprecation = {
      since: new Date('2027-01-01'),
      sunset: new Date('2027-07-01'),
      successor: '/v2/things' as const,
    };
    const { headers } = await call(http({ ...reading, deprecation }, async () => ok({})));
    expect(headers).toMatchObject({
      deprecation: '@1798761600',
      sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
      link: '</v2/things>; rel="successor-version"',
    });
  });

  it('to a path that no id can be is the same as to one that is not there', async () => {
    const [odd, missing] = await Promise.all([
      call(door, { params: { sku: '../../etc/passwd' }, body }),
      call(http(reading, async () => Promise.reject(notFound('resource')))),
    ]);
    expect(odd).toMatchObject({ status: 404, body: { ...missing.body, requestId: expect.any(String) } });
  });

  it('to our own mistake gives nothing away, and is logged once', async () => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const handler = http(reading, async () => Promise.reject(new Error('TableBackroom123 refused')));
    const answer = await call(handler);
    expect(answer).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.stringify(answer)).not.toContain('Table');
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });
});
