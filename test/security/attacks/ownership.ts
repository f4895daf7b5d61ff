import { describe, expect, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import type { Answer } from '../http.ts';
import { alike, expectProblem } from '../refusals.ts';
import type { The } from '../world.ts';

/** An id such as the shop gives, of nothing. */
const NOBODYS = '0123456789abcdefghjkmnpqrs';
const MISSING = { order: `ord_${NOBODYS}`, payment: `pay_${NOBODYS}` };

type Try = [name: string, method: string, rest: string, json?: object];

const ON_ORDERS: Try[] = [
  ['read', 'GET', ''],
  ['look at', 'HEAD', ''],
  ['read events of', 'GET', '/events'],
  ['page through events of', 'GET', '/events?limit=1'],
  ['read payments of', 'GET', '/payments'],
  ['cancel', 'POST', '/cancellation'],
  ['cancel with a reason', 'POST', '/cancellation', { reason: 'mine' }],
  ['pay', 'POST', '/payments', {}],
];

const without = (answer: Answer, ...ids: string[]): string =>
  ids.reduce((text, id) => text.replaceAll(id, 'the id'), JSON.stringify(alike(answer)));

export const ownership = (the: The) => {
  describe('6: another’s order', () => {
    it.each(ON_ORDERS)('cannot be told from a missing one by who tries to %s it', async (name, method, rest, json) => {
      const { shop, tokens, order, paid } = the();
      const ask = (id: string, token: string) =>
        shop.ask({
          method,
          path: `/v1/orders/${id}${rest}`,
          token,
          ...(method === 'POST' && { key: fresh('key') }),
          ...(json && { json }),
        });
      await shop.unchangedBy(async () => {
        for (const token of [tokens.bob, tokens.erp]) {
          const missing = await ask(MISSING.order, token);
          if (method === 'HEAD') expect.soft([missing.status, missing.text]).toEqual([404, '']);
          else expectProblem(shop, missing, { status: 404, code: 'not_found' }, name);
          for (const id of [order.id, paid.order.id]) {
            expect.soft(without(await ask(id, token), id), name).toBe(without(missing, MISSING.order));
          }
        }
      });
    });

    it('is missing too for staff who try to pay it', async () => {
      const { shop, tokens, order } = the();
      await shop.unchangedBy(async () => {
        for (const token of [tokens.grace, tokens.root]) {
          const path = `/v1/orders/${order.id}/payments`;
          const answer = await shop.ask({ method: 'POST', path, token, key: fresh('key'), json: {} });
          expectProblem(shop, answer, { status: 404, code: 'not_found' }, 'staff pay');
        }
      });
    });

    it('is not there for one who says which version he has', async () => {
      const { shop, tokens, order } = the();
      for (const tag of ['*', '"1"', 'W/"1"']) {
        const headers = { 'if-none-match': tag, 'if-match': tag };
        const answer = await shop.ask({ path: `/v1/orders/${order.id}`, token: tokens.bob, headers });
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, tag);
        expect(answer.headers.etag).toBeUndefined();
      }
    });

    it('is no more there by an encoded slash, another case, or a dressed-up id', async () => {
      const { shop, tokens, order } = the();
      const paths = [
        `/v1/orders/${order.id}%2fevents`,
        `/v1/orders/${order.id.toUpperCase()}`,
        `/v1/orders/${order.id}%20`,
        `/v1/orders/%20${order.id}`,
        `/v1/orders/${order.id}.json`,
        `/v1/orders/${order.id};admin=true`,
        `/v1/orders/${order.id}?admin=true`,
        `/v1/orders/${order.id}?owner=ada`,
      ];
      for (const path of paths) {
        expectProblem(shop, await shop.ask({ path, token: tokens.bob }), { status: 404, code: 'not_found' }, path);
      }
    });

    it('is paid back by nobody but an admin, and whether there is such a payment shows to nobody else', async () => {
      const { shop, tokens, paid } = the();
      const ask = (id: string, token: string) =>
        shop.ask({
          method: 'POST',
          path: `/v1/payments/${id}/refunds`,
          token,
          key: fresh('key'),
          json: { reason: 'mine' },
        });
      await shop.unchangedBy(async () => {
        for (const token of [tokens.ada, tokens.bob, tokens.grace]) {
          const missing = await ask(MISSING.payment, token);
          expectProblem(shop, missing, { status: 403, code: 'forbidden' }, 'refund');
          expect.soft(alike(await ask(paid.payment.id, token))).toEqual(alike(missing));
        }
        const answer = await ask(MISSING.payment, tokens.root);
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, 'an admin, and no payment');
      });
    });

    it('is in no list of anybody else’s, whatever the list is asked for', async () => {
      const { shop, tokens, order, paid } = the();
      for (const query of ['', '?status=pending_payment', '?status=paid', '?limit=100', '?reference=x']) {
        const answer = await shop.ask({ path: `/v1/orders${query}`, token: tokens.bob });
        expect.soft(answer.status, query).toBe(200);
        expect.soft(answer.text, query).not.toContain(order.id);
        expect.soft(answer.text, query).not.toContain(paid.order.id);
      }
      expect((await shop.ask({ path: '/v1/orders', token: tokens.ada })).text).toContain(order.id);
    });
  });
};
