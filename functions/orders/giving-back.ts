import { backOff, type Deadline } from '#shared/deadline';
import { read, transact } from '#shared/table';
import type { OrderId, RefundId } from '#shared/values';
import { demandOf, isSoldBy, knows, type Line, refund, type Taken } from './order.ts';
import { linesOf, orderIn, orderKeys, refunded, refundKey, refundNoted, saved } from './order-table.ts';
import { causeOf, returned } from './returning.ts';
import { settle } from './settlement.ts';

export type Refund = Taken & {
  refundId: RefundId;
  whole: boolean;
  lines: { lineId: string; quantity: number }[];
  restock: boolean;
  reason: string;
};

type Run = { now: Date; deadline: Deadline; requestId: string; causationId: string };

/** The refunded part of each line that is named. */
const partsOf = (lines: Line[], named: Refund['lines']): Line[] =>
  named.flatMap(({ lineId, quantity }) => {
    const line = lines.find(({ id }) => id === lineId);
    return line ? [{ ...line, quantity, amount: line.unitPrice * quantity }] : [];
  });

/**
 * Notes on the order that money went back, once however often it is heard, and puts back the units that came with it. A
 * cancelled or expired order has put its units back already, and another payment than the one that paid it never had any.
 * That the money had been taken may be heard after this: then it is dealt with first.
 * @throws Error when there is no such order
 */
export const noteRefund = async (id: OrderId, given: Refund, run: Run): Promise<void> => {
  const { now, deadline, requestId, causationId } = run;
  for (let attempt = 0; ; attempt++) {
    const noted = refundKey(id, given.refundId);
    const rows = await read([...orderKeys(id), noted], deadline);
    if (rows.get(noted)) return;
    const order = orderIn(rows, id);
    if (!order) throw new Error(`there is no order ${id}`);
    if (!knows(order, given)) {
      await settle(id, { ...given, amount: order.total }, run);
      continue;
    }

    const all = await linesOf(order, rows, deadline);
    const counted = isSoldBy(order, given);
    const lines = given.whole ? all : partsOf(all, given.lines);
    const restocks = counted && given.restock;
    const transition = refund(order, given, restocks);
    const cause = { at: now, requestId, causationId };
    const ledger = { ...causeOf(order, 'refund', now), id: given.refundId };
    const stock = restocks ? await returned(demandOf(lines), ledger, deadline) : [];
    const writes = [
      saved(transition),
      refunded(transition, given, { lines, counted }, cause),
      refundNoted(id, given.refundId),
      ...stock,
    ];
    if (!(await transact(writes, deadline))) return;
    await backOff(attempt); // the order, or a counter, has moved on since: look again
  }
};
