import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accessToken } from '../../client/access-token.ts';
import { confirm } from './browser.ts';
import { type Host, settled, startOurs } from './hosts.ts';
import { openClients } from './load-client.ts';
import type { Progress, Run } from './run.ts';
import { median, percentile, type Section } from './tables.ts';

const SKUS = 64;
const STOCK = 1_000_000;
const SCOPES = ['backroom/catalog.write', 'backroom/stock.write'];

/** Milliseconds between an answer and the next look, for each client: all of them together always look as often. */
const PAUSE_MILLISECONDS = 5;
const PATIENCE_MILLISECONDS = 60_000;

/** Payments by the number of clients. */
const FULL = { warmUp: 96, payments: { 1: 200, 16: 640 } };
const QUICK = { warmUp: 16, payments: { 1: 20, 16: 64 } };

/** What one order went through; in milliseconds, but for `looks`. */
type Cycle = {
  /** POST orders, by card. */
  placed: number;
  /** POST payments: our row, the intent, its id. */
  begun: number;
  /** From the provider's answer to the buyer until a look at the order says `paid`. */
  paid: number;
  /** From our answer to a refund until a look at the order says so. */
  refunded: number;
  /** GET orders/{id}. */
  read: number;
  looks: number;
};

const skus = Array.from({ length: SKUS }, (_, n) => `BENCH-${n}`);

const openShop = async (host: Host) => {
  const { expect } = openClients(host.url);
  const tokenOf = async (who: Parameters<typeof accessToken>[1]) => {
    const { accessToken: token } = await accessToken(host.system, who);
    return { authorization: `Bearer ${token}` };
  };
  const erp = await tokenOf({ kind: 'machine', scopes: SCOPES });
  for (const sku of skus) {
    const body = { name: `Benchmark article ${sku}`, price: { amount: 255, currency: 'GBP' } };
    await expect(201, { method: 'PUT', path: `/v1/products/${sku}`, headers: erp, body });
    const headers = { ...erp, 'idempotency-key': randomUUID() };
    const movement = { sku, quantity: STOCK, reason: 'receipt' };
    await expect(201, { method: 'POST', path: '/v1/stock-movements', headers, body: movement });
  }
  return {
    host,
    shopper: await tokenOf({ kind: 'shopper', email: 'ada@example.com' }),
    admin: await tokenOf({ kind: 'admin', email: 'eve@example.com' }),
  };
};

type Shop = Awaited<ReturnType<typeof openShop>>;

const timed = async <T>(act: () => Promise<T>): Promise<[T, number]> => {
  const before = performance.now();
  return [await act(), performance.now() - before];
};

/** A client with a connection of its own, and what it does over and over. */
const openClient = ({ host, shopper, admin }: Shop, between: number) => {
  const clients = openClients(host.url);
  const agent = clients.agent();
  const send = async (status: number, method: string, path: string, headers: object, body?: object) =>
    JSON.parse(await clients.expect(status, { method, path, headers: { ...headers }, body }, agent));
  const post = (path: string, by: object, body?: object) =>
    send(201, 'POST', path, { ...by, 'idempotency-key': randomUUID() }, body);

  const cycle = async (n: number): Promise<Cycle> => {
    let looks = 0;
    const look = (id: string) => {
      looks += 1;
      return send(200, 'GET', `/v1/orders/${id}`, shopper);
    };
    const until = async (id: string, isSo: (order: { status: string; refunded?: unknown }) => boolean) => {
      for (const patience = performance.now() + PATIENCE_MILLISECONDS; performance.now() < patience; ) {
        if (isSo(await look(id))) return;
        await pause(between);
      }
      throw new Error(`it never happened to ${id}`);
    };
    const lines = [{ sku: skus[n % SKUS], quantity: 1 }];
    const [{ id }, placed] = await timed(() => post('/v1/orders', shopper, { lines }));
    const [payment, begun] = await timed(() => post(`/v1/orders/${id}/payments`, shopper));
    const said = await confirm(host.system.stripe, payment.clientSecret);
    if (said !== 'succeeded') throw new Error(`the card was not taken: ${said}`);
    const [, paid] = await timed(() => until(id, ({ status }) => status === 'paid'));
    const refund = { reason: 'benchmark', restock: true };
    await post(`/v1/payments/${payment.id}/refunds`, admin, refund);
    const [, refunded] = await timed(() => until(id, (order) => order.refunded !== undefined));
    const [, read] = await timed(() => send(200, 'GET', `/v1/orders/${id}`, shopper));
    return { placed, begun, paid, refunded, read, looks };
  };
  return { cycle, close: () => agent.destroy() };
};

