import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import { withValue } from '../bodies.ts';
import { exchange, statusesIn } from '../http.ts';
import { expectProblem } from '../refusals.ts';
import { sent, validRequest } from '../requests.ts';
import { nameOf } from '../routes.ts';
import { routesWithBody, type The, welcome } from '../world.ts';

const table = routesWithBody.map((route) => ({ name: nameOf(route), route }));
const KIB = 1024;
/** What a body may hold where its contract says nothing, and what API Gateway takes. */
const BODY_BYTES = 64 * KIB;
const GATEWAY_BYTES = 10 * KIB * KIB;
const JSON_TYPE = { 'content-type': 'application/json' };

type Refused = { status: number; code?: string };
const malformed: Refused = { status: 400, code: 'malformed_json' };
const invalid: Refused = { status: 422, code: 'invalid_input' };
const tooLarge: Refused = { status: 413, code: 'body_too_large' };

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;

/** Bytes that are no body of any route. */
const BYTES: [name: string, bytes: string | Buffer, wanted: Refused[]][] = [
  ['nothing', '', [malformed, invalid]],
  ['white space', ' \n', [malformed]],
  ['half of it', '{"lines":[', [malformed]],
  ['two of them', '{}{}', [malformed]],
  ['a comment', '{/* */}', [malformed]],
  ['a comma too many', '{"a":1,}', [malformed]],
  ['a list', '[]', [invalid]],
  ['a list of it', '[{}]', [invalid]],
  ['null', 'null', [invalid]],
  ['a number', '1', [invalid]],
  ['a text', '"{}"', [invalid]],
  ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{}')]), [malformed]],
  ['UTF-16', Buffer.from('{}', 'utf16le'), [malformed]],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), [malformed]],
  ['an overlong slash', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), [malformed]],
  ['half of a pair, as bytes', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), [malformed]],
  ['a character that ends too early', Buffer.from([0x7b, 0x22, 0xe2, 0x82, 0x22, 0x3a, 0x31, 0x7d]), [malformed]],
  ['lists 10,000 deep', nested('[', ']', 10_000), [malformed, invalid]],
  ['objects 10,000 deep', nested('{"a":', '}', 10_000), [malformed, invalid]],
  ['both, 10,000 deep', nested('{"a":[', ']}', 5_000), [malformed, invalid]],
  ['10,000 that are never closed', '['.repeat(10_000), [malformed, invalid]],
  ['objects 10,000 deep behind a quote', `{"\\"":${nested('{"a":', '}', 7_000)}}`, [malformed, invalid]],
];

/** Texts that are none: written as they stand here, where a valid body has one. */
const TEXTS: [name: string, raw: string, wanted: Refused][] = [
  ['half of a pair', '"a\\ud800"', { status: 422 }],
  ['the other half', '"\\udc00a"', { status: 422 }],
  ['a pair in the wrong order', '"\\udc00\\ud800"', { status: 422 }],
  ['NUL', '"a\\u0000b"', { status: 422 }],
  ['line ends', '"a\\r\\nb"', { status: 422 }],
  ['an escape sequence', '"\\u001b[2J"', { status: 422 }],
  ['a next line', '"a\\u0085b"', { status: 422 }],
  ['a text that is empty', '""', { status: 422 }],
  ['a very long text', `"${'x'.repeat(5_000)}"`, { status: 422 }],
  ['a number', '1', { status: 422 }],
  ['a list', '["a"]', { status: 422 }],
  ['an operator', '{"$ne":null}', { status: 422 }],
  ['a bare NUL', '"a\u0000b"', malformed],
  ['a bare line end', '"a\nb"', malformed],
  ['single quotes', "'a'", malformed],
];

const MEDIA_TYPES = [
  undefined,
  '',
  'text/plain',
  'text/plain; application/json',
  'text/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/octet-stream',
  'application/jsonp',
  'application/json-seq',
  'application/javascript',
  'application/json, text/plain',
  'json',
  '*/*',
];

/** JSON that means something else: a list of operations, an answer, anything at all. */
const OTHER_JSON = ['application/json-patch+json', 'application/problem+json', 'application/evil+json'];

