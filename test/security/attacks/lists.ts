import { describe, expect, it } from 'vitest';
import { readCursor } from '#shared/paging';
import type { Route } from '#shared/route';
import { fresh } from '../../journeys/caller.ts';
import { expectProblem } from '../refusals.ts';
import { validRequest } from '../requests.ts';
import { nameOf, pathOf, routes } from '../routes.ts';
import { PEOPLE, type Shop } from '../shop.ts';
import { type The, welcome } from '../world.ts';

type Entries = { cursor?: object; limit?: { wrapped: { pipe: { type: string; requirement?: number }[] } } };
const entriesOf = ({ query }: Route): Entries => (query as { entries?: Entries } | undefined)?.entries ?? {};
const hasCursor = (route: Route) => 'cursor' in entriesOf(route);
/** The longest page that a list gives. */
const mostOf = (route: Route) =>
  entriesOf(route).limit?.wrapped.pipe.find(({ type }) => type === 'max_value')?.requirement;
const lists = routes.filter(hasCursor).map((route) => ({ name: nameOf(route), route }));

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const cursorTo = (sortKey: string) => encoded(JSON.stringify([sortKey]));

/** Cursors that no list ever gave. */
const BROKEN: [name: string, cursor: string][] = [
  ['empty', ''],
  ['a word', 'next'],
  ['a number', '1'],
  ['not base64url', 'a+b/c='],
  ['with a line end', 'YQ\r\n'],
  ['JSON as it stands', '["x"]'],
  ['no JSON', encoded('x')],
  ['half a list', encoded('["x"')],
  ['an empty list', encoded('[]')],
  ['an empty sort key', cursorTo('')],
  ['a number in it', encoded('[1]')],
  ['null in it', encoded('[null]')],
  ['a list in it', encoded('[["x"]]')],
  ['an operator in it', encoded('[{"$gt":""}]')],
  ['an object', encoded('{"pk":"OWNER#ada","sk":"x"}')],
  ['a DynamoDB key', encoded('{"pk":{"S":"OWNER#ada"},"sk":{"S":"x"}}')],
  ['a text', encoded('"x"')],
  ['a prototype', encoded('{"__proto__":["x"]}')],
  ['too long', cursorTo('x'.repeat(501))],
  ['far too long', 'A'.repeat(8_000)],
];

/** Well-formed, and leading somewhere: nothing of others, nothing that is not a list's entry, and no error of ours. */
const LEADING = [
  '!',
  '~',
  ' ',
  '0',
  '-1',
  '1e3',
  '999999999',
  '9999-12-31T23:59:59.999Z#ord_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  '0000-01-01',
  'ORDER',
  'EVENT#',
  'EVENT#000000',
  'PART#',
  'COUNTER',
  'LEDGER',
  'PRODUCT',
  'OWNER#',
  'SKU#GBP#',
  "' OR '1'='1",
  '*',
  '%',
  '\u0000',
  '\uffff',
  '\u{1f600}',
  'é',
  'x'.repeat(500),
];
/** DynamoDB's own limit. */
const SORT_KEY_BYTES = 1_024;
/** The cursor is short; what its bytes come to, none of them UTF-8, is more than a sort key may hold. */
const SWOLLEN = encoded(Buffer.concat([Buffer.from('["'), Buffer.alloc(490, 0xff), Buffer.from('"]')]));

const UNKNOWN = [
  'sort=price',
  'sort=-createdAt',
  'order=asc',
  'filter=1%3D1',
  'filter%5Bowner%5D=ada',
  'owner=ada',
  'buyer=ada',
  'fields=buyer',
  'where=1',
  '%24where=1',
  'limit%5B%24gt%5D=1',
  'status%5B%24ne%5D=x',
  'constructor=1',
  'toString=1',
  'admin=true',
  'Limit=1',
  'LIMIT=1',
  '=1',
  'limit%00=1',
];
const LIMITS = [
  '0',
  '-1',
  '101',
  '1000',
  '1e1',
  '+1',
  '0x1',
  '1.0',
  '',
  ' 1',
  '１',
  '1,2',
  '1;2',
  'NaN',
  "1'",
  '1\u0000',
];

