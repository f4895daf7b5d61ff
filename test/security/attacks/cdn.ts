import type { OutgoingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { CDN_HEADER } from '#shared/cdn';
import { fresh } from '../../journeys/caller.ts';
import type { Sent } from '../http.ts';
import { expectGateway, expectProblem, NO_TOKEN } from '../refusals.ts';
import { sent, validRequest } from '../requests.ts';
import { nameOf, routes } from '../routes.ts';
import { type The, welcome } from '../world.ts';

const otherCase = (key: string) =>
  key.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );

/** What somebody shows who does not have the key, or not as the CDN shows it. */
const SHOWN: [name: string, headers: (key: string) => OutgoingHttpHeaders][] = [
  ['nothing', () => ({})],
  ['an empty key', () => ({ [CDN_HEADER]: '' })],
  ['a space', () => ({ [CDN_HEADER]: ' ' })],
  ['another key', (key) => ({ [CDN_HEADER]: 'x'.repeat(key.length) })],
  ['all but the end of it', (key) => ({ [CDN_HEADER]: key.slice(0, -1) })],
  ['more than it', (key) => ({ [CDN_HEADER]: `${key}x` })],
  ['it in the other case', (key) => ({ [CDN_HEADER]: otherCase(key) })],
  ['it twice', (key) => ({ [CDN_HEADER]: [key, key] })],
  ['another one first', (key) => ({ [CDN_HEADER]: ['x', key] })],
  ['another one after it', (key) => ({ [CDN_HEADER]: [key, 'x'] })],
  ['it between quotes', (key) => ({ [CDN_HEADER]: `"${key}"` })],
  ['two of it between spaces', (key) => ({ [CDN_HEADER]: `${key} ${key}` })],
  ['it under another name', (key) => ({ 'x-cdn-keys': key, 'x-origin-verify': key, 'cdn-keys': key })],
  ['that it came through CloudFront', () => ({ via: '2.0 x.cloudfront.net (CloudFront)', 'x-amz-cf-id': 'x' })],
];

const SKU = 'ATTACKED';
const forbidden = { status: 403, code: 'forbidden' };

export const cdn = (the: The) => {
  const shown = () => the().shop.described.behind.headers;
  const key = () => shown()[CDN_HEADER] ?? '';

  describe('29: behind the CDN’s back', () => {
    it.each(SHOWN)('who shows %s is refused, whatever is asked with whichever token', async (name, headersOf) => {
      const { shop, tokens, order } = the();
      const headers = headersOf(key());
      const json = { lines: [{ sku: SKU, quantity: 1 }] };
      const placing = { method: 'POST', path: '/v1/orders', token: tokens.ada };
      const asked: Sent[] = [
        { path: '/v1/products' },
        { path: '/v1/health' },
        { path: '/docs' },
        { path: '/v1/nowhere' },
        { method: 'OPTIONS', path: '/v1/orders' },
        { path: `/v1/orders/${order.id}`, token: tokens.ada },
        { ...placing, key: fresh('key'), json },
        { ...placing, key: 'short', bytes: '{' },
        { method: 'DELETE', path: `/v1/products/${SKU}`, token: tokens.erp },
        { method: 'POST', path: '/v1/provider-events/stripe', bytes: '{}' },
      ];
      await shop.unchangedBy(async () => {
        for (const request of asked) {
          const answer = await shop.askBehind({ ...request, headers: { ...headers, 'if-match': '*' } });
          expectProblem(shop, answer, forbidden, `${name}: ${request.method ?? 'GET'} ${request.path}`);
          expect.soft(answer.headers.ratelimit, 'nobody is counted').toBeUndefined();
        }
        const head = await shop.askBehind({ method: 'HEAD', path: '/v1/products', headers });
        expect.soft([head.status, head.text]).toEqual([403, '']);
      });
    });

    it('no route is open, to whom it is open in front', async () => {
      const { shop } = the();
      const requests: [string, Sent][] = [];
      for (const route of routes) {
        const token = welcome(route, the());
        requests.push([nameOf(route), { ...sent(route, await validRequest(route, shop)), ...(token && { token }) }]);
      }
      await shop.unchangedBy(async () => {
        for (const [name, request] of requests) {
          expectProblem(shop, await shop.askBehind(request), forbidden, name);
        }
      });
    });

    it('a key that was used there is free, and who shows what the CDN shows is the CDN', async () => {
      const { shop, tokens, sku } = the();
      const json = { lines: [{ sku, quantity: 1 }] };
      const placing = { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), json };
      expectProblem(shop, await shop.askBehind(placing), forbidden, 'behind');
      const placed = await shop.ask(placing);
      expect([placed.status, placed.headers['idempotency-replayed']]).toEqual([201, undefined]);
      const again = await shop.askBehind({ ...placing, headers: shown() });
      expect([again.status, again.text]).toEqual([201, placed.text]);
    });

    it('who has no token learns from the gateway that one is needed, as in front', async () => {
      const { shop } = the();
      expectGateway(shop, await shop.askBehind({ path: '/v1/orders' }), 401, 'no token', NO_TOKEN);
    });

    it.each(SHOWN)('in front nobody looks at what a caller shows: %s', async (name, headersOf) => {
      const { shop, tokens, order } = the();
      const headers = headersOf(key());
      for (const request of [{ path: '/v1/products' }, { path: `/v1/orders/${order.id}`, token: tokens.ada }]) {
        expect.soft((await shop.ask({ ...request, headers })).status, name).toBe(200);
      }
    });
  });
};
