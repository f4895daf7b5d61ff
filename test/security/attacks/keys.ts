import { describe, expect, it } from 'vitest';
import { eventually, fresh } from '../../journeys/caller.ts';
import { tally } from '../../journeys/checkout.ts';
import { type Answer, exchange, statusesIn } from '../http.ts';
import { expectProblem } from '../refusals.ts';
import { order, paid, sent, validRequest } from '../requests.ts';
import { nameOf, pathOf } from '../routes.ts';
import { keyedRoutes, type The, welcome } from '../world.ts';

const table = keyedRoutes.map((route) => ({ name: nameOf(route), route }));

const missing = { status: 400, code: 'idempotency_key_missing' };
const invalid = { status: 400, code: 'idempotency_key_invalid' };
const reused = { status: 422, code: 'idempotency_key_reused' };

const GOOD = 'abcdefghijklmnop';
const KEYS: [name: string, key: string | string[] | undefined, wanted: typeof missing][] = [
  ['none', undefined, missing],
  ['an empty one', '', missing],
  ['white space', '   ', missing],
  ['15 characters', GOOD.slice(1), invalid],
  ['15 characters in quotes', `"${GOOD.slice(1)}"`, invalid],
  ['256 characters', 'k'.repeat(256), invalid],
  ['10,000 characters', 'k'.repeat(10_000), invalid],
  ['a space inside', `${GOOD} ${GOOD}`, invalid],
  ['a tab inside', `${GOOD}\t${GOOD}`, invalid],
  ['a quote that is not closed', `"${GOOD}`, invalid],
  ['a quote that is not opened', `${GOOD}"`, invalid],
  ['an empty quote', '""', invalid],
  ['quotes in quotes', `""${GOOD}""`, invalid],
  ['letters beyond ASCII', `${GOOD}é`, invalid],
  ['two of them', [GOOD, `${GOOD}2`], invalid],
  ['the same one twice', [GOOD, GOOD], invalid],
];

/** As many as a shopper's nervous finger, or a broken client, sends at once. */
const AT_ONCE = 50;

