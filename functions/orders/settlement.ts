import { backOff, type Deadline } from '#shared/deadline';
import { count } from '#shared/metrics';
import { read, TRANSACTION_ITEMS, transact, type Write } from '#shared/table';
import type { OrderId } from '#shared/values';
import { readShelves } from '../inventory/stock-holds.ts';
import { demandOf, knows, type Line, type Order, orphan, pay, payLate, type Taken, type Transition } from './order.ts';
import { linesOf, orderIn, orderKeys, orphaned, paid, saved } from './order-table.ts';
import { shortages, takeAll } from './taking.ts';

type Run = { now: Date; deadline: Deadline; requestId: string; causationId: string };

/**
 * Gives an order to whoever paid for it. Paid after it had expired, it takes its units anew, in one transaction; where
 * they are not to be had any more, or the order cannot be paid at all, it says so, and the money goes back.
 * @throws Error when there is no such order
 */
export const settle = async (id: OrderId, taken: Taken, run: Run): Promise<void> => {
  const { now, deadline, requestId, causationId } = run;
  const cause = { at: now, requestId, causationId };
  for (let attempt = 0; ; attempt++) {
    const rows = await read(orderKeys(id), deadline);
    const order = orderIn(rows, id);
    if (!order) throw new Error(`there is no order ${id}`);
    if (knows(order, taken)) return;
    const lines = await linesOf(order, rows, deadline);

    const inTime = pay(order, taken);
    const late = inTime ? undefined : await takenAnew(order, lines, taken, run);
    const transition = inTime ?? late?.transition;
    const written = transition
      ? [saved(transition), paid(transition, taken, lines, cause), ...(late?.takes ?? [])]
      : lost(orphan(order, taken), taken, cause);
    if (!(await transact(written, deadline))) {
      if (!transition) count('PaymentOrphaned');
      return;
    }
    await backOff(attempt); // somebody else moved the order, or its units, on: look again
  }
};

const lost = (transition: Transition, taken: Taken, cause: Parameters<typeof orphaned>[2]): Write[] => [
  saved(transition),
  orphaned(transition, taken, cause),
];

/** The pieces that take an expired order's units once more; undefined when they, or one transaction, do not suffice. */
const takenAnew = async (
  order: Order,
  lines: Line[],
  taken: Taken,
  { now, deadline }: Run,
): Promise<{ transition: Transition; takes: Write[] } | undefined> => {
  const demand = demandOf(lines);
  const transition = payLate(order, taken, demand.length);
  if (!transition || 2 * demand.length + 2 > TRANSACTION_ITEMS) return undefined;
  for (let attempt = 0; ; attempt++) {
    const shelves = await readShelves(
      demand.map(({ sku }) => sku),
      deadline,
    );
    if ((await shortages(demand, shelves, deadline)).length > 0) return undefined;
    const takes = takeAll(demand, shelves, order, { reason: 'order_paid_late', at: now });
    if (takes) return takes.length + 2 <= TRANSACTION_ITEMS ? { transition, takes } : undefined;
    await backOff(attempt); // the counters moved between two looks at them
  }
};
