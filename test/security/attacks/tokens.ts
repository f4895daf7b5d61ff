import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CompactEncrypt,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import { BAD_TOKEN, expectGateway, NO_SCOPE, NO_TOKEN } from '../refusals.ts';
import { PEOPLE } from '../shop.ts';
import type { The, World } from '../world.ts';

const evil = await generateKeyPair('RS256', { extractable: true });
const secretOf = (text: string) => new TextEncoder().encode(text);
const now = () => Math.floor(Date.now() / 1_000);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An order that would be taken, if only the token were good. */
const attempt = ({ shop, sku }: World, headers: Record<string, string>) =>
  shop.ask({
    method: 'POST',
    path: '/v1/orders',
    key: fresh('key'),
    json: { lines: [{ sku, quantity: 1 }] },
    headers,
  });

/** Ada's claims under another key. */
const forged = ({ tokens, shop }: World, header: Partial<JWTHeaderParameters> & object) =>
  new SignJWT(decodeJwt(tokens.ada))
    .setProtectedHeader({ alg: 'RS256', kid: shop.issuer.kid, ...header })
    .sign(evil.privateKey);

/** Ada's claims, signed with a secret that everybody knows. */
const hmac = ({ tokens, shop }: World, secret: string) =>
  new SignJWT(decodeJwt(tokens.ada)).setProtectedHeader({ alg: 'HS256', kid: shop.issuer.kid }).sign(secretOf(secret));

