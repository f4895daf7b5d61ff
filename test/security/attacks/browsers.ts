import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectCdn, expectProblem } from '../refusals.ts';
import { routes } from '../routes.ts';
import type { The } from '../world.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8'));
const [OURS]: [string] = context.allowedOrigins;
const { protocol, host, hostname, port } = new URL(OURS);
const elsewhere = protocol === 'http:' ? 'https:' : 'http:';

const ORIGINS: [name: string, origin: string][] = [
  ['evil', 'https://evil.test'],
  ['null', 'null'],
  ['empty', ''],
  ['ours with a suffix', `${OURS}.evil.test`],
  ['our host with a suffix', `${protocol}//${hostname}.evil.test:${port}`],
  ['ours with a prefix', `${protocol}//evil${host}`],
  ['ours as a prefix of a path', `https://evil.test/${OURS}`],
  ['ours as a user', `${protocol}//${host}@evil.test`],
  ['another port', `${protocol}//${hostname}:${Number(port || 80) + 1}`],
  ['no port', `${protocol}//${hostname}`],
  ['another scheme', `${elsewhere}//${host}`],
  ['another name for this host', `${protocol}//127.0.0.1:${port}`],
  ['ours with a slash', `${OURS}/`],
  ['ours and another', `${OURS}, https://evil.test`],
  ['another and ours', `https://evil.test ${OURS}`],
  ['ours in capitals', OURS.toUpperCase()],
  ['a star', '*'],
  ['a file', 'file://'],
  ['an extension', 'chrome-extension://abcdefghijklmnop'],
];

const CORS = /^access-control-/;
const corsHeaders = (headers: Record<string, string>) => Object.keys(headers).filter((name) => CORS.test(name));
const SAFE = {
  'content-security-policy': expect.stringContaining("default-src 'none'"),
  'referrer-policy': 'no-referrer',
  'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/),
  'x-content-type-options': 'nosniff',
};

/** Methods that the CDN lets nobody use; the API has its own answer to them all the same. */
const STOPPED = ['TRACE', 'PROPFIND', 'PURGE', 'LINK', 'QUERY', 'SEARCH'];

