import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/route';
import { fresh, person } from '../journeys/caller.ts';
import type { Answer } from './http.ts';
import { type Caller, type Verdict, verdictOf } from './matrix.ts';
import { BAD_TOKEN, expectDiscreet, expectGateway, expectProblem, NO_SCOPE, NO_TOKEN } from './refusals.ts';
import { type Asked, endsItsCaller, sent, validRequest } from './requests.ts';
import { nameOf, routes } from './routes.ts';
import { erp, openShop, PEOPLE, SCOPES, type Shop } from './shop.ts';

const SHOPPER = { scopes: ['backroom/shop'], groups: [] };
/** More than a token lasts. */
const PAST_TOKENS_SECONDS = 16 * 60;

const callers: Caller[] = [
  { name: 'anonymous' },
  { name: 'expired token' },
  { name: 'ID token', carries: { scopes: [], groups: [] }, owns: true },
  { name: 'another shopper', carries: SHOPPER },
  { name: 'owner', carries: SHOPPER, owns: true },
  { name: 'staff', carries: { ...SHOPPER, groups: ['staff'] } },
  { name: 'admin', carries: { ...SHOPPER, groups: ['admin'] } },
  ...SCOPES.map((scope) => ({ name: scope.replace('backroom/', ''), carries: { scopes: [scope], groups: [] } })),
  { name: 'every machine scope', carries: { scopes: [...SCOPES], groups: [] } },
];

let shop: Shop;
let tokens: Record<string, string | undefined>;

beforeAll(async () => {
  shop = await openShop();
  // The owner's own token, once good and known to the gateway, until time ran out on it.
  const expired = await shop.tokenOf(PEOPLE.ada);
  expect((await shop.ask({ path: '/v1/orders', token: expired })).status).toBe(200);
  await shop.house.advance(PAST_TOKENS_SECONDS);
  const machines = await Promise.all(SCOPES.map((scope) => shop.tokenOf({ kind: 'machine', scopes: [scope] })));
  tokens = {
    'expired token': expired,
    'ID token': await shop.issuer.idTokenOf({ email: PEOPLE.ada.email, groups: [] }),
    'another shopper': await shop.tokenOf(PEOPLE.bob),
    owner: await shop.tokenOf(PEOPLE.ada),
    staff: await shop.tokenOf(PEOPLE.grace),
    admin: await shop.tokenOf(PEOPLE.root),
    ...Object.fromEntries(SCOPES.map((scope, n) => [scope.replace('backroom/', ''), machines[n]])),
    'every machine scope': await shop.tokenOf(erp),
  };
}, 120_000);
afterAll(() => shop?.stop());

const ask = async (route: Route, asked: Asked, caller: Caller): Promise<Answer> => {
  const isLast = endsItsCaller(route) && verdictOf(route, caller) === 'served';
  const token = isLast ? await shop.tokenOf(somebodyLike(caller)) : tokens[caller.name];
  return shop.ask({ ...sent(route, asked), token });
};

/** Somebody whose token says the same, and whom nobody else needs. */
const somebodyLike = ({ carries }: Caller) => person(carries?.groups[0] ?? 'shopper', fresh('leaver'));

/** A GET is deployed twice: what it answers, HEAD says without a body. */
const methodsOf = (route: Route): Route[] =>
  route.method === 'GET' ? [route, { ...route, method: 'HEAD' as Route['method'] }] : [route];

