import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGateway } from './gateway.ts';

const ISSUER = 'https://issuer.test/pool';
const jwt = { issuer: ISSUER, audience: ['machine'] };
const { publicKey, privateKey } = await generateKeyPair('RS256');
const other = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };

let fetches = 0;
let seen: APIGatewayProxyEventV2 | undefined;
let result: unknown;
let url: string;

const keys = createServer((_, response) => {
  fetches += 1;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ keys: [jwk] }));
});
const listen = async (server: typeof keys) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const routes = [
  { routeKey: 'ANY /open', functionName: 'f', scopes: [] },
  { routeKey: 'GET /items/{id}', functionName: 'f', scopes: [] },
  { routeKey: 'GET /closed', functionName: 'f', jwt, scopes: ['shop/write', 'shop/read'] },
  { routeKey: 'GET /members', functionName: 'f', jwt, scopes: [] },
];
let gateway: ReturnType<typeof createGateway>;

beforeAll(async () => {
  const jwks = await listen(keys);
  gateway = createGateway({
    api: { id: 'api', routes },
    functions: {
      invoke: async (_, event) => {
        seen = event as APIGatewayProxyEventV2;
        if (result instanceof Error) throw result;
        return result;
      },
    },
    jwksUri: () => jwks,
  });
  url = await listen(gateway.server);
});
beforeEach(() => {
  seen = undefined;
  result = { statusCode: 200, body: 'fine' };
});
afterAll(() => {
  for (const server of [keys, gateway.server]) {
    server.close();
    server.closeAllConnections();
  }
});

const now = () => Math.floor(Date.now() / 1_000);
const claims = {
  iss: ISSUER,
  sub: 'ada',
  client_id: 'machine',
  scope: 'shop/read',
  'cognito:groups': ['staff', 'admin'],
};
const sign = (change: object = {}, header: Partial<JWTHeaderParameters> = {}, key = privateKey) =>
  new SignJWT({ ...claims, exp: now() + 600, iat: now(), ...change })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
    .sign(key);
