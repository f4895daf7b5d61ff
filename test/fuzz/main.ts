import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { accessToken } from '../../client/access-token.ts';
import { startSystem } from '../../infra/local/harness.ts';
import type { Operation } from '../../infra/openapi/document.ts';
import { validatorOf } from '../openapi/validation.ts';
import { type Known, requestsOf, type Sender, type Wire } from './requests.ts';

// `npm run fuzz`: requests made from the document, against a running system. None is ever answered by a 5xx, by a status
// that is not documented, or by a body or header that is not as documented.

const USAGE = `Usage: npm run fuzz -- [--runs N] [--seed S] [--only operationId]

  --runs   requests of each route (200)
  --seed   draws the same requests again (the time)
  --only   one route`;

/** Requests on their way at once; a route's come one after another, so that what they do to each other is the same again. */
const ROUTES_AT_ONCE = 6;
/** Statuses from here on are our fault. A 503 says "later", but nothing here is slow. */
const OUR_FAULT = 500;
const TOKEN_MARGIN_MILLISECONDS = 60_000;

type Route = { method: string; template: string; operation: Operation };
type Answered = { status: number; headers: Record<string, string>; body: unknown };

const wanted = () => {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '200' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const runs = Number(values.runs);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) throw new Error(USAGE);
  return { runs, seed, only: values.only };
};

const CALLERS = {
  shopper: { kind: 'shopper', email: 'fuzz@example.com' },
  staff: { kind: 'staff', email: 'fuzz-staff@example.com' },
  admin: { kind: 'admin', email: 'fuzz-admin@example.com' },
  machine: {
    kind: 'machine',
    scopes: ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write', 'backroom/operations'],
  },
} as const;

type System = Awaited<ReturnType<typeof startSystem>>;

const openTokens = (system: System) => {
  const tokens = new Map<string, Promise<{ accessToken: string; expiresAt: number }>>();
  let leavers = 0;
  return async (sender: Sender): Promise<string | undefined> => {
    if (sender === 'nobody') return undefined;
    if (sender === 'stranger') return 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.';
    const known = tokens.get(sender);
    if (known && (await known).expiresAt > Date.now() + TOKEN_MARGIN_MILLISECONDS) return (await known).accessToken;
    if (sender === 'leaver') {
      const email = `fuzz-leaver-${++leavers}@example.com`;
      return (await accessToken(system.system, { kind: 'shopper', email })).accessToken;
    }
    const who = CALLERS[sender];
    const asked = accessToken(system.system, who.kind === 'machine' ? { ...who, scopes: [...who.scopes] } : who);
    tokens.set(sender, asked);
    return (await asked).accessToken;
  };
};

const openSender = (system: System) => {
  const tokenOf = openTokens(system);
  return async ({ as, method, path, headers, body }: Wire): Promise<Answered> => {
    const token = await tokenOf(as);
    const response = await fetch(`${system.url}${path}`, {
      method,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
      redirect: 'manual',
      ...(body !== undefined && method !== 'GET' && { body }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text && type.includes('json') ? JSON.parse(text) : text || undefined,
    };
  };
};

const wire = (as: Sender, method: string, path: string, body: unknown, headers: Record<string, string> = {}): Wire => ({
  as,
  method,
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Something on sale, and orders of it with a payment each, so that routes find what they ask for. */
const stock = async (send: (request: Wire) => Promise<Answered>): Promise<Known> => {
  const known: Known = { sku: ['MUG', 'TRAY', 'DELIVERY'], id: ['home'] }; // an address that requests come to make
  for (const sku of known.sku) {
    const price = { amount: 255, currency: 'GBP' };
    await send(wire('machine', 'PUT', `/v1/products/${sku}`, { name: sku, price, stocked: sku !== 'DELIVERY' }));
  }
  for (const sku of ['MUG', 'TRAY']) {
    const movement = { sku, quantity: 1_000_000, reason: 'receipt' };
    await send(
      wire('machine', 'POST', '/v1/stock-movements', movement, { 'idempotency-key': `fuzz-receipt-of-${sku}` }),
    );
  }
  for (const as of ['shopper', 'machine', 'shopper', 'machine'] as const) {
    const key = `fuzz-order-${known.id.length}-of-${as}`;
    const order = await send(
      wire(as, 'POST', '/v1/orders', { lines: [{ sku: 'MUG', quantity: 1 }] }, { 'idempotency-key': key }),
    );
    const { id } = order.body as { id: string };
    const payment = await send(wire(as, 'POST', `/v1/orders/${id}/payments`, {}, { 'idempotency-key': key }));
    known.id.push(id, (payment.body as { id: string }).id);
  }
  for (const [as, path] of [
    ['admin', '/v1/reconciliations'],
    ['shopper', '/v1/me/exports'],
    ['staff', '/v1/me/exports'],
    ['admin', '/v1/me/exports'],
  ] as const) {
    const { body } = await send(wire(as, 'POST', path, {}));
    known.id.push((body as { id: string }).id);
  }
  return known;
};

const main = async (): Promise<number> => {
  const { runs, seed, only } = wanted();
  const { document, find, deviations } = validatorOf();
  const routes: Route[] = Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations)
      .map(([method, operation]) => ({ method, template, operation }))
      .filter(({ operation }) => !only || operation.operationId === only),
  );
  if (routes.length === 0) throw new Error(`There is no route ${only}`);
  console.log(`seed ${seed}, ${runs} requests of each of ${routes.length} routes`);

  const system = await startSystem();
  const statuses = new Map<string, Map<number, number>>();
  let failed = 0;
  try {
    const send = openSender(system);
    const known = await stock(send);

    const holds = async (request: Wire): Promise<void> => {
      const answer = await send(request);
      const found = find(request.method, new URL(`${system.url}${request.path}`).pathname);
      const name = found?.operation.operationId ?? 'no route';
      const counts = statuses.get(name) ?? new Map<number, number>();
      statuses.set(name, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1));
      const faults = found ? deviations({ ...request, ...answer }) : [];
      if (answer.status >= OUR_FAULT) faults.push(`${answer.status} is our fault: ${JSON.stringify(answer.body)}`);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    };

    const tried = async (route: Route): Promise<void> => {
      const property = fc.asyncProperty(requestsOf(route, document, known), holds);
      const result = await fc.check(property, { numRuns: runs, seed: seed + routes.indexOf(route) });
      if (!result.failed) return;
      failed++;
      const [request] = result.counterexample ?? [];
      console.error(`\n${route.operation.operationId}: ${(result.errorInstance as Error)?.message}`);
      console.error(`  ${JSON.stringify(request)?.slice(0, 2_000)}`);
      console.error(`  npm run fuzz -- --seed ${seed} --runs ${runs} --only ${route.operation.operationId}`);
    };

    const rest = routes.values();
    const hand = async () => {
      for (const route of rest) await tried(route);
    };
    await Promise.all(Array.from({ length: ROUTES_AT_ONCE }, hand));
  } finally {
    await system.stop();
  }

  for (const [name, counts] of [...statuses].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const said = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status} ×${count}`);
    console.log(`  ${name.padEnd(22)} ${said.join('  ')}`);
  }
  const sum = [...statuses.values()].flatMap((counts) => [...counts.values()]).reduce((a, b) => a + b, 0);
  console.log(`${sum} requests, ${failed} routes failed`);
  return failed === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
