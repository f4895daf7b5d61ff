import { describe, expect, it } from 'vitest';
import type { Route } from '#shared/route';
import { fresh } from '../../journeys/caller.ts';
import { type Variant, withMember, withValue } from '../bodies.ts';
import { expectProblem } from '../refusals.ts';
import { sent, validRequest } from '../requests.ts';
import { nameOf } from '../routes.ts';
import { routesWithBody, type The, welcome } from '../world.ts';

const table = routesWithBody.map((route) => ({ name: nameOf(route), route }));

/** What a caller would like to decide, and the shop decides. */
const DECIDED = [
  'id',
  'role',
  'groups',
  'isAdmin',
  'owner',
  'buyer',
  'version',
  'total',
  'unitPrice',
  'paidAt',
  'refunded',
];
/** Fields that some routes have; where they have not, they are as unknown as the others. */
const SOMETIMES = ['status', 'price', 'amount', 'captured', 'expiresAt', 'createdAt'];

const entriesOf = ({ body }: Route): string[] => Object.keys((body as { entries?: object } | undefined)?.entries ?? {});

/** Ways to a prototype; the last ones are names that every object has. */
const PROTOTYPES = [
  '"__proto__":{"category":"polluted","reference":"polluted"}',
  '"__proto__":null',
  '"\\u005f_proto__":{"category":"polluted"}',
  '"constructor":{"prototype":{"category":"polluted","reference":"polluted"}}',
  '"constructor":{"prototype":null}',
  '"prototype":{"category":"polluted"}',
  '"constructor":1',
  '"toString":1',
  '"valueOf":{}',
  '"hasOwnProperty":false',
  '"__defineGetter__":1',
];

/** No number of a shop: written as they stand here. */
const NO_NUMBERS = [
  '1.5',
  '"1"',
  '"NaN"',
  '9007199254740993',
  '-9007199254740993',
  '1e400',
  '-1e400',
  '1e-7',
  'null',
  'true',
  '[1]',
  '{"$gt":0}',
];
/** No JSON at all. */
const NO_JSON = ['NaN', 'Infinity', '-Infinity', '0x10', '01', '+1', '1_000', '.5', '1.', '١'];

/** Too little or too much, where the field is one of these. */
const LIMITS: Record<string, string[]> = {
  'placeOrder lines.0.quantity': ['0', '-0', '-1', '1000001', '1e9'],
  'placeOrder expectedTotal.amount': ['-1', '1000000000001'],
  'recordStockMovement quantity': ['0', '-0', '1000000001', '-1000000001'],
  'setStockShards shards': ['0', '-1', '17', '1e9'],
  'createRefund amount.amount': ['-1', '1000000000001'],
  'createRefund lines.0.quantity': ['0', '-1', '1000000001'],
  'putProduct price.amount': ['-1', '1000000000001'],
  'patchProduct price.amount': ['-1', '1000000000001'],
};

export const members = (the: The) => {
  const refuses = async (
    route: Route,
    variants: (json: object) => (Variant & { wanted: { status: number; code?: string }; what: string })[],
  ) => {
    const { shop } = the();
    const { json = {}, ...asked } = await validRequest(route, shop);
    await shop.unchangedBy(async () => {
      for (const { path, text, wanted, what } of variants(json)) {
        const headers = { 'content-type': 'application/json', ...asked.headers };
        const answer = await shop.ask({ ...sent(route, asked), token: welcome(route, the()), headers, bytes: text });
        expectProblem(shop, answer, wanted, `${what} at ${path || 'the top'}`);
      }
    });
  };

  describe('7: what a body may not decide', () => {
    it.each(table)('$name', async ({ route }) => {
      const names = [...DECIDED, ...SOMETIMES.filter((name) => !entriesOf(route).includes(name))];
      await refuses(route, (json) =>
        names.flatMap((name) =>
          withMember(json, `${JSON.stringify(name)}:"evil"`)
            .filter(({ path }) => path === '' || !SOMETIMES.includes(name))
            .map((variant) => ({ ...variant, wanted: { status: 422, code: 'unknown_field' }, what: name })),
        ),
      );
    });
  });

  describe('8: names that lead to prototypes', () => {
    it.each(table)('$name', async ({ route }) => {
      await refuses(route, (json) =>
        PROTOTYPES.flatMap((member) =>
          withMember(json, member).map((variant) => ({ ...variant, wanted: { status: 422 }, what: member })),
        ),
      );
    });

    it('have changed no object of those that come after', async () => {
      const { shop, tokens, sku } = the();
      const product = { name: 'Mug', price: { amount: 250, currency: 'GBP' } };
      const put = await shop.ask({
        method: 'PUT',
        path: `/v1/products/${fresh('MUG')}`,
        token: tokens.erp,
        json: product,
      });
      const movement = { sku, quantity: 1, reason: 'receipt' };
      const moved = await shop.ask({
        method: 'POST',
        path: '/v1/stock-movements',
        token: tokens.erp,
        key: fresh('key'),
        json: movement,
      });
      const ordered = await shop.ask({
        method: 'POST',
        path: '/v1/orders',
        token: tokens.ada,
        key: fresh('key'),
        json: { lines: [{ sku, quantity: 1 }] },
      });
      for (const { status, text } of [put, moved, ordered]) {
        expect(status).toBe(201);
        expect(text).not.toContain('polluted');
      }
    });
  });

  describe('9: numbers', () => {
    it.each(table)('$name', async ({ route }) => {
      const { operation } = route;
      await refuses(route, (json) => [
        ...NO_NUMBERS.flatMap((raw) =>
          withValue(json, 'number', raw).map((one) => ({
            ...one,
            wanted: { status: 422, code: 'invalid_input' },
            what: raw,
          })),
        ),
        ...NO_JSON.flatMap((raw) =>
          withValue(json, 'number', raw).map((one) => ({
            ...one,
            wanted: { status: 400, code: 'malformed_json' },
            what: raw,
          })),
        ),
        ...withValue(json, 'number', '0').flatMap(({ path }) =>
          (LIMITS[`${operation} ${path}`] ?? []).flatMap((raw) =>
            withValue(json, 'number', raw)
              .filter((one) => one.path === path)
              .map((one) => ({ ...one, wanted: { status: 422, code: 'invalid_input' }, what: raw })),
          ),
        ),
      ]);
    });

    it('sees every limit above in the body it is about', async () => {
      const { shop } = the();
      const fields: string[] = [];
      for (const route of routesWithBody) {
        const { json = {} } = await validRequest(route, shop);
        fields.push(...withValue(json, 'number', '0').map(({ path }) => `${route.operation} ${path}`));
      }
      expect(Object.keys(LIMITS).toSorted()).toEqual(fields.toSorted());
    });
  });
};
