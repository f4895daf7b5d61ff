import { randomUUID } from 'node:crypto';
import { accessToken } from '../../client/access-token.ts';
import { orderOf } from './child/cases.ts';
import { type Host, memoryOf, settled, startHosts } from './hosts.ts';
import { type Asked, type Clients, type Load, openClients } from './load-client.ts';
import type { Progress, Run } from './run.ts';
import { median, percentile, type Section } from './tables.ts';

const CLIENTS = [1, 16, 64];
const SKUS = 64;
const STOCK = 1_000_000_000;
const SCOPES = ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'];

const FULL = { rounds: 3, seconds: 2, warmUpSeconds: 2 };
const QUICK = { rounds: 1, seconds: 1, warmUpSeconds: 1 };
type Effort = typeof FULL;

const MOST_MEGABYTES = 1_024;
const skus = Array.from({ length: SKUS }, (_, n) => `BENCH-${n}`);

/** A host with its products, and somebody who may buy them. */
type Shop = { host: Host; clients: Clients; authorization: string };
type Shops = { ours: Shop; floor: Shop };

const openShop = async (host: Host): Promise<Shop> => {
  const { accessToken: token } = await accessToken(host.system, { kind: 'machine', scopes: SCOPES });
  const authorization = `Bearer ${token}`;
  const clients = openClients(host.url);
  for (const sku of skus) {
    const body = {
      name: `Benchmark article ${sku}`,
      description: 'A heart of white painted metal on a string, for one tea light; 12 cm high.',
      price: { amount: 255, currency: 'GBP' },
    };
    await clients.expect(201, { method: 'PUT', path: `/v1/products/${sku}`, headers: { authorization }, body });
    const headers = { authorization, 'idempotency-key': randomUUID() };
    const movement = { sku, quantity: STOCK, reason: 'receipt' };
    await clients.expect(201, { method: 'POST', path: '/v1/stock-movements', headers, body: movement });
  }
  return { host, clients, authorization };
};

/** The bare handler hands out the row as it is, keys and all: @throws Error when the hosts serve anything else */
const checkSides = async ({ ours, floor }: Shops): Promise<void> => {
  const read = ({ clients }: Shop) => clients.expect(200, { method: 'GET', path: `/v1/products/${skus[0]}` });
  const isBare = (body: string) => 'pk' in JSON.parse(body);
  if (isBare(await read(ours)) || !isBare(await read(floor))) throw new Error('a host serves the wrong handlers');
};

type Kind = { name: string; status: number; least: number; asks: (shop: Shop, n: number) => Asked };

const KINDS: Kind[] = [
  {
    name: 'orders',
    status: 201,
    least: 0.6,
    asks: ({ authorization }, n) => ({
      method: 'POST',
      path: '/v1/orders',
      headers: { authorization, 'idempotency-key': randomUUID() },
      body: orderOf(skus[n % SKUS] ?? ''),
    }),
  },
  {
    name: 'product reads',
    status: 200,
    least: 0.7,
    asks: (_, n) => ({ method: 'GET', path: `/v1/products/${skus[n % SKUS]}` }),
  },
];

let asked = 0;

const loadOnce = async (shop: Shop, { asks, status }: Kind, clients: number, seconds: number): Promise<Load> => {
  const load = await shop.clients.load(clients, seconds, status, () => asks(shop, asked++));
  await settled(shop.host);
  return load;
};

/** One line of the table: rounds in turns, the ratio that of each pair, so that a noisy neighbour disturbs both. */
const compare = async (shops: Shops, kind: Kind, clients: number, { rounds, seconds }: Effort, progress: Progress) => {
  const ours: Load[] = [];
  const floor: Load[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`${kind.name}, ${clients} clients, round ${round + 1}`);
    ours.push(await loadOnce(shops.ours, kind, clients, seconds));
    floor.push(await loadOnce(shops.floor, kind, clients, seconds));
  }
  const ratio = median(ours.map(({ perSecond }, n) => perSecond / (floor[n]?.perSecond ?? Number.NaN)));
  const figures = (loads: Load[]) => {
    const all = loads.flatMap(({ milliseconds }) => milliseconds);
    return [median(loads.map(({ perSecond }) => perSecond)), percentile(all, 0.5), percentile(all, 0.99)];
  };
  return [`${kind.name}, ${clients} at once`, ...figures(ours), ...figures(floor), { value: ratio, least: kind.least }];
};

const throughput = async (shops: Shops, effort: Effort, progress: Progress): Promise<Section['rows']> => {
  const rows: Section['rows'] = [];
  for (const kind of KINDS) {
    for (const shop of [shops.ours, shops.floor]) await loadOnce(shop, kind, 16, effort.warmUpSeconds);
    for (const clients of CLIENTS) rows.push(await compare(shops, kind, clients, effort, progress));
  }
  return rows;
};

/** Orders and reads through the local host, and what the host holds in memory after that. */
export const measureHttp = async ({ folder, quick, progress, show }: Run): Promise<Section[]> => {
  const effort = quick ? QUICK : FULL;
  progress('two hosts');
  const hosts = await startHosts(folder);
  const shops: Shop[] = [];
  try {
    const idle = await memoryOf(hosts.ours);
    for (const host of [hosts.ours, hosts.floor]) shops.push(await openShop(host));
    const [ours, floor] = shops as [Shop, Shop];
    await checkSides({ ours, floor });
    const speed = show({
      title: 'Through the local host',
      says:
        `${effort.rounds} rounds of ${effort.seconds} s each, in turns with a host where the two doors are bare handlers making the same DynamoDB calls.\n` +
        'Orders are one line on account, 64 SKUs in turn, a key each, a real token; relay and reports run behind them. Client, host and engine\n' +
        'share the cores. ratio: median of the pairs.',
      columns: ['', '/s', 'p50 ms', 'p99 ms', 'floor /s', 'p50 ms', 'p99 ms', 'ratio'],
      rows: await throughput({ ours, floor }, effort, progress),
    });
    const after = await memoryOf(hosts.ours);
    const memory = show({
      title: 'Resident memory',
      says: 'The whole local system: gateway, functions, engine, queues and issuer are one process.',
      columns: ['', 'MB'],
      rows: [
        ['started', idle.now],
        ['after the benchmark', { value: after.now, most: MOST_MEGABYTES }],
        ['at its most', after.peak],
      ],
    });
    return [speed, memory];
  } finally {
    await Promise.all([hosts.ours.stop(), hosts.floor.stop()]);
  }
};
