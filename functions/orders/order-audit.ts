import * as v from 'valibot';
import type { AuditPage, AuditRun, Finding, Repair } from '#shared/audit';
import { backOff } from '#shared/deadline';
import { read, transact } from '#shared/table';
import { OrderId, type Sku } from '#shared/values';
import { demandOf, isOpen, type Order } from './order.ts';
import { createdBefore, expiring, findOrder, leasedUntil, linesOf, orderIn, orderKeys, saved } from './order-table.ts';
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

/** Orders whose next step is overdue, all in one page: in a healthy house there are none. */
export const auditOrders = async (_: string | undefined, { now, deadline }: AuditRun): Promise<AuditPage> => {
  const before = new Date(now.getTime() - LATE_MINUTES * 60_000).toISOString();
  const findings: Finding[] = [];
  let checked = 0;
  const walks = [
    ...createdBefore('pending_payment', before, deadline),
    ...createdBefore('expiring', before, deadline),
    ...leasedUntil(before, deadline),
  ];
  for (const walk of walks) {
    for await (const keys of walk) {
      const rows = await read(keys, deadline);
      const orders = keys.flatMap((key) => orderIn(rows, key.pk.slice('ORDER#'.length)) ?? []);
      checked += orders.length;
      findings.push(...orders.filter((order) => isLate(order, before)).map(stuck));
    }
  }
  return { checked, findings, cursor: undefined };
};

type Hold = { sku: Sku; orderId: string; units: number };

/** What a hold should be: undefined where that cannot be said while somebody is at the order. */
const owned = async (hold: Hold, deadline: AuditRun['deadline']) => {
  const rows = await read(v.is(OrderId, hold.orderId) ? orderKeys(hold.orderId) : [], deadline);
  const order = orderIn(rows, hold.orderId);
  if (!order) return { status: 'missing', units: 0 };
  if (isOpen(order) || order.leaseUntil) return undefined;
  if (order.held === 0) return { status: order.status, units: 0 };
  if (order.refunded) return undefined; // units may have come back with it
  const lines = await linesOf(order, rows, deadline);
  const demand = demandOf(lines).slice(0, order.held);
  return { status: order.status, units: demand.find(({ sku }) => sku === hold.sku)?.quantity ?? 0 };
};

/** Holds of which their order knows nothing, or something else. */
export const judgeHolds = async (holds: Hold[], { deadline }: AuditRun): Promise<(Hold & { wanted: number })[]> => {
  const wrong: (Hold & { wanted: number })[] = [];
  for (const hold of holds) {
    const should = await owned(hold, deadline);
    if (should && should.units !== hold.units) wrong.push({ ...hold, wanted: should.units });
  }
  return wrong;
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
