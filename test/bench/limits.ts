import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import settings from '../../cdk.json' with { type: 'json' };
import { accessToken } from '../../client/access-token.ts';
import { type Host, settled, startOurs } from './hosts.ts';
import { openClients } from './load-client.ts';
import type { Run } from './run.ts';
import { median, percentile, type Section } from './tables.ts';

const { shopper: LIMIT } = settings.context.limits;
const SKU = 'BENCH';
const SCOPES = ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'];
const READING = 'orders/api/get-order';

/** How much more than it may the offender asks, and how many others there are, each at half its limit. */
const TIMES = 20;
const OTHERS = 8;
/** The others' p99 with the offender may be so many times what it is without. */
const MOST_RATIO = 3;

const FULL = { rounds: 5, seconds: 6 };
const QUICK = { rounds: 1, seconds: 2 };

const Consumed = v.array(v.object({ door: v.string(), writeUnits: v.number() }));

/** Somebody with an order to look at. */
const openCaller = async (host: Host, who: Parameters<typeof accessToken>[1]) => {
  const clients = openClients(host.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const { accessToken: token } = await accessToken(host.system, who);
  const authorization = { authorization: `Bearer ${token}` };
  const headers = { ...authorization, 'idempotency-key': randomUUID() };
  const body = { lines: [{ sku: SKU, quantity: 1 }] };
  const order = JSON.parse(await clients.expect(201, { method: 'POST', path: '/v1/orders', headers, body }));
  const look = { method: 'GET', path: `/v1/orders/${order.id}`, headers: authorization };
  return { look: () => clients.send(look, agent), close: () => agent.destroy() };
};
type Caller = Awaited<ReturnType<typeof openCaller>>;

const openShop = async (host: Host) => {
  const { accessToken: token } = await accessToken(host.system, { kind: 'machine', scopes: SCOPES });
  const headers = { authorization: `Bearer ${token}` };
  const { expect } = openClients(host.url);
  const product = { name: 'Benchmark article', price: { amount: 255, currency: 'GBP' } };
  await expect(201, { method: 'PUT', path: `/v1/products/${SKU}`, headers, body: product });
  const movement = { sku: SKU, quantity: 1_000_000, reason: 'receipt' };
  const keyed = { ...headers, 'idempotency-key': randomUUID() };
  await expect(201, { method: 'POST', path: '/v1/stock-movements', headers: keyed, body: movement });
};

/** Write units that the limiter takes for one request: the reading door writes nothing else. */
const unitsOf = async (host: Host, { look }: Caller, requests: number): Promise<number> => {
  await settled(host);
  await host.control('DELETE', '/consumed');
  for (let n = 0; n < requests; n++) await look();
  const consumed = v.parse(Consumed, await host.control('GET', '/consumed'));
  const written = consumed.filter(({ door }) => door === READING).reduce((sum, { writeUnits }) => sum + writeUnits, 0);
  return written / requests;
};

type Asked = { statuses: number[]; milliseconds: number[] };

/** Asks at a steady rate, whether or not the answers come. */
const askSteadily = async ({ look }: Caller, perSecond: number, seconds: number): Promise<Asked> => {
  const asked: Asked = { statuses: [], milliseconds: [] };
  const began = performance.now();
  const ask = async () => {
    const before = performance.now();
    const { status } = await look();
    asked.statuses.push(status);
    asked.milliseconds.push(performance.now() - before);
  };
  const all: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    await pause(Math.max(0, began + (n * 1_000) / perSecond - performance.now()));
    all.push(ask());
  }
  await Promise.all(all);
  return asked;
};

const shareOf = (statuses: number[], wanted: number): number =>
  statuses.filter((status) => status === wanted).length / statuses.length;

/** What it costs to count callers, and what one who floods does to the others. */
export const measureLimits = async ({ folder, quick, progress, show }: Run): Promise<Section[]> => {
  const { rounds, seconds } = quick ? QUICK : FULL;
  progress('a host');
  const host = await startOurs(join(folder, 'limits'), { isLimited: true });
  try {
    await openShop(host);
    const machine = await openCaller(host, { kind: 'machine', scopes: SCOPES });
    const fresh = (n: number) => openCaller(host, { kind: 'shopper', email: `buyer-${n}@example.com` });
    const costs: Section['rows'] = [
      ['a shopper, 4 requests', { value: await unitsOf(host, await fresh(1), 4), most: 1 }],
      ['a shopper, its whole burst', { value: await unitsOf(host, await fresh(2), LIMIT.burst - 2), most: 1 }],
      ['a shopper, three times its burst', { value: await unitsOf(host, await fresh(3), 3 * LIMIT.burst), most: 1 }],
      ['a machine, 1,000 requests', { value: await unitsOf(host, machine, 1_000), most: 1 }],
    ];
    machine.close();

    const others = await Promise.all(Array.from({ length: OTHERS }, (_, n) => fresh(100 + n)));
    const offender = await fresh(99);
    const round = async (isFlooded: boolean) => {
      const flood = isFlooded ? askSteadily(offender, TIMES * LIMIT.perSecond, seconds) : undefined;
      const asked = await Promise.all(others.map((one) => askSteadily(one, LIMIT.perSecond / 2, seconds)));
      const milliseconds = asked.flatMap((one) => one.milliseconds);
      const served = shareOf(
        asked.flatMap(({ statuses }) => statuses),
        200,
      );
      return { p50: percentile(milliseconds, 0.5), p99: percentile(milliseconds, 0.99), served, flood: await flood };
    };
    await round(true); // its burst is spent, and all is warm
    const rows: Section['rows'] = [];
    const ratios: number[] = [];
    for (let n = 1; n <= rounds; n++) {
      progress(`a flood, round ${n}`);
      const [without, within] = [await round(false), await round(true)];
      const refused = shareOf(within.flood?.statuses ?? [], 429);
      const ratio = within.p99 / without.p99;
      ratios.push(ratio);
      rows.push([`round ${n}`, without.p50, without.p99, within.p50, within.p99, ratio, within.served, refused]);
    }
    rows.push(['median', '', '', '', '', { value: median(ratios), most: MOST_RATIO }]);
    return [
      show({
        title: 'What it costs to count callers',
        says: `Write units of ${READING}, which writes nothing else, for each request, one after the other. Public reads are not counted.`,
        columns: ['', 'write units'],
        rows: costs,
      }),
      show({
        title: 'One who floods, and the others',
        says:
          `${OTHERS} shoppers ask ${LIMIT.perSecond / 2} times a second each, alone and while another asks ${TIMES * LIMIT.perSecond} times a second, ${TIMES} x its limit;\n` +
          'milliseconds of the others, whether all of theirs were served, and the share of the flood that was refused.',
        columns: ['', 'p50', 'p99', 'p50 flooded', 'p99 flooded', 'p99 ratio', 'served', 'refused'],
        rows,
      }),
    ];
  } finally {
    await host.stop();
  }
};
