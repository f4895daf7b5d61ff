import { backOff, type Deadline } from '#shared/deadline';
import { TRANSACTION_ITEMS, transact, type Write } from '#shared/table';
import type { Sku } from '#shared/values';
import { type Cause, putBack, readShelves } from '../inventory/stock-holds.ts';
import { demandOf, type Line, type Order, type Transition } from './order.ts';
import { removed, saved } from './order-table.ts';

/** SKUs that go back in one transaction: two pieces each, beside the order and at most three pieces of its ending. */
const CHUNK = (TRANSACTION_ITEMS - 4) / 2;

/** How long whoever puts stock back is left alone before the sweeper goes on with it. */
const LEASE_SECONDS = 60;

export const leaseFrom = (now: Date): string => new Date(now.getTime() + LEASE_SECONDS * 1_000).toISOString();

/** Pieces that put units back, two for each SKU. */
export const returned = async (
  demand: { sku: Sku; quantity: number }[],
  cause: Cause,
  deadline: Deadline,
): Promise<Write[]> => {
  const shelves = await readShelves(
    demand.map(({ sku }) => sku),
    deadline,
  );
  const seed = cause.at.getTime();
  return demand.flatMap(({ sku, quantity }) => {
    const shelf = shelves.get(sku);
    return shelf ? putBack(shelf, quantity, cause, seed) : [];
  });
};

/** Why an order's stock changes; told apart by attempt, since an undone order may be tried again. */
export const causeOf = ({ id, attempt = '' }: Order, reason: string, at: Date): Cause => ({
  id: `${id}/${attempt}/${reason}`,
  reason,
  reference: id,
  orderId: id,
  at,
});

type Ending = {
  lines: Line[];
  /** For the ledger. */
  reason: string;
  /** What is written with the new state: its event, and what else belongs to it. */
  pieces: (transition: Transition) => Write[];
  now: Date;
  deadline: Deadline;
};

/**
 * Ends an accepted order: its new state, its event and its stock, in one transaction if they fit; otherwise the state
 * first, and the stock chunk by chunk, which the sweeper finishes if nobody else does.
 * @returns the order, or undefined when somebody else moved it on
 */
export const end = async ({ before, after }: Transition, ending: Ending): Promise<Order | undefined> => {
  const { lines, reason, pieces, now, deadline } = ending;
  const demand = demandOf(lines).slice(0, before.held);
  if (demand.length > CHUNK) {
    const leased = { before, after: { ...after, leaseUntil: leaseFrom(now) } };
    if (await transact([saved(leased), ...pieces(leased)], deadline)) return undefined;
    await returnAll(leased.after, { lines, reason, now, deadline });
    return after;
  }
  const whole = { before, after: { ...after, held: 0 } };
  for (let attempt = 0; ; attempt++) {
    const writes = await returned(demand, causeOf(before, reason, now), deadline);
    const own = [saved(whole), ...pieces(whole)];
    const refused = await transact([...own, ...writes], deadline);
    if (!refused) return whole.after;
    if (own.some((_, index) => refused.failed(index))) return undefined;
    await backOff(attempt);
  }
};

type Returning = Pick<Ending, 'lines' | 'reason' | 'now' | 'deadline'>;

/**
 * Puts back all that an ended order still holds, the last SKU first. Each chunk is conditional on how many are held,
 * so several may try at once and none goes back twice.
 * @returns the order, which holds nothing, or undefined when somebody else goes on with it
 */
export const returnAll = async (
  order: Order,
  { lines, reason, now, deadline }: Returning,
): Promise<Order | undefined> => {
  let before = order;
  const demand = demandOf(lines);
  for (let attempt = 0; before.held > 0; ) {
    const held = Math.max(0, before.held - CHUNK);
    const writes = await returned(demand.slice(held, before.held), causeOf(before, reason, now), deadline);
    const after = {
      ...before,
      held,
      leaseUntil: held > 0 || before.status === 'undoing' ? before.leaseUntil : undefined,
    };
    const refused = await transact([saved({ before, after }), ...writes], deadline);
    if (!refused) {
      before = after;
      attempt = 0;
    } else if (refused.failed(0)) {
      return undefined;
    } else {
      await backOff(attempt++);
    }
  }
  return before;
};

/**
 * Undoes an order that was never accepted: everything back, and the order gone, so that its key can be tried again.
 * @param order in state `undoing`
 * @returns false when somebody else goes on with it
 */
export const undo = async (order: Order, returning: Omit<Returning, 'reason'>): Promise<boolean> => {
  const empty = await returnAll(order, { ...returning, reason: 'order_undone' });
  return empty !== undefined && !(await transact(removed(empty), returning.deadline));
};
