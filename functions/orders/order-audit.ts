import * as v from 'valibot';
import type { AuditPage, AuditRun, Finding, Repair } from '#shared/audit';
import { backOff, type Deadline } from '#shared/deadline';
import { type Rows, read, transact } from '#shared/table';
import type { Sku } from '#shared/values';
import { demandOf, isOpen, type Order } from './order.ts';
import { expiring, findOrder, linesOf, OVERDUE, orderIn, orderKeys, overdueKeys, saved } from './order-table.ts';
import { release } from './overdue.ts';

// Published: reconciliation asks whether each order has a next step, and whether it owns what it holds
// (docs/decisions/0004). An audit reads the rows themselves: a copy fed by events would repeat their error.

/** How far behind its time an order may be: the sweeper's minute, a worker's retries, a provider's hiccup. */
const LATE_MINUTES = 15;

const stuck = ({ id, status, expiresAt, leaseUntil, openPayment }: Order): Finding => ({
  kind: 'order_stuck',
  subject: id,
  says: `The order is ${status}, and its next step is overdue.`,
  known: { orderId: id, status, expiresAt, leaseUntil, openPayment },
  repair: status === 'expiring' ? 'Asks payments again how its payment ended.' : 'Takes the step now.',
});

const isLate = ({ status, expiresAt, leaseUntil }: Order, before: string): boolean =>
  leaseUntil !== undefined
    ? leaseUntil < before
    : (status === 'pending_payment' || status === 'expiring') && (expiresAt ?? '') < before;

/** Orders looked at in one go. */
const PAGE = 100;

/** Orders whose next step is overdue, by where they are found: in a healthy house there are none. */
export const auditOrders = async (cursor: string | undefined, { now, deadline }: AuditRun): Promise<AuditPage> => {
  const before = new Date(now.getTime() - LATE_MINUTES * 60_000).toISOString();
  const [place, within] = cursor === undefined ? [0, undefined] : v.parse(Place, cursor);
  const page = await overdueKeys(place, before, within, PAGE, deadline);
  const rows = await read(page.keys, deadline);
  const orders = page.keys.flatMap((key) => orderIn(rows, key.pk.slice('ORDER#'.length)) ?? []);
  const findings = orders.filter((order) => isLate(order, before)).map(stuck);
  const next = page.cursor !== undefined ? [place, page.cursor] : place + 1 < OVERDUE.length ? [place + 1] : undefined;
  return { checked: orders.length, findings, cursor: next && JSON.stringify(next) };
};

const Place = v.pipe(v.string(), v.parseJson(), v.strictTuple([v.number(), v.optional(v.string())]));

type Hold = { sku: Sku; orderId: string; units: number };

/** What each SKU of an order should hold: undefined where that cannot be said while somebody is at the order. */
const owned = async (
  order: Order | undefined,
  rows: Rows,
  deadline: Deadline,
): Promise<Map<Sku, number> | undefined> => {
  if (!order) return new Map();
  if (isOpen(order) || order.leaseUntil) return undefined;
  if (order.held === 0 || order.status === 'cancelled' || order.status === 'expired') return new Map();
  if (order.refunded) return undefined; // units may have come back with it
  const demand = demandOf(await linesOf(order, rows, deadline)).slice(0, order.held);
  return new Map(demand.map(({ sku, quantity }) => [sku, quantity]));
};

/** Holds of which their order knows nothing, or something else. */
export const judgeHolds = async <H extends Hold>(
  holds: H[],
  { deadline }: AuditRun,
): Promise<{ hold: H; wanted: number }[]> => {
  const ids = [...new Set(holds.map(({ orderId }) => orderId))];
  const rows = await read(ids.flatMap(orderKeys), deadline);
  const should = new Map<string, Map<Sku, number> | undefined>();
  for (const id of ids) should.set(id, await owned(orderIn(rows, id), rows, deadline));
  return holds.flatMap((hold) => {
    const order = should.get(hold.orderId);
    const wanted = order?.get(hold.sku) ?? 0;
    return order && wanted !== hold.units ? [{ hold, wanted }] : [];
  });
};

/** Takes an order's overdue step, or has payments asked again. */
export const repairOrder: Repair = async (subject, { now, deadline, correlationId }) => {
  const run = { now, deadline, requestId: correlationId };
  for (let attempt = 0; ; attempt++) {
    const before = await findOrder(subject, deadline);
    if (!before) return { status: 'missing' };
    if (before.status !== 'expiring') {
      await release(before.id, run);
      return { status: (await findOrder(subject, deadline))?.status ?? 'undone' };
    }
    const transition = { before, after: { ...before, version: before.version + 1, seq: before.seq + 1 } };
    const event = expiring(transition, { at: now, requestId: correlationId });
    if (!(await transact([saved(transition), event], deadline))) return { status: 'expiring', asked: 'payments' };
    await backOff(attempt);
  }
};