export const browsers = (the: The) => {
  describe('27: a page of another origin', () => {
    it.each(ORIGINS)('%s may read nothing', async (name, origin) => {
      const { shop, tokens, order } = the();
      const requests = [
        { path: '/v1/products' },
        { path: `/v1/orders/${order.id}`, token: tokens.ada },
        { path: `/v1/orders/${order.id}` },
        { path: '/v1/nowhere' },
        { method: 'DELETE', path: '/v1/health' },
      ];
      for (const request of requests) {
        const { headers } = await shop.ask({ ...request, headers: { origin } });
        expect.soft(corsHeaders(headers), `${name}: ${request.path}`).toEqual([]);
      }
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await shop.ask({
          method: 'OPTIONS',
          path: '/v1/products/ATTACKED',
          headers: {
            origin,
            'access-control-request-method': method,
            'access-control-request-headers': 'authorization',
          },
        });
        expect.soft(corsHeaders(answer.headers), `${name}: preflight ${method}`).toEqual([]);
        expect.soft([200, 204]).toContain(answer.status);
      }
    });

    it('may where the origin is ours, and never with cookies', async () => {
      const { shop, tokens, order } = the();
      const mine = await shop.ask({ path: `/v1/orders/${order.id}`, token: tokens.ada, headers: { origin: OURS } });
      expect(mine.headers['access-control-allow-origin']).toBe(OURS);
      expect(mine.headers.vary).toMatch(/\borigin\b/i);
      const preflight = await shop.ask({
        method: 'OPTIONS',
        path: `/v1/orders/${order.id}`,
        headers: {
          origin: OURS,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': OURS });
      for (const { headers } of [mine, preflight]) {
        expect(headers['access-control-allow-credentials']).toBeUndefined();
        expect(headers['access-control-allow-origin']).not.toBe('*');
      }
    });

    it('is told how to treat whatever it gets', async () => {
      const { shop, tokens, order } = the();
      for (const request of [
        { path: '/v1/products' },
        { path: `/v1/orders/${order.id}`, token: tokens.ada },
        { path: `/v1/orders/${order.id}`, token: tokens.bob },
        { path: '/v1/nowhere' },
        { method: 'OPTIONS', path: '/v1/products' },
        { method: 'POST', path: '/v1/products' },
      ]) {
        const { headers, status } = await shop.ask(request);
        expect.soft(headers, `${status} ${request.path}`).toMatchObject(SAFE);
        expect.soft(headers['set-cookie']).toBeUndefined();
        expect.soft(headers.server).toBeUndefined();
        expect.soft(headers['x-powered-by']).toBeUndefined();
      }
    });

    it('private answers are kept by no cache, and public ones hold nothing private', async () => {
      const { shop, tokens, order } = the();
      for (const path of [`/v1/orders/${order.id}`, '/v1/orders']) {
        const { headers } = await shop.ask({ path, token: tokens.ada });
        expect.soft(headers['cache-control'], path).toBe('no-store');
      }
      const [as, without] = [
        await shop.ask({ path: '/v1/products', token: tokens.root }),
        await shop.ask({ path: '/v1/products' }),
      ];
      expect(as.text).toBe(without.text);
    });
  });

  describe('28: methods', () => {
    const paths = Map.groupBy(routes, ({ path }) => path);
    const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 'ATTACKED');
    const table = [...paths].map(([path, all]) => {
      const methods = all.map(({ method }): string => method);
      return { path, allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'] };
    });

    it.each(table)('$path takes $allow and nothing else', async ({ path, allow }) => {
      const { shop, tokens } = the();
      const every = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', ...STOPPED];
      await shop.unchangedBy(async () => {
        for (const method of every.filter((one) => !allow.includes(one))) {
          const headers = { 'x-secret': 'echo-me' };
          const request = { method, path: filled(path), token: tokens.root, headers };
          if (STOPPED.includes(method)) expectCdn(shop, await shop.ask(request), method);
          const answer = await shop.askBehind({
            ...request,
            headers: { ...headers, ...shop.described.behind.headers },
          });
          if (method === 'HEAD') expect.soft([answer.status, answer.text]).toEqual([405, '']);
          else expectProblem(shop, answer, { status: 405, code: 'method_not_allowed' }, method);
          expect.soft(answer.headers.allow?.split(', ').toSorted(), method).toEqual(allow.toSorted());
          expect.soft(answer.text, method).not.toContain('echo-me');
        }
        const options = await shop.ask({ method: 'OPTIONS', path: filled(path) });
        expect.soft([options.status, options.text]).toEqual([204, '']);
        expect.soft(options.headers.allow?.split(', ').toSorted()).toEqual(allow.toSorted());
      });
    });

    it('no method finds a route that is not there', async () => {
      const { shop, tokens } = the();
      for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const request = { method, path: '/v1/nowhere', token: tokens.root };
        const isStopped = STOPPED.includes(method);
        if (isStopped) expectCdn(shop, await shop.ask(request), method);
        const answer = isStopped
          ? await shop.askBehind({ ...request, headers: shop.described.behind.headers })
          : await shop.ask(request);
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, method);
      }
    });

    it.each(['x-http-method-override', 'x-http-method', 'x-method-override', '_method'])(
      '%s overrides none',
      async (name) => {
        const { shop, tokens } = the();
        const path = '/v1/products/ATTACKED';
        await shop.unchangedBy(async () => {
          for (const method of ['DELETE', 'PUT', 'PATCH']) {
            const headers = { [name]: method, 'if-match': '*', 'content-type': 'application/json' };
            const read = await shop.ask({ path, token: tokens.erp, headers });
            expect.soft([read.status, read.body.status], method).toEqual([200, 'active']);
            const json = { name: 'Evil', price: { amount: 1, currency: 'GBP' } };
            const posted = await shop.ask({ method: 'POST', path, token: tokens.erp, headers, json });
            expectProblem(shop, posted, { status: 405, code: 'method_not_allowed' }, method);
            const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
            const sentForm = await shop.ask({
              method: 'POST',
              path: `${path}?_method=${method}`,
              token: tokens.erp,
              headers: form,
              bytes: `_method=${method}`,
            });
            expectProblem(shop, sentForm, { status: 405, code: 'method_not_allowed' }, method);
          }
        });
      },
    );
  });
};