/** So many payments by so many clients, each of them with one at a time. */
const payAll = async (shop: Shop, clients: number, payments: number, progress: Progress) => {
  const cycles: Cycle[] = [];
  let begun = 0;
  const [, milliseconds] = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async () => {
        const client = openClient(shop, PAUSE_MILLISECONDS * clients);
        while (begun < payments) {
          cycles.push(await client.cycle(begun++));
          progress(`payments, ${clients} at once: ${cycles.length}`);
        }
        client.close();
      }),
    ),
  );
  await settled(shop.host);
  const looks = cycles.reduce((sum, cycle) => sum + cycle.looks, 0);
  return { cycles, perSecond: cycles.length / (milliseconds / 1_000), looksPerSecond: looks / (milliseconds / 1_000) };
};

type Timed = Exclude<keyof Cycle, 'looks'>;

/** Each with what it is held against: the same order's. */
const LINES: [name: string, of: Timed, against: Timed, name: string][] = [
  ['begin a payment', 'begun', 'placed', 'place the order'],
  ['', 'begun', 'read', 'read the order'],
  ['confirmed, until paid', 'paid', 'refunded', 'refund answered, until refunded'],
];

/** How long a buyer waits: for the payment to begin, and from the provider's answer until the order is paid. */
export const measurePayments = async ({ folder, quick, progress, show }: Run): Promise<Section[]> => {
  const { warmUp, payments } = quick ? QUICK : FULL;
  progress('a host');
  const host = await startOurs(join(folder, 'payments'));
  try {
    const shop = await openShop(host);
    await payAll(shop, 16, warmUp, progress);
    const rows: Section['rows'] = [];
    const rates: string[] = [];
    for (const [clients, number] of Object.entries(payments)) {
      const { cycles, perSecond, looksPerSecond } = await payAll(shop, Number(clients), number, progress);
      for (const [name, of, against, floor] of LINES) {
        const figures = (key: Timed) =>
          [0.5, 0.99].map((share) =>
            percentile(
              cycles.map((cycle) => cycle[key]),
              share,
            ),
          );
        const ratio = median(cycles.map((cycle) => cycle[of] / cycle[against]));
        rows.push([name && `${name}, ${clients} at once`, ...figures(of), floor, ...figures(against), ratio]);
      }
      rates.push(`${clients} at once: ${perSecond.toFixed(1)} orders/s, ${Math.round(looksPerSecond)} looks/s`);
    }
    return [
      show({
        title: 'Payments through the local host',
        says:
          `Each client places an order of one line by card, begins its payment, confirms it, waits, refunds it with restock, waits, and\n` +
          `reads it once more. Paid takes the webhook, two queues and the relay in between; refunded, one relay and one queue, seen by\n` +
          `the same look. A look is a read ${PAUSE_MILLISECONDS} ms (16 at once: ${PAUSE_MILLISECONDS * 16}) after the last answer, so a wait is up to that and a read too long, and\n` +
          `looking takes its share of the cores (${rates.join('; ')}). ratio: median of the orders.`,
        columns: ['', 'p50 ms', 'p99 ms', 'against', 'p50 ms', 'p99 ms', 'ratio'],
        rows,
      }),
    ];
  } finally {
    await host.stop();
  }
};