const expectVerdict = (route: Route, answer: Answer, verdict: Verdict, { name }: Caller) => {
  const what = `${nameOf(route)} as ${name}`;
  expectDiscreet(shop, answer, what);
  const status = { served: 200, unauthorized: 401, insufficient: 403, forbidden: 403, missing: 404 }[verdict];
  if (verdict === 'served') {
    const promised = Object.keys(route.answers).map(Number);
    return expect.soft(promised, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
  }
  if ((route.method as string) === 'HEAD') {
    return expect.soft([answer.status, answer.text], what).toEqual([status, '']);
  }
  if (verdict === 'unauthorized') {
    return expectGateway(shop, answer, 401, what, tokens[name] === undefined ? NO_TOKEN : BAD_TOKEN);
  }
  if (verdict === 'insufficient') return expectGateway(shop, answer, 403, what, NO_SCOPE);
  return expectProblem(shop, answer, { status, code: verdict === 'missing' ? 'not_found' : 'forbidden' }, what);
};

const print = () => {
  const width = Math.max(...routes.map((route) => nameOf(route).length));
  const lines = routes.map((route) =>
    [nameOf(route).padEnd(width), ...callers.map((caller) => verdictOf(route, caller).padEnd(19))].join(' '),
  );
  console.log([`${' '.repeat(width)} ${callers.map(({ name }) => name.padEnd(19)).join(' ')}`, ...lines].join('\n'));
};

describe('the authorisation matrix', () => {
  it('has a row for every route that is deployed, and asks for a token on all but those for anyone', () => {
    const folder = join(import.meta.dirname, '../../cdk.local');
    type Resource = { Type: string; Properties: { RouteKey: string; AuthorizationType?: string } };
    const deployed = globSync('*.template.json', { cwd: folder })
      .flatMap((file) => Object.values<Resource>(JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources ?? {}))
      .filter(({ Type, Properties }) => Type === 'AWS::ApiGatewayV2::Route' && Properties.RouteKey.includes(' /'))
      .map(({ Properties: { RouteKey, AuthorizationType } }) => `${RouteKey} ${AuthorizationType ?? 'NONE'}`);
    const declared = routes
      .flatMap(methodsOf)
      .map((route) => `${nameOf(route)} ${route.callers === 'anyone' ? 'NONE' : 'JWT'}`);
    expect(deployed.toSorted()).toEqual(declared.toSorted());
    expect(declared.length).toBeGreaterThan(30);
    if (process.env.MATRIX === 'print') print();
  });

  describe.each(routes.map((route) => ({ name: nameOf(route), route })))('$name', ({ route }) => {
    const refused = callers.filter((caller) => verdictOf(route, caller) !== 'served');
    const served = callers.filter((caller) => verdictOf(route, caller) === 'served');

    it(`refuses ${refused.map(({ name }) => name).join(', ') || 'nobody'}, and nothing changes`, async () => {
      const asked = await validRequest(route, shop);
      await shop.unchangedBy(() =>
        eachCell(route, refused, async (one, caller) => {
          expectVerdict(one, await ask(one, asked, caller), verdictOf(route, caller), caller);
        }),
      );
    });

    it(`serves ${served.map(({ name }) => name).join(', ')}`, async () => {
      // What reads leaves nothing behind, so all may read the same.
      const shared = route.method === 'GET' ? await validRequest(route, shop) : undefined;
      await eachCell(route, served, async (one, caller) => {
        const answer = await ask(one, shared ?? (await validRequest(route, shop)), caller);
        expectVerdict(one, answer, 'served', caller);
        await expectNothingOfOthers(answer, caller, nameOf(one));
      });
    });
  });
});

const eachCell = (route: Route, wanted: Caller[], look: (one: Route, caller: Caller) => Promise<void>) =>
  Promise.all(methodsOf(route).flatMap((one) => wanted.map((caller) => look(one, caller))));

/** Ids of orders and payments; those in the documents' examples are nobody's. */
const OWNED = /\b(?:ord|pay)_[0-9a-z]{26}\b/g;

const expectNothingOfOthers = async ({ text }: Answer, { name, carries }: Caller, what: string) => {
  if ((carries?.groups.length ?? 0) > 0) return;
  const token = tokens[name];
  for (const id of new Set(text.match(OWNED))) {
    const owner = await shop.ownerOf(id);
    if (owner !== undefined) expect.soft(owner, `${what} as ${name}`).toBe(token && decodeJwt(token).sub);
  }
};
