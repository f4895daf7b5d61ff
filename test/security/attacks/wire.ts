import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import { exchange, statusesIn } from '../http.ts';
import { expectProblem } from '../refusals.ts';
import type { The, World } from '../world.ts';

/** An order as it goes over the wire; `head` is whatever comes besides, each line with its end. */
const order = ({ tokens, sku }: World, head: string, body = JSON.stringify({ lines: [{ sku, quantity: 1 }] })) =>
  `POST /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.bob}\r\nidempotency-key: ${fresh('key')}\r\n` +
  `content-type: application/json\r\n${head}\r\n${body}`;

const lengthOf = ({ sku }: World) => JSON.stringify({ lines: [{ sku, quantity: 1 }] }).length;
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
/** What a smuggler hides behind a body: it must never be answered. */
const HIDDEN = 'GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n';

/** Two readers of these could see two different requests: nobody may see any. */
const AMBIGUOUS: [name: string, bytes: (world: World) => string | Buffer][] = [
  [
    'a length and chunks',
    (world) => order(world, `content-length: 4\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${HIDDEN}`),
  ],
  [
    'chunks and a length',
    (world) => order(world, `transfer-encoding: chunked\r\ncontent-length: 4\r\n`, `0\r\n\r\n${HIDDEN}`),
  ],
  ['two lengths', (world) => order(world, `content-length: ${lengthOf(world)}\r\ncontent-length: 0\r\n`)],
  ['a list of lengths', (world) => order(world, `content-length: ${lengthOf(world)}, 0\r\n`)],
  ['a length with a sign', (world) => order(world, `content-length: +${lengthOf(world)}\r\n`)],
  ['a length in hexadecimal', (world) => order(world, `content-length: 0x${lengthOf(world).toString(16)}\r\n`)],
  ['a length below nothing', (world) => order(world, 'content-length: -1\r\n')],
  ['a length beyond all numbers', (world) => order(world, `content-length: ${'9'.repeat(30)}\r\n`)],
  ['a space before the colon', (world) => order(world, 'transfer-encoding : chunked\r\n', chunked('{}'))],
  ['a coding that nobody knows', (world) => order(world, 'transfer-encoding: xchunked\r\n', chunked('{}'))],
  ['chunks inside chunks', (world) => order(world, 'transfer-encoding: chunked, chunked\r\n', chunked('{}'))],
  ['chunks and then something', (world) => order(world, 'transfer-encoding: chunked, identity\r\n', chunked('{}'))],
  ['a chunk without a size', (world) => order(world, 'transfer-encoding: chunked\r\n', `\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk of less than nothing', (world) => order(world, 'transfer-encoding: chunked\r\n', `-2\r\n{}\r\n0\r\n\r\n`)],
  ['a folded header', (world) => order(world, `content-length: ${lengthOf(world)}\r\nx-a: b\r\n c\r\n`)],
  ['a NUL in a header', (world) => order(world, `content-length: ${lengthOf(world)}\r\nx-a: b\0c\r\n`)],
  ['a bare CR in a header', (world) => order(world, `content-length: ${lengthOf(world)}\r\nx-a: b\rc: d\r\n`)],
  ['a header without a name', (world) => order(world, `content-length: ${lengthOf(world)}\r\n: b\r\n`)],
  ['a header without a colon', (world) => order(world, `content-length: ${lengthOf(world)}\r\nx-a\r\n`)],
  ['bare line feeds', (world) => order(world, `content-length: ${lengthOf(world)}\r\n`).replaceAll('\r\n', '\n')],
  ['a method in small letters', () => 'get /v1/health HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a method that is none', () => 'ADMIN /v1/health HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a space in the target', () => 'GET /v1/health x HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a tab in the target', () => 'GET /v1/products/a\tb HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['bytes in the target', () => Buffer.from('GET /v1/products/é HTTP/1.1\r\nhost: x\r\n\r\n')],
  ['no host', () => 'GET /v1/health HTTP/1.1\r\n\r\n'],
  ['another version', () => 'GET /v1/health HTTP/3.7\r\nhost: x\r\n\r\n'],
  ['the beginning of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['TLS', () => Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03])],
];

/** Senders who begin and never end. */
const SLOW = 200;

export const wire = (the: The) => {
  const heard = async (...pieces: (string | Buffer)[]) => statusesIn(await exchange(the().shop.url, ...pieces));
  const ending = 'connection: close\r\n';

  describe('bytes that two readers could read in two ways', () => {
    it.each(AMBIGUOUS)('%s: refused before anybody reads them', async (_, bytes) => {
      const { shop } = the();
      await shop.unchangedBy(async () => expect(await heard(bytes(the()))).toEqual([400]));
    });

    it('a request behind another is one of its own, with no rights of the first', async () => {
      const { shop, tokens } = the();
      const first = `GET /v1/reports/daily?date=2010-12-01 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.root}\r\n\r\n`;
      const second = `GET /v1/reports/daily?date=2010-12-01 HTTP/1.1\r\nhost: x\r\n${ending}\r\n`;
      expect(await heard(first + second)).toEqual([200, 401]);
      await shop.unchangedBy(async () => {
        expect(await heard(order(the(), 'content-length: 2\r\n', `{}${second}`))).toEqual([422, 401]);
      });
    });

    it('what comes after the body gives no rights', async () => {
      const { shop, tokens } = the();
      const request =
        `POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: ${fresh('key')}\r\n` +
        `transfer-encoding: chunked\r\ntrailer: authorization\r\n${ending}\r\n2\r\n{}\r\n0\r\nauthorization: Bearer ${tokens.root}\r\n\r\n`;
      await shop.unchangedBy(async () => expect(await heard(request)).toEqual([401]));
    });

    it('a body that ends too early is no order', async () => {
      const { shop } = the();
      await shop.unchangedBy(async () => {
        const socket = connect(Number(new URL(shop.url).port), 'localhost');
        socket.on('error', () => undefined);
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.once('close', () => resolve());
        socket.resume().end(order(the(), `content-length: ${lengthOf(the()) + 1}\r\n`));
        await promise;
      });
    });
  });

  describe('headers that come twice', () => {
    it('a second token gives no rights', async () => {
      const { tokens } = the();
      const request =
        `GET /v1/reports/daily?date=2010-12-01 HTTP/1.1\r\nhost: x\r\n${ending}` +
        `authorization: Bearer ${tokens.bob}\r\nauthorization: Bearer ${tokens.root}\r\n\r\n`;
      const [status] = await heard(request);
      expect([401, 403]).toContain(status);
    });

    it.each([
      ['a type', 'content-type: text/plain\r\n'],
      ['an encoding', 'content-encoding: identity\r\ncontent-encoding: gzip\r\n'],
    ])('%s that is not allowed is seen, whichever is read', async (name, head) => {
      const { shop } = the();
      const length = `content-length: ${lengthOf(the())}\r\n${ending}`;
      const request = order(the(), `${head}${length}`);
      const first = request
        .replace('content-type: application/json\r\n', '')
        .replace(head, `${head}content-type: application/json\r\n`);
      await shop.unchangedBy(async () => expect(await heard(name === 'a type' ? first : request)).toEqual([415]));
    });
  });

  describe('targets and hosts', () => {
    it('an address as the target leads nowhere', async () => {
      const { shop, tokens } = the();
      for (const origin of ['http://evil.test', shop.url, 'https://169.254.169.254']) {
        const request = `GET ${origin}/v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.ada}\r\n${ending}\r\n`;
        expect.soft(await heard(request), origin).toEqual([404]);
      }
      expect(await heard(`OPTIONS * HTTP/1.1\r\nhost: x\r\n${ending}\r\n`)).toEqual([404]);
      expect(await exchange(shop.url, 'CONNECT evil.test:443 HTTP/1.1\r\nhost: evil.test:443\r\n\r\n')).toBe('');
    });

    it('a host of the caller’s making is in no answer', async () => {
      const { shop, tokens, sku } = the();
      const headers = {
        host: 'evil.test',
        'x-forwarded-host': 'evil.test',
        forwarded: 'host=evil.test',
        'x-original-url': '/evil.test',
      };
      const json = { lines: [{ sku, quantity: 1 }] };
      const placed = await shop.ask({
        method: 'POST',
        path: '/v1/orders',
        token: tokens.ada,
        key: fresh('key'),
        json,
        headers,
      });
      expect(placed.headers.location).toBe(`/v1/orders/${placed.body.id}`);
      for (const answer of [
        placed,
        await shop.ask({ path: '/v1/nowhere', headers }),
        await shop.ask({ path: '/v1/orders', headers }),
      ]) {
        expect(`${answer.text}${JSON.stringify(answer.headers)}`).not.toContain('evil.test');
      }
    });

    it('a request id of the caller’s making is not taken over', async () => {
      const { shop } = the();
      const headers = {
        'x-request-id': 'evil-request-id',
        'apigw-requestid': 'evil-request-id',
        'x-amzn-trace-id': 'evil-request-id',
      };
      const answer = await shop.ask({ path: '/v1/nowhere', headers });
      expect(`${answer.text}${JSON.stringify(answer.headers)}`).not.toContain('evil-request-id');
    });

    it('whom a caller claims to be in a header counts for nothing', async () => {
      const { shop, tokens, order } = the();
      const headers = {
        'x-user-id': 'ada',
        'x-sub': 'ada',
        'x-groups': 'admin',
        'x-amzn-oidc-identity': 'ada',
        'x-forwarded-user': 'ada',
        'x-apigateway-event': '{"requestContext":{}}',
        'x-original-url': '/v1/health',
        'x-rewrite-url': '/v1/health',
      };
      const answer = await shop.ask({ path: `/v1/orders/${order.id}`, token: tokens.bob, headers });
      expectProblem(shop, answer, { status: 404, code: 'not_found' }, 'claims in headers');
      expect((await shop.ask({ path: '/v1/orders', headers })).status).toBe(401);
    });
  });

  describe('expectations, upgrades, bodies where none belong', () => {
    it('one who waits for a go gets it, and then the answer', async () => {
      const request = (expects: string) => order(the(), `expect: ${expects}\r\ncontent-length: 2\r\n${ending}`, '{}');
      await the().shop.unchangedBy(async () => {
        expect(await heard(request('100-continue'))).toEqual([100, 422]);
        expect(await heard(request('200-ok'))).toEqual([417]);
      });
    });

    it('no connection becomes another protocol', async () => {
      const { tokens } = the();
      for (const protocol of ['websocket', 'h2c', 'TLS/1.0']) {
        const request =
          `GET /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.bob}\r\nconnection: Upgrade, close\r\n` +
          `upgrade: ${protocol}\r\nsec-websocket-key: AQIDBAUGBwgJCgsMDQ4PEC==\r\nsec-websocket-version: 13\r\n\r\n`;
        expect.soft(await heard(request), protocol).toEqual([200]);
      }
    });

    it.each([
      ['GET', 403], // CloudFront's own answer
      ['HEAD', 200],
      ['OPTIONS', 204],
    ])('%s does not look at a body', async (method, status) => {
      const { shop, tokens } = the();
      const headers = { 'content-type': 'application/json' };
      for (const bytes of ['{"limit":1000,"status":"evil"}', 'no JSON', 'x'.repeat(200_000)]) {
        const answer = await shop.ask({ method, path: '/v1/orders', token: tokens.bob, headers, bytes });
        expect.soft(answer.status).toBe(status);
        if (method !== 'GET') expect.soft(answer.text).toBe('');
      }
    });

    it('many headers, or long ones, are read or refused, and the next caller is served', async () => {
      const { shop } = the();
      const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, '1']));
      for (const headers of [
        many(500),
        many(1_900),
        many(5_000),
        { 'x-a': 'a'.repeat(60_000) },
        { 'x-a': 'a'.repeat(200_000) },
      ]) {
        const head = Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('');
        const [status] = await heard(`GET /v1/health HTTP/1.1\r\nhost: x\r\n${ending}${head}\r\n`);
        expect.soft([200, 431]).toContain(status);
      }
      expect((await shop.ask({ path: '/v1/health' })).status).toBe(200);
    });

    it(`${SLOW} senders who never end keep nobody waiting, and leave nothing`, async () => {
      const { shop, tokens } = the();
      await shop.unchangedBy(async () => {
        const sockets = Array.from({ length: SLOW }, () => {
          const socket = connect(Number(new URL(shop.url).port), 'localhost');
          socket.on('error', () => undefined);
          socket.write(order(the(), 'content-length: 1000\r\n', '{"lines":'));
          return socket;
        });
        try {
          expect((await shop.ask({ path: '/v1/orders', token: tokens.ada })).status).toBe(200);
        } finally {
          for (const socket of sockets) socket.destroy();
        }
      });
    });
  });

  describe('conditions', () => {
    it.each(['""', '" "', 'W/"1"', '"*"', '"0"', '"-1"', '"1.0"', '"__proto__"', `"${'1'.repeat(5_000)}"`, '"2","3"'])(
      'the tag %s is not of the version that is there',
      async (tag) => {
        const { shop, tokens } = the();
        const path = `/v1/products/${await shop.house.product(fresh('MUG'), 0)}`;
        await shop.unchangedBy(async () => {
          for (const request of [{ method: 'PATCH', json: { name: 'Evil' } }, { method: 'DELETE' }]) {
            const answer = await shop.ask({ ...request, path, token: tokens.erp, headers: { 'if-match': tag } });
            expectProblem(
              shop,
              answer,
              { status: 412, code: 'version_mismatch' },
              `${request.method} ${tag.slice(0, 20)}`,
            );
          }
        });
      },
    );
  });
};