const COMPRESSED: [encoding: string, compress: (text: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['gzip, identity', gzipSync],
  ['identity, gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['aws-chunked', (text) => Buffer.from(text)],
];

export const bytes = (the: The) => {
  describe('12: bodies that are no body', () => {
    it.each(table)('$name', async ({ route }) => {
      const { shop } = the();
      const { json: _, ...asked } = await validRequest(route, shop);
      const headers = { ...JSON_TYPE, ...asked.headers };
      const token = welcome(route, the());
      await shop.unchangedBy(async () => {
        for (const [name, bytes, wanted] of BYTES) {
          if (bytes === '' && route.bodyOptional) continue; // which means {}
          const answer = await shop.ask({ ...sent(route, asked), token, headers, bytes });
          const fits = wanted.find(({ status, code }) => answer.status === status && answer.body?.code === code);
          expectProblem(shop, answer, fits ?? wanted[0] ?? malformed, name);
        }
      });
    });

    it.each(table)('$name: texts that are none', async ({ route }) => {
      const { shop } = the();
      const { json = {}, ...asked } = await validRequest(route, shop);
      const headers = { ...JSON_TYPE, ...asked.headers };
      await shop.unchangedBy(async () => {
        for (const [name, raw, wanted] of TEXTS) {
          for (const { path, text } of withValue(json, 'string', raw)) {
            const answer = await shop.ask({
              ...sent(route, asked),
              token: welcome(route, the()),
              headers,
              bytes: text,
            });
            expectProblem(shop, answer, wanted, `${name} at ${path}`);
          }
        }
      });
    });

    it.each(table)('$name: longer than it may be', async ({ route }) => {
      const { shop } = the();
      const { json = {}, ...asked } = await validRequest(route, shop);
      const limit = route.maxBytes ?? BODY_BYTES;
      const text = JSON.stringify(json);
      const token = welcome(route, the());
      const long: [string, string | Buffer, object][] = [
        ['one byte, of white space', text + ' '.repeat(limit + 1 - text.length), JSON_TYPE],
        ['one byte, of two-byte characters', `{"a":"${'é'.repeat(limit / 2)}"}`, JSON_TYPE],
        ['much', 'x'.repeat(4 * limit), JSON_TYPE],
        ['much, sent as bytes', Buffer.alloc(4 * limit), { 'content-type': 'application/octet-stream' }],
      ];
      await shop.unchangedBy(async () => {
        for (const [name, bytes, type] of long) {
          const headers = { ...type, ...asked.headers };
          expectProblem(shop, await shop.ask({ ...sent(route, asked), token, headers, bytes }), tooLarge, name);
        }
        const chunked = { ...JSON_TYPE, ...asked.headers, 'transfer-encoding': 'chunked' };
        const answer = await shop.ask({ ...sent(route, asked), token, headers: chunked, bytes: 'x'.repeat(2 * limit) });
        expectProblem(shop, answer, tooLarge, 'without saying how long');
      });
    });

    it('a body of exactly what is allowed is read', async () => {
      const { shop, tokens, sku } = the();
      const text = JSON.stringify({ lines: [{ sku, quantity: 1 }] });
      const bytes = text + ' '.repeat(1024 * KIB - text.length);
      const order = { method: 'POST', path: '/v1/orders', token: tokens.ada, headers: JSON_TYPE };
      expect((await shop.ask({ ...order, key: fresh('key'), bytes })).status).toBe(201);
    });

    it('what API Gateway does not take ends there, whatever its length is said to be', async () => {
      const { shop, tokens } = the();
      const head = (rest: string) =>
        `POST /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.ada}\r\nidempotency-key: ${fresh('key')}\r\n` +
        `content-type: application/json\r\n${rest}\r\n\r\n`;
      await shop.unchangedBy(async () => {
        const declared = await exchange(shop.url, head(`content-length: ${GATEWAY_BYTES + 1}`));
        expect(statusesIn(declared)).toEqual([413]);
        const chunk = `${(KIB * KIB).toString(16)}\r\n${'x'.repeat(KIB * KIB)}\r\n`;
        const chunked = await exchange(shop.url, head('transfer-encoding: chunked'), ...Array(11).fill(chunk));
        expect(statusesIn(chunked)).toEqual([413]);
      });
    });
  });

  describe('13: bodies of another type', () => {
    it.each(table)('$name', async ({ route }) => {
      const { shop } = the();
      const { json = {}, ...asked } = await validRequest(route, shop);
      const bytes = JSON.stringify(json);
      const token = welcome(route, the());
      const wanted = { status: 415, code: 'unsupported_media_type' };
      await shop.unchangedBy(async () => {
        for (const type of MEDIA_TYPES) {
          const headers = { ...asked.headers, ...(type !== undefined && { 'content-type': type }) };
          expectProblem(shop, await shop.ask({ ...sent(route, asked), token, headers, bytes }), wanted, `type ${type}`);
        }
        for (const [encoding, compress] of COMPRESSED) {
          const headers = { ...JSON_TYPE, ...asked.headers, 'content-encoding': encoding };
          const answer = await shop.ask({ ...sent(route, asked), token, headers, bytes: compress(bytes) });
          expectProblem(shop, answer, wanted, `encoding ${encoding}`);
        }
      });
    });

    it.each(table)('$name: JSON that means something else', async ({ route }) => {
      const { shop } = the();
      const { json = {}, ...asked } = await validRequest(route, shop);
      const wanted = { status: 415, code: 'unsupported_media_type' };
      await shop.unchangedBy(async () => {
        for (const type of OTHER_JSON) {
          const headers = { ...asked.headers, 'content-type': type };
          const request = { ...sent(route, asked), token: welcome(route, the()), headers, bytes: JSON.stringify(json) };
          expectProblem(shop, await shop.ask(request), wanted, type);
        }
      });
    });

    it('a bomb is not unpacked', async () => {
      const { shop, tokens } = the();
      const bytes = gzipSync(Buffer.alloc(200 * KIB * KIB, ' '));
      const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
      const order = { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), headers };
      await shop.unchangedBy(async () => {
        expectProblem(
          shop,
          await shop.ask({ ...order, bytes }),
          { status: 415, code: 'unsupported_media_type' },
          'bomb',
        );
      });
    });
  });
};