const call = (token?: string, path = '/closed') =>
  fetch(`${url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

const contextOf = (event: APIGatewayProxyEventV2 | undefined): unknown => event?.requestContext ?? {};
const hmacWithPublicKey = () =>
  new SignJWT({ ...claims, exp: now() + 600 })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .sign(new TextEncoder().encode(JSON.stringify(jwk)));

test('it asks for a token', async () => {
  const response = await call();
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await response.json()).toEqual({ message: 'Unauthorized' });
});

test('it tells the function what the token says, as text', async () => {
  expect((await call(await sign())).status).toBe(200);
  const { authorizer } = contextOf(seen) as { authorizer?: { jwt: { claims: object; scopes: string[] } } };
  expect(authorizer?.jwt.claims).toMatchObject({
    sub: 'ada',
    'cognito:groups': '[staff admin]',
    exp: expect.any(String),
  });
  expect(authorizer?.jwt.scopes).toEqual(['shop/write', 'shop/read']);
});

test('it takes a token with an audience by that alone, and one without scopes where none are asked for', async () => {
  expect((await call(await sign({ aud: ['x', 'machine'], client_id: 'other' }), '/members')).status).toBe(200);
  expect((await call(await sign({ aud: 'x' }), '/members')).status).toBe(401);
  expect((await call(await sign({ scope: undefined }), '/members')).status).toBe(200);
});

test.each([
  ['alg none', async () => new UnsecuredJWT({ ...claims, exp: now() + 600 }).encode()],
  ['the public key as a secret', hmacWithPublicKey],
  ['a key of its own in jwk', async () => sign({}, { jwk: await exportJWK(other.publicKey) }, other.privateKey)],
  ['a key of its own at jku', () => sign({}, { jku: `${url}/open` } as object, other.privateKey)],
  ['a certificate of its own at x5u', () => sign({}, { x5u: `${url}/open` }, other.privateKey)],
  ['another key', () => sign({}, {}, other.privateKey)],
  ['another issuer', () => sign({ iss: 'https://evil.test' })],
  ['another client', () => sign({ client_id: 'other' })],
  ['an end in the past', () => sign({ exp: now() - 1 })],
  ['no end', () => sign({ exp: undefined })],
  ['a beginning in the future', () => sign({ nbf: now() + 60 })],
  ['no sense', async () => 'a.b.c'],
])('it refuses a token with %s', async (_, make) => {
  const response = await call(await make());
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(
    /^Bearer scope="" error="invalid_token" error_description="/,
  );
  expect(await response.json()).toEqual({ message: 'Unauthorized' });
  expect(seen).toBeUndefined(); // neither reached the function nor fetched anything from us
});

test('it fetches keys once however many unknown ones are named', async () => {
  await call(await sign());
  const before = fetches;
  const kids = [...Array.from({ length: 50 }, (_, n) => `invented-${n}`), 'x'.repeat(5_000), '../../etc/passwd'];
  for (const kid of kids) expect((await call(await sign({}, { kid }))).status).toBe(401);
  expect(fetches - before).toBeLessThanOrEqual(1);
});

test('it forbids what the scopes do not allow', async () => {
  const response = await call(await sign({ scope: 'openid' }));
  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toMatch(
    /^Bearer scope="shop\/write shop\/read" error="insufficient_scope"/,
  );
  expect(await response.json()).toEqual({ message: 'Forbidden' });
});

test('it makes the event of payload format 2.0', async () => {
  await fetch(`${url}/items/a%20b?x=1&x=2&y=%C3%A9`, { headers: { 'X-Thing': 'T', cookie: 'a=1; b=2' } });
  expect(seen).toMatchObject({
    version: '2.0',
    routeKey: 'GET /items/{id}',
    rawPath: '/items/a b',
    rawQueryString: 'x=1&x=2&y=%C3%A9',
    cookies: ['a=1', 'b=2'],
    headers: { 'x-thing': 'T' },
    queryStringParameters: { x: '1,2', y: 'é' },
    pathParameters: { id: 'a b' },
    isBase64Encoded: false,
    requestContext: {
      apiId: 'api',
      stage: '$default',
      routeKey: 'GET /items/{id}',
      http: { method: 'GET', path: '/items/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
  });
  expect(seen?.headers.cookie).toBeUndefined();
  expect(seen && 'body' in seen).toBe(false);
});

test.each([
  ['JSON', 'application/json; charset=utf-8', '{"a":"é"}', false],
  ['text', 'text/csv', 'a,b', false],
  ['a form', 'application/x-www-form-urlencoded', 'a=1', true],
  ['bytes', 'application/octet-stream', Buffer.from([0, 255]), true],
  ['JSON that is not UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22]), true],
])('it hands over %s as API Gateway does', async (_, type, body, encoded) => {
  await fetch(`${url}/open`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(seen?.isBase64Encoded).toBe(encoded);
  expect(Buffer.from(seen?.body ?? '', encoded ? 'base64' : 'utf8')).toEqual(Buffer.from(body));
});

test.each([
  ['a whole answer', { statusCode: 201, headers: { ETag: '"1"' }, body: 'x', cookies: ['a=1', 'b=2'] }, 201, 'x'],
  ['base64', { statusCode: 200, body: Buffer.from('hi').toString('base64'), isBase64Encoded: true }, 200, 'hi'],
  ['any JSON', { ok: true }, 200, '{"ok":true}'],
  ['a status that is none', { statusCode: 'soon' }, 500, '{"message":"Internal Server Error"}'],
  ['an error', new Error('secret'), 500, '{"message":"Internal Server Error"}'],
])('it answers with %s', async (_, answer, status, body) => {
  result = answer;
  const response = await fetch(`${url}/open`);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe(body);
});

test('it answers 404, 400 and 413 by itself', async () => {
  const unknown = await fetch(`${url}/nowhere`);
  expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'Not Found' }]);
  expect((await fetch(`${url}/items/%E0%A4%A`)).status).toBe(400);

  const tooLong = httpRequest(`${url}/open`, { method: 'POST', headers: { 'content-length': 10 * 1024 * 1024 + 1 } });
  tooLong.on('error', () => undefined);
  tooLong.flushHeaders();
  const [response] = await once(tooLong, 'response');
  expect(response.statusCode).toBe(413);
  tooLong.destroy();
});

test('it has no CORS and no HEAD that nobody declared', async () => {
  const headers = { origin: 'https://evil.test', 'access-control-request-method': 'GET' };
  const preflight = await fetch(`${url}/items/1`, { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(404);
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  expect((await fetch(`${url}/items/1`, { method: 'HEAD' })).status).toBe(404);
});
