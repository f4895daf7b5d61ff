import { backOff, hasTime } from '#shared/deadline';
import type { Run } from '#shared/schedule';
import { type Key, read, transact } from '#shared/table';
import { logger } from '#shared/telemetry';
import { together } from '#shared/together';
import type { OrderId } from '#shared/values';
import { closePayment, expire, isOpen, type Order, type Transition } from './order.ts';
import {
  createdBefore,
  expired,
  expiring,
  findOrder,
  leasedUntil,
  linesOf,
  orderIn,
  orderKeys,
  saved,
} from './order-table.ts';
import { end, leaseFrom, returnAll, undo } from './returning.ts';

type Sweep = Run & { holdMinutes: number };

/** Orders worked on at once. */
const AT_ONCE = 5;

const idOf = ({ pk }: Key) => pk.slice('ORDER#'.length);

/**
 * Lets go of every order whose time is over, until all have been looked at or time runs out. The index only says where
 * to look: what an order is now decides. An order that cannot be let go keeps back no other.
 * @returns how many orders were let go
 * @throws Error at the end, when some could not be
 */
export const releaseOverdue = async (sweep: Sweep): Promise<number> => {
  const { now, holdMinutes, deadline } = sweep;
  const overdueSince = new Date(now.getTime() - holdMinutes * 60_000).toISOString();
  let released = 0;
  let failed = 0;
  const tryToRelease = async (key: Key) => {
    try {
      if (await release(idOf(key), sweep)) released++;
    } catch (error) {
      failed++;
      logger.error('order cannot be let go', { order: idOf(key), error: error as Error });
    }
  };
  const walks = [
    ...createdBefore('pending_payment', overdueSince, deadline),
    ...leasedUntil(now.toISOString(), deadline),
  ];
  for (const walk of walks) {
    for await (const keys of walk) {
      for (let n = 0; n < keys.length && hasTime(deadline); n += AT_ONCE) {
        await together(keys.slice(n, n + AT_ONCE).map(tryToRelease));
      }
      if (!hasTime(deadline)) break;
    }
  }
  if (failed > 0) throw new Error(`${failed} orders could not be let go`);
  return released;
};

/** Takes an order's next step, if it is due. @returns whether it was taken */
export const release = async (id: string, sweep: Run): Promise<boolean> => {
  const order = await findOrder(id, sweep.deadline);
  if (!order) return false;
  return order.leaseUntil ? goOn(order, sweep) : letExpire(order, sweep);
};

const linesNow = async (order: Order, { deadline }: Run) =>
  linesOf(order, await read(orderKeys(order.id), deadline), deadline);

const letExpire = async (order: Order, sweep: Run): Promise<boolean> => {
  const { now, deadline, requestId } = sweep;
  const transition = expire(order, now);
  if (!transition) return false;
  const cause = { at: now, requestId };
  if (transition.after.status === 'expiring') {
    return !(await transact([saved(transition), expiring(transition, cause)], deadline));
  }
  const lines = await linesNow(order, sweep);
  const pieces = (made: Transition) => [expired(made, cause)];
  return (await end(transition, { lines, reason: 'order_expired', pieces, now, deadline })) !== undefined;
};

/**
 * What a closed payment means for its order: one that waited for it expires now.
 * @throws Error when there is no such order
 */
export const letGo = async (
  id: OrderId,
  generation: number,
  { now, deadline, requestId, causationId }: Run & { causationId: string },
): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    const rows = await read(orderKeys(id), deadline);
    const order = orderIn(rows, id);
    if (!order) throw new Error(`there is no order ${id}`);
    const transition = closePayment(order, generation);
    if (!transition) return;
    if (transition.after.status === 'expired') {
      const lines = await linesOf(order, rows, deadline);
      const pieces = (made: Transition) => [expired(made, { at: now, requestId, causationId })];
      if (await end(transition, { lines, reason: 'order_expired', pieces, now, deadline })) return;
    } else if (!(await transact([saved(transition)], deadline))) {
      return;
    }
    await backOff(attempt); // the order has moved on since: look again
  }
};

/** Whoever had this order in hand is gone. An order that was never answered must not become a sale: it is undone. */
const goOn = async (before: Order, sweep: Run): Promise<boolean> => {
  const { now, deadline, requestId } = sweep;
  if ((before.leaseUntil ?? '') > now.toISOString()) return false;
  const leased = { ...before, leaseUntil: leaseFrom(now) };
  const after: Order = isOpen(before) ? { ...leased, status: 'undoing', attempt: requestId } : leased;
  if (await transact([saved({ before, after })], deadline)) return false;
  const lines = await linesNow(after, sweep);
  if (isOpen(after)) return undo(after, { lines, now, deadline });
  return (await returnAll(after, { lines, reason: `order_${after.status}`, now, deadline })) !== undefined;
};