export const keys = (the: The) => {
  describe('14: an idempotency key', () => {
    it.each(table)('$name: one that is none is refused', async ({ route }) => {
      const { shop } = the();
      const asked = await validRequest(route, shop);
      const token = welcome(route, the());
      await shop.unchangedBy(async () => {
        for (const [name, key, wanted] of KEYS) {
          const headers = { ...asked.headers, ...(key !== undefined && { 'idempotency-key': key }) };
          const { key: _, ...request } = { ...sent(route, asked), key: undefined };
          expectProblem(shop, await shop.ask({ ...request, token, headers }), wanted, name);
        }
      });
    });

    it('with a line end in it never reaches the shop, or is two headers', async () => {
      const { shop, tokens, sku } = the();
      const body = JSON.stringify({ lines: [{ sku, quantity: 1 }] });
      const request = (key: string) =>
        `POST /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${tokens.ada}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\nidempotency-key: ${key}\r\n\r\n${body}`;
      await shop.unchangedBy(async () => {
        for (const key of [
          `short\r\nx-evil: ${GOOD}`,
          `${GOOD}\r\n folded`,
          `${GOOD}\n folded`,
          `${GOOD}\rcr`,
          `${GOOD}\0nul`,
        ]) {
          const heard = await exchange(shop.url, request(key));
          expect.soft(statusesIn(heard), JSON.stringify(key)).toEqual([400]);
          expect.soft(heard).not.toMatch(/^x-evil/im);
        }
      });
    });

    it.each(table)('$name: the same key is the same answer, byte for byte, and nothing more', async ({ route }) => {
      const { shop } = the();
      const request = { ...sent(route, await validRequest(route, shop)), token: welcome(route, the()) };
      const first = await shop.ask(request);
      expect(first.status, first.text).toBe(201);
      await shop.unchangedBy(async () => {
        for (const key of [request.key, `"${request.key}"`]) {
          const again = await shop.ask({ ...request, key });
          expect.soft([again.status, again.text]).toEqual([first.status, first.text]);
          expect.soft(again.headers['idempotency-replayed']).toBe('true');
        }
      });
    });

    it.each(table)('$name: the same key for something else is refused', async ({ route }) => {
      const { shop } = the();
      const asked = await validRequest(route, shop);
      const request = { ...sent(route, asked), token: welcome(route, the()) };
      expect((await shop.ask(request)).status).toBe(201);
      const other = await validRequest(route, shop);
      const elsewhere = { params: other.params ?? {} };
      await shop.unchangedBy(async () => {
        if (other.params && asked.params) {
          const answer = await shop.ask({ ...request, path: pathOf(route, elsewhere) });
          expectProblem(shop, answer, reused, 'about something else');
        }
        const { json } = other;
        if (json && JSON.stringify(json) !== JSON.stringify(asked.json)) {
          expectProblem(shop, await shop.ask({ ...request, json }), reused, 'with another body');
        }
        if (asked.json?.reason !== undefined) {
          const json = { ...asked.json, reason: 'another' };
          expectProblem(shop, await shop.ask({ ...request, json }), reused, 'with another reason');
        }
      });
    });

    it('of somebody else is a key like any other: nothing of hers comes back', async () => {
      const { shop, tokens, sku } = the();
      const key = fresh('key');
      const request = {
        method: 'POST',
        path: '/v1/orders',
        key,
        json: { lines: [{ sku, quantity: 1 }], reference: 'a gift' },
      };
      const hers = await shop.ask({ ...request, token: tokens.ada });
      const his = await shop.ask({ ...request, token: tokens.bob });
      expect([hers.status, his.status]).toEqual([201, 201]);
      expect(his.headers['idempotency-replayed']).toBeUndefined();
      expect(his.text).not.toContain(hers.body.id);
      const other = await shop.ask({ ...request, token: tokens.bob, json: { ...request.json, reference: 'other' } });
      expectProblem(shop, other, reused, 'his own, by now');
    });

    it('of somebody else opens none of her orders', async () => {
      const { shop, tokens } = the();
      const { id } = await order(shop);
      for (const [rest, json] of [
        ['payments', {}],
        ['cancellation', { reason: 'mine' }],
      ] as const) {
        const request = { method: 'POST', path: `/v1/orders/${id}/${rest}`, key: fresh('key'), json };
        expect((await shop.ask({ ...request, token: tokens.ada })).status).toBe(201);
        const answer = await shop.ask({ ...request, token: tokens.bob });
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, rest);
      }
    });

    it('of one operation is another one’s to use', async () => {
      const { shop, tokens, sku } = the();
      const key = fresh('key');
      const moved = await shop.ask({
        method: 'POST',
        path: '/v1/stock-movements',
        token: tokens.erp,
        key,
        json: { sku, quantity: 1, reason: 'receipt' },
      });
      const placed = await shop.ask({
        method: 'POST',
        path: '/v1/orders',
        token: tokens.erp,
        key,
        json: { lines: [{ sku, quantity: 1 }] },
      });
      expect([moved.status, placed.status]).toEqual([201, 201]);
      expect(placed.headers['idempotency-replayed']).toBeUndefined();
    });
  });

  describe(`15: the same request ${AT_ONCE} times at once`, () => {
    const flood = (request: Parameters<ReturnType<The>['shop']['ask']>[0]) =>
      Promise.all(Array.from({ length: AT_ONCE }, () => the().shop.ask(request)));
    const expectOne = (answers: Answer[]) => {
      expect(tally(answers)).toEqual({ 201: AT_ONCE });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    };

    it('is one order, which holds its units once', async () => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 100);
      const json = { lines: [{ sku, quantity: 2 }] };
      expectOne(await flood({ method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), json }));
      expect(await shop.house.available(sku)).toBe(98);
    });

    it('is one payment, and one charge', async () => {
      const { shop, tokens } = the();
      const { id } = await order(shop);
      const answers = await flood({
        method: 'POST',
        path: `/v1/orders/${id}/payments`,
        token: tokens.ada,
        key: fresh('key'),
        json: {},
      });
      expectOne(answers);
      const secret = answers[0]?.body.clientSecret;
      await Promise.all(Array.from({ length: 5 }, () => shop.till.confirm(secret)));
      await shop.till.becomes(id, 'paid');
      const charged = (await shop.till.ledger()).filter(({ metadata }) => metadata.orderId === id);
      expect(charged.map(({ amount_received }) => amount_received)).toEqual([500]);
    });

    it('is one movement', async () => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 100);
      const json = { sku, quantity: 7, reason: 'receipt' };
      expectOne(
        await flood({ method: 'POST', path: '/v1/stock-movements', token: tokens.erp, key: fresh('key'), json }),
      );
      expect(await shop.house.available(sku)).toBe(107);
    });

    it('is one refund', async () => {
      const { shop, tokens } = the();
      const { payment, order: bought } = await paid(shop);
      const json = { reason: 'once', amount: { amount: 100, currency: 'GBP' } };
      const path = `/v1/payments/${payment.id}/refunds`;
      expectOne(await flood({ method: 'POST', path, token: tokens.root, key: fresh('key'), json }));
      const given = async () =>
        (await shop.till.ledger()).find(({ metadata }) => metadata.orderId === bought.id)?.amount_refunded;
      expect(await eventually(given, (amount) => amount !== 0)).toBe(100);
    });

    it('is one cancellation', async () => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 10);
      const { body } = await shop.till.place(sku, { quantity: 4 });
      const path = `/v1/orders/${body.id}/cancellation`;
      expectOne(await flood({ method: 'POST', path, token: tokens.ada, key: fresh('key'), json: {} }));
      expect(await shop.house.available(sku)).toBe(10);
    });
  });
};