const pem = ({ shop }: World) =>
  createPublicKey({ key: shop.issuer.publicKey as JsonWebKey, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** What libraries refuse to make. */
const emptyHmac = ({ tokens, shop }: World) => {
  const signed = `${part({ alg: 'HS256', kid: shop.issuer.kid })}.${tokens.ada.split('.')[1]}`;
  return `${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`;
};

const unsigned = ({ tokens }: World, alg: string) => `${part({ alg, typ: 'JWT' })}.${tokens.ada.split('.')[1]}.`;

/** The claims of one token under the signature of another. */
const grafted = ({ tokens }: World) => {
  const [header, , signature] = tokens.bob.split('.');
  return `${header}.${tokens.root.split('.')[1]}.${signature}`;
};

/** Answers as a key set or a certificate would, and counts who asks. */
const bait = async () => {
  let hits = 0;
  const keys = { keys: [{ ...(await exportJWK(evil.publicKey)), kid: 'evil', alg: 'RS256', use: 'sig' }] };
  const server = createServer((_, response) => {
    hits += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(keys));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url, hits: () => hits, stop };
};

/** Forged so that a careless verifier takes them. */
const FORGERIES: [name: string, make: (world: World, url: string) => string | Promise<string>][] = [
  ['alg none', ({ tokens }) => new UnsecuredJWT(decodeJwt(tokens.ada)).encode()],
  ['alg None', (world) => unsigned(world, 'None')],
  ['alg NONE', (world) => unsigned(world, 'NONE')],
  ['alg nOnE', (world) => unsigned(world, 'nOnE')],
  ['an empty alg', (world) => unsigned(world, '')],
  [
    'alg none and the signature of before',
    ({ tokens }) => {
      const [, claims, signature] = tokens.ada.split('.');
      return `${part({ alg: 'none' })}.${claims}.${signature}`;
    },
  ],
  ['RS256 and no signature', ({ tokens }) => `${tokens.ada.split('.').slice(0, 2).join('.')}.`],
  ['two parts', ({ tokens }) => tokens.ada.split('.').slice(0, 2).join('.')],
  ['HS256 by the public key’s PEM', (world) => hmac(world, pem(world))],
  ['HS256 by the PEM without its last line end', (world) => hmac(world, pem(world).trim())],
  ['HS256 by the public key’s JWK', (world) => hmac(world, JSON.stringify(world.shop.issuer.publicKey))],
  ['HS256 by the modulus', (world) => hmac(world, String(world.shop.issuer.publicKey.n))],
  ['HS256 by an empty secret', emptyHmac],
  ['HS256 by the key’s name', (world) => hmac(world, world.shop.issuer.kid)],
  ['a key of its own in jwk', async (world) => forged(world, { jwk: await exportJWK(evil.publicKey) })],
  [
    'a key of its own in jwk, under another kid',
    async (world) => forged(world, { kid: 'evil', jwk: { ...(await exportJWK(evil.publicKey)), kid: 'evil' } }),
  ],
  ['a key set of its own at jku', (world, url) => forged(world, { jku: url, kid: 'evil' })],
  ['a certificate of its own at x5u', (world, url) => forged(world, { x5u: url, kid: 'evil' })],
  ['a certificate of its own in x5c', (world) => forged(world, { x5c: ['MIIB'], kid: 'evil' })],
  ['the address of a key as kid', (world, url) => forged(world, { kid: url })],
  ['another key under the known kid', (world) => forged(world, {})],
  ['another’s claims under this signature', grafted],
  [
    'an extension that nobody knows',
    ({ tokens, shop }) =>
      new SignJWT(decodeJwt(tokens.ada))
        .setProtectedHeader({ alg: 'RS256', kid: shop.issuer.kid, crit: ['evil'], evil: true } as JWTHeaderParameters)
        .sign(evil.privateKey, { crit: { evil: true } }),
  ],
  ['PS256 by the true key', ({ tokens, shop }) => shop.issuer.resign(tokens.ada, {}, { alg: 'PS256' })],
  ['RS512 by the true key', ({ tokens, shop }) => shop.issuer.resign(tokens.ada, {}, { alg: 'RS512' })],
  [
    'claims that are encrypted',
    async ({ tokens, shop }) =>
      new CompactEncrypt(secretOf(JSON.stringify(decodeJwt(tokens.ada))))
        .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM' })
        .encrypt(await importJWK({ ...shop.issuer.publicKey, alg: 'RSA-OAEP', use: 'enc' }, 'RSA-OAEP')),
  ],
  [
    'claims that are no JSON',
    ({ tokens }) => {
      const [header, , signature] = tokens.ada.split('.');
      return `${header}.${Buffer.from('ada').toString('base64url')}.${signature}`;
    },
  ],
  ['a header that is no JSON', ({ tokens }) => `e30x.${tokens.ada.split('.').slice(1).join('.')}`],
  ['dots alone', () => '..'],
  ['a name and a password', () => Buffer.from('ada:secret').toString('base64')],
];

/** Signed by the true key, and still no token that is good here and now. */
const UNFIT: [name: string, claims: (world: World) => Record<string, unknown>][] = [
  ['another issuer', () => ({ iss: 'https://evil.test' })],
  ['an issuer that begins alike', ({ shop }) => ({ iss: `${shop.issuer.name}.evil.test` })],
  ['an issuer that ends in a slash', ({ shop }) => ({ iss: `${shop.issuer.name}/` })],
  ['no issuer', () => ({ iss: undefined })],
  ['another client', () => ({ client_id: 'evil', aud: undefined })],
  ['another audience', () => ({ aud: 'evil' })],
  ['another audience, and our client', ({ tokens }) => ({ aud: 'evil', client_id: decodeJwt(tokens.ada).client_id })],
  ['a list of other audiences', () => ({ aud: ['evil', 'more'] })],
  ['neither audience nor client', () => ({ aud: undefined, client_id: undefined })],
  ['an end a second ago', () => ({ exp: now() - 1 })],
  ['an end long ago', () => ({ exp: 1 })],
  ['no end', () => ({ exp: undefined })],
  ['an end that is text', () => ({ exp: '9999999999' })],
  ['a beginning in an hour', () => ({ nbf: now() + 3_600 })],
];

/** Names of groups that somebody may make, and that are none of ours; Cognito takes no spaces, other issuers do. */
const GROUPS = [
  ['Site admin'],
  ['not staff', 'not admin'],
  ['[admin]'],
  ['admin]'],
  ['[admin'],
  ['admin,staff'],
  ['Admin'],
  ['ADMIN'],
  ['ａｄｍｉｎ'],
  ['administrator'],
];

export const tokens = (the: The) => {
  describe('1: no token', () => {
    it.each([
      ['no header', {}],
      ['an empty header', { authorization: '' }],
      ['a scheme alone', { authorization: 'Bearer' }],
    ])('%s asks for one', async (name, headers) => {
      const { shop } = the();
      await shop.unchangedBy(async () => {
        expectGateway(
          shop,
          await attempt(the(), headers as Record<string, string>),
          401,
          name,
          name === 'a scheme alone' ? /^Bearer/ : NO_TOKEN,
        );
      });
    });

    it('a token anywhere but in its header is none', async () => {
      const { shop, tokens } = the();
      const places = [
        { path: `/v1/orders?access_token=${tokens.ada}` },
        { path: '/v1/orders', headers: { cookie: `access_token=${tokens.ada}; authorization=Bearer ${tokens.ada}` } },
        { path: '/v1/orders', headers: { 'x-authorization': `Bearer ${tokens.ada}`, 'x-access-token': tokens.ada } },
        { path: '/v1/orders', headers: { 'proxy-authorization': `Bearer ${tokens.ada}` } },
      ];
      for (const place of places) expectGateway(shop, await shop.ask(place), 401, place.path.slice(0, 30), NO_TOKEN);
    });

    it.each([
      ['another scheme', 'Basic'],
      ['a made-up scheme', 'Token'],
    ])('%s is no token', async (name, scheme) => {
      const { shop, tokens } = the();
      const headers = { authorization: `${scheme} ${tokens.ada}` };
      expectGateway(shop, await shop.ask({ path: '/v1/orders', headers }), 401, name, BAD_TOKEN);
    });
  });

  describe('2: a forged token', () => {
    it.each(FORGERIES)('with %s is refused, and no key is fetched for it', async (name, make) => {
      const { shop } = the();
      const { url, hits, stop } = await bait();
      const before = shop.outbound().length;
      try {
        const authorization = `Bearer ${await make(the(), url)}`;
        await shop.unchangedBy(async () => {
          expectGateway(shop, await attempt(the(), { authorization }), 401, name, BAD_TOKEN);
        });
        expect(hits()).toBe(0);
        expect(
          shop
            .outbound()
            .slice(before)
            .filter((line) => !line.includes(shop.url)),
        ).toEqual([]);
      } finally {
        stop();
      }
    });

    it('two tokens in one header are none, whichever comes first', async () => {
      const { shop, tokens } = the();
      for (const pair of [
        [tokens.bob, tokens.root],
        [tokens.root, tokens.bob],
      ]) {
        const headers = { authorization: pair.map((token) => `Bearer ${token}`).join(', ') };
        expectGateway(shop, await shop.ask({ path: '/v1/orders', headers }), 401, 'two tokens', BAD_TOKEN);
      }
    });
  });

  describe('3: a key that nobody knows', () => {
    it('is asked for once in a while, however many are named', async () => {
      const { shop } = the();
      const fetched = () => shop.outbound().filter((line) => line.includes('jwks')).length;
      const before = fetched();
      const kids = Array.from({ length: 1_000 }, (_, n) => `invented-${n}`);
      const some = await Promise.all(kids.slice(0, 5).map((kid) => forged(the(), { kid })));
      await shop.unchangedBy(async () => {
        for (let n = 0; n < kids.length; n += 50) {
          const flood = kids.slice(n, n + 50).map(async (kid, m) => {
            const signature = some[m % some.length]?.split('.')[2];
            const token = `${part({ alg: 'RS256', kid })}.${some[0]?.split('.')[1]}.${signature}`;
            return shop.ask({ path: '/v1/orders', token });
          });
          for (const answer of await Promise.all(flood)) expectGateway(shop, answer, 401, 'invented', BAD_TOKEN);
        }
      });
      expect(before).toBeGreaterThan(0); // fetches are seen at all
      expect(fetched() - before).toBeLessThanOrEqual(1);
    });

    it.each([
      ['of 10 KB', 'k'.repeat(10_240)],
      ['that is a path', '../../etc/passwd'],
      ['that is a file', 'file:///etc/passwd'],
      ['that is empty', ''],
      ['that is an injection', "' UNION SELECT 'evil' --"],
      ['with line ends', 'a\r\nx-evil: 1'],
      ['that is a prototype', '__proto__'],
    ])('%s is refused', async (name, kid) => {
      const { shop } = the();
      const authorization = `Bearer ${await forged(the(), { kid })}`;
      await shop.unchangedBy(async () => {
        expectGateway(shop, await attempt(the(), { authorization }), 401, name, BAD_TOKEN);
      });
    });

    it('that is no text is refused', async () => {
      const { shop, tokens } = the();
      for (const kid of [1, null, true, ['a'], { a: 1 }]) {
        const [, claims, signature] = tokens.ada.split('.');
        const token = `${part({ alg: 'RS256', kid })}.${claims}.${signature}x`;
        expectGateway(shop, await shop.ask({ path: '/v1/orders', token }), 401, JSON.stringify(kid), BAD_TOKEN);
      }
    });

    it('does not keep good tokens out', async () => {
      const { shop, tokens } = the();
      expect((await shop.ask({ path: '/v1/orders', token: tokens.ada })).status).toBe(200);
    });
  });

  describe('4: a token that is not for here, or not for now', () => {
    it.each(UNFIT)('%s is refused', async (name, claims) => {
      const { shop, tokens } = the();
      const authorization = `Bearer ${await shop.issuer.resign(tokens.ada, claims(the()))}`;
      await shop.unchangedBy(async () => {
        expectGateway(shop, await attempt(the(), { authorization }), 401, name, BAD_TOKEN);
      });
    });

    it('another issuer’s key is refused, whatever it says', async () => {
      const { shop } = the();
      const authorization = `Bearer ${await forged(the(), { kid: 'theirs' })}`;
      expectGateway(shop, await attempt(the(), { authorization }), 401, 'another issuer', BAD_TOKEN);
    });

    it('only what was changed is why: resigned as it was, a token is good', async () => {
      const { shop, tokens } = the();
      const token = await shop.issuer.resign(tokens.ada, {});
      expect((await shop.ask({ path: '/v1/orders', token })).status).toBe(200);
    });

    it('an ID token lets in nowhere, an admin’s neither', async () => {
      const { shop } = the();
      for (const [who, groups] of [
        [PEOPLE.ada, []],
        [PEOPLE.root, ['admin']],
      ] as const) {
        const token = await shop.issuer.idTokenOf({ email: who.email, groups: [...groups] });
        shop.tokens.add(token);
        for (const path of ['/v1/orders', '/v1/discrepancies', '/v1/reports/daily?date=2010-12-01']) {
          expectGateway(shop, await shop.ask({ path, token }), 403, path, NO_SCOPE);
        }
      }
    });

    it('a token that says it is an ID token lets in nowhere, even with scopes', async () => {
      const { shop, tokens } = the();
      for (const token_use of ['id', undefined, 'ACCESS', 'refresh']) {
        const token = await shop.issuer.resign(tokens.ada, { token_use });
        const answer = await shop.ask({ path: '/v1/orders', token });
        expect.soft([answer.status, answer.body.code], String(token_use)).toEqual([403, 'forbidden']);
      }
    });
  });

  describe('5: a good token that says too little', () => {
    it.each(GROUPS.map((groups) => [groups.join(), groups] as const))(
      'the group %s is not admin',
      async (_, groups) => {
        const { shop, tokens } = the();
        const token = await shop.issuer.resign(tokens.bob, { 'cognito:groups': groups });
        for (const path of ['/v1/discrepancies', '/v1/reports/daily?date=2010-12-01']) {
          const answer = await shop.ask({ path, token });
          expect.soft([answer.status, answer.body.code], path).toEqual([403, 'forbidden']);
        }
      },
    );

    it.each([
      'backroom/catalog',
      'backroom/catalog.write2',
      'xbackroom/catalog.write',
      'BACKROOM/CATALOG.WRITE',
      'backroom/*',
      '*',
      'backroom/catalog.write,backroom/stock.write',
      'openid',
      '',
    ])('the scope "%s" writes no product', async (scope) => {
      const { shop, tokens } = the();
      const token = await shop.issuer.resign(tokens.erp, { scope });
      await shop.unchangedBy(async () => {
        const json = { name: 'Evil', price: { amount: 1, currency: 'GBP' } };
        const answer = await shop.ask({ method: 'PUT', path: '/v1/products/EVIL', token, json });
        expectGateway(shop, answer, 403, scope, NO_SCOPE);
      });
    });

    it.each([
      ['orders on account', { payment: 'on_account' }],
      [
        'names its own price',
        { lines: [{ sku: 'ATTACKED', quantity: 1, agreedPrice: { amount: 0, currency: 'GBP' } }] },
      ],
      ['says when it was', { orderedAt: '2010-12-01T00:00:00Z' }],
    ])('no shopper, nor staff, %s', async (name, json) => {
      const { shop, tokens } = the();
      await shop.unchangedBy(async () => {
        for (const token of [tokens.bob, tokens.grace, tokens.root]) {
          const body = { lines: [{ sku: 'ATTACKED', quantity: 1 }], ...json };
          const answer = await shop.ask({ method: 'POST', path: '/v1/orders', token, key: fresh('key'), json: body });
          expect.soft([answer.status, answer.body.code], name).toEqual([403, 'forbidden']);
        }
      });
    });
  });
};