/** Ids of orders and payments. */
const OWNED = /\b(?:ord|pay)_[0-9a-z]{26}\b/g;

export const listing = (the: The) => {
  const ask = async (route: Route, search: string) => {
    const { shop } = the();
    const { params, query } = await asked(route, shop);
    const path = pathOf(route, { ...(params && { params }), ...(query && { query }) });
    return shop.ask({ path: `${path}${query ? '&' : '?'}${search}`, token: welcome(route, the()) });
  };

  describe('16: lists', () => {
    it.each(lists)('$name: a cursor that is none', async ({ route }) => {
      const { shop } = the();
      await asked(route, shop);
      await shop.unchangedBy(async () => {
        for (const [name, cursor] of BROKEN) {
          const answer = await ask(route, `cursor=${encodeURIComponent(cursor)}`);
          expectProblem(shop, answer, { status: 400, code: 'invalid_cursor' }, name);
        }
        const twice = await ask(route, `cursor=${cursorTo('a')}&cursor=${cursorTo('b')}`);
        expectProblem(shop, twice, { status: 400, code: 'invalid_cursor' }, 'two cursors');
      });
    });

    it.each(lists)('$name: a cursor that leads somewhere else', async ({ route }) => {
      const { shop } = the();
      await asked(route, shop);
      await shop.unchangedBy(async () => {
        for (const cursor of [...LEADING.map(cursorTo), SWOLLEN]) {
          const answer = await ask(route, `cursor=${cursor}&limit=${mostOf(route)}`);
          if (answer.status === 200) expect.soft(answer.body.data, cursor).toEqual(expect.any(Array));
          else
            expectProblem(
              shop,
              answer,
              { status: 400, code: 'invalid_cursor' },
              Buffer.from(cursor, 'base64url').toString().slice(0, 40),
            );
        }
      });
    });

    it('a cursor stands for no more than a sort key may hold', () => {
      // DynamoDB refuses longer ones, which would be an error of ours; the local table does not look.
      const keys = [...LEADING.map(cursorTo), SWOLLEN].map((cursor) => {
        try {
          return readCursor(cursor) ?? '';
        } catch {
          return ''; // refused: 400
        }
      });
      for (const key of keys) expect.soft(Buffer.byteLength(key), key.slice(0, 20)).toBeLessThanOrEqual(SORT_KEY_BYTES);
    });

    it.each(lists)('$name: a query that nobody knows', async ({ route }) => {
      const { shop } = the();
      await asked(route, shop);
      await shop.unchangedBy(async () => {
        for (const search of UNKNOWN) {
          expectProblem(shop, await ask(route, search), { status: 422, code: 'unknown_field' }, search);
        }
        for (const limit of [`${Number(mostOf(route)) + 1}`, ...LIMITS]) {
          const answer = await ask(route, `limit=${encodeURIComponent(limit)}`);
          expectProblem(shop, answer, { status: 422, code: 'invalid_input' }, `limit=${limit}`);
        }
        expectProblem(shop, await ask(route, 'limit=1&limit=2'), { status: 422, code: 'invalid_input' }, 'two limits');
      });
    });

    it('the name of a prototype in a query is a name like any other: unknown', async () => {
      const { shop } = the();
      for (const { name, route } of lists) {
        for (const search of ['__proto__=1', '__proto__=1&__proto__=2', '__proto__[limit]=1']) {
          const answer = await ask(route, search);
          expectProblem(shop, answer, { status: 422, code: 'unknown_field' }, `${name}?${search}`);
        }
      }
    });

    it.each([
      ["paid' OR '1'='1", 422],
      ['paid,cancelled', 422],
      ['PAID', 422],
      ['reserving', 422],
      ['undoing', 422],
      ['', 422],
      ['*', 422],
      ['paid\u0000', 422],
      ['toString', 422],
    ])('the state "%s" is none', async (status, wanted) => {
      const { shop, tokens } = the();
      for (const token of [tokens.bob, tokens.grace]) {
        const answer = await shop.ask({ path: `/v1/orders?status=${encodeURIComponent(status)}`, token });
        expectProblem(shop, answer, { status: wanted, code: 'invalid_input' }, status);
      }
    });

    it('a filter is a value, never an expression', async () => {
      const { shop, tokens, sku } = the();
      const reference = fresh('gift');
      const json = { lines: [{ sku, quantity: 1 }], reference };
      const { body } = await shop.ask({
        method: 'POST',
        path: '/v1/orders',
        token: tokens.ada,
        key: fresh('key'),
        json,
      });
      const listed = (value: string, token: string) =>
        shop.ask({ path: `/v1/orders?reference=${encodeURIComponent(value)}`, token });
      expect((await listed(reference, tokens.ada)).text).toContain(body.id);
      const values = [
        reference,
        `${reference}#`,
        `${reference}" OR "1"="1`,
        `${reference}') OR contains(pk, 'O`,
        '#pk',
        ':pk',
        '*',
        '%',
        `x#${reference}`,
        'OWNER#',
        '$(id)',
        '{"$ne":null}',
        `${reference}\u202e`,
      ];
      for (const value of values) {
        const answer = await listed(value, tokens.bob);
        expect.soft([answer.status, answer.body.data], value).toEqual([200, []]);
        if (value !== reference) expect.soft((await listed(value, tokens.ada)).body.data, value).toEqual([]);
      }
      for (const category of ["Mugs' OR 1=1", '#', 'PRODUCTS#0', '*']) {
        const answer = await shop.ask({ path: `/v1/products?category=${encodeURIComponent(category)}` });
        expect.soft([answer.status, answer.body.data], category).toEqual([200, []]);
      }
    });

    it('a cursor of somebody else shows the caller’s own', async () => {
      const { shop, tokens, sku } = the();
      const reference = fresh('gift');
      const place = (token: string) =>
        shop.ask({
          method: 'POST',
          path: '/v1/orders',
          token,
          key: fresh('key'),
          json: { lines: [{ sku, quantity: 1 }], reference },
        });
      const placed: Record<string, string[]> = { bob: [], ada: [] };
      for (let n = 0; n < 3; n++) {
        for (const who of ['ada', 'bob'] as const) placed[who]?.push((await place(tokens[who])).body.id);
      }
      for (const filter of ['', `reference=${reference}&`, 'status=pending_payment&']) {
        const pages = async (token: string) => shop.ask({ path: `/v1/orders?${filter}limit=1`, token });
        for (const giver of [tokens.ada, tokens.grace, tokens.erp]) {
          const { nextCursor } = (await pages(giver)).body;
          if (nextCursor === null) continue;
          const { status, text } = await shop.ask({
            path: `/v1/orders?${filter}limit=100&cursor=${nextCursor}`,
            token: tokens.bob,
          });
          expect.soft(status).toBe(200);
          const foreign = (text.match(OWNED) ?? []).filter((id) => !placed.bob?.includes(id));
          expect.soft(await ownersOf(shop, foreign), filter).toEqual([]);
        }
      }
    });

    it('a cursor made to lead past the caller’s own shows nothing of others', async () => {
      const { shop, tokens, order } = the();
      const { createdAt, id } = order as { createdAt?: string; id: string };
      for (const sortKey of [`${createdAt}#${id}`, `${createdAt}#${id}~`, '9999', '~', 'z']) {
        for (const filter of ['', 'reference=gift&', 'status=pending_payment&']) {
          const path = `/v1/orders?${filter}limit=100&cursor=${cursorTo(sortKey)}`;
          const { text, status } = await shop.ask({ path, token: tokens.bob });
          expect.soft(status, path).toBe(200);
          expect.soft(text, path).not.toContain(id);
        }
      }
    });
  });

  /** Orders of which these are, and that Bob has not placed. */
  const ownersOf = async (shop: Shop, ids: string[]): Promise<string[]> => {
    const bobs = await shop.house.all('/v1/orders', PEOPLE.bob);
    return ids.filter((id) => !bobs.some((one) => one.id === id));
  };

  /** One request a list, made once: nothing of it changes. */
  const known = new Map<string, ReturnType<typeof validRequest>>();
  const asked = (route: Route, shop: Shop) => {
    const found = known.get(route.operation) ?? validRequest(route, shop);
    known.set(route.operation, found);
    return found;
  };
};
