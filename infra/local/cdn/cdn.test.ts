import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serverOf } from '../gateway/gateway.ts';
import type { Assembly } from '../template/assembly.ts';
import { createCdn } from './cdn.ts';
import { declaredCdn } from './declaration.ts';

const world = {
  queueOrigin: 'http://127.0.0.1:1',
  cdnUrl: 'http://localhost:2',
  apiUrl: 'http://localhost:4',
  issuerOrigin: 'http://localhost:3',
};
const origin = {
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 35 },
  DomainName: 'localhost:4',
  Id: 'api',
  OriginCustomHeaders: [{ HeaderName: 'X-Key', HeaderValue: 'reference' }],
};
const behaviour = {
  AllowedMethods: ['GET', 'POST', 'OPTIONS'],
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  Compress: false,
  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  TargetOriginId: 'api',
  ViewerProtocolPolicy: 'https-only',
};
const errors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({
  ErrorCode,
  ErrorCachingMinTTL: 0,
}));
const config = {
  CustomErrorResponses: errors,
  DefaultCacheBehavior: behaviour,
  Enabled: true,
  HttpVersion: 'http2and3',
  IPV6Enabled: true,
  Origins: [origin],
};

const assembly = (...declared: unknown[]): Assembly => ({
  all: ((_: string, schema: v.GenericSchema) =>
    declared.map((DistributionConfig) => ({
      stack: 'Front',
      id: 'Cdn',
      properties: v.parse(schema, { DistributionConfig }),
    }))) as unknown as Assembly['all'],
  asset: (name) => name,
});
const read = (...declared: unknown[]) => declaredCdn(assembly(...declared), world, (text) => `${text}-revealed`);

let seen: IncomingMessage['headers'] | undefined;
const cdn = createCdn(read(config), ({ headers }, response) => {
  seen = headers;
  response.end('the API');
});
const server = serverOf(cdn.listener);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  seen = undefined;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const ask = async (method: string, headers: OutgoingHttpHeaders = {}, body?: string) => {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, method, headers: { ...headers, ...(body && { 'content-length': body.length }) } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return { status: response.statusCode, headers: response.headers };
};

test('it sends on what a viewer says, to the host of the API', async () => {
  const headers = { host: 'shop.test', authorization: 'Bearer a', cookie: 'a=1', 'x-thing': 'T' };
  expect((await ask('POST', headers, '{}')).status).toBe(200);
  expect(seen).toMatchObject({ ...headers, host: 'localhost:4' });
});

test.each([[undefined], ['forged'], [''], [['forged', 'twice']]])(
  'it says what it is told to say, whatever a viewer says there: %s',
  async (forged) => {
    await ask('GET', { ...(forged !== undefined && { 'X-KEY': forged }) });
    expect(seen?.['x-key']).toBe('reference-revealed');
  },
);

test.each([
  [undefined, '127.0.0.1'],
  ['203.0.113.1', '203.0.113.1, 127.0.0.1'],
  ['203.0.113.1, 2001:db8::1', '203.0.113.1, 2001:db8::1, 127.0.0.1'],
])('the viewer’s address comes after whatever the viewer says: %s', async (said, forwarded) => {
  await ask('GET', { ...(said && { 'x-forwarded-for': said }) });
  expect(seen?.['x-forwarded-for']).toBe(forwarded);
});

test.each([
  ['TRACE', undefined],
  ['DELETE', undefined],
  ['PROPFIND', undefined],
  ['GET', '{}'],
])('it stops %s with a body of %s', async (method, body) => {
  expect(await ask(method, {}, body)).toMatchObject({ status: 403, headers: { 'x-cache': 'Error from cloudfront' } });
  expect(seen).toBeUndefined();
});

test('it does what is declared last', async () => {
  cdn.redeclare({ ...read(config), headers: { 'x-key': 'new' } });
  await ask('GET');
  expect(seen?.['x-key']).toBe('new');
});

test.each<[string, object[], string]>([
  ['none', [], 'exactly one distribution'],
  ['two', [config, config], 'exactly one distribution'],
  ['another origin', [{ ...config, Origins: [{ ...origin, DomainName: 'elsewhere' }] }], 'leads to elsewhere'],
  ['an origin that is not there', [{ ...config, Origins: [{ ...origin, Id: 'other' }] }], 'not to the API'],
  ['a cache', [{ ...config, DefaultCacheBehavior: { ...behaviour, CachePolicyId: 'other' } }], 'Expected'],
  ['a function', [{ ...config, DefaultCacheBehavior: { ...behaviour, FunctionAssociations: [] } }], 'Expected'],
  [
    'plain HTTP',
    [{ ...config, DefaultCacheBehavior: { ...behaviour, ViewerProtocolPolicy: 'allow-all' } }],
    'Expected',
  ],
  ['another behaviour', [{ ...config, CacheBehaviors: [behaviour] }], 'Expected'],
  ['errors that are kept', [{ ...config, CustomErrorResponses: errors.slice(1) }], 'errors would be kept'],
  ['pages for errors', [{ ...config, CustomErrorResponses: [{ ...errors[0], ResponsePagePath: '/' }] }], 'Expected'],
])('it stops at %s', (_, declared, message) => {
  expect(() => read(...declared)).toThrow(message);
});
