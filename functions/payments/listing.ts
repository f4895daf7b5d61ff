import type { Deadline } from '#shared/deadline';
import { notFound, Refusal } from '#shared/errors';
import { cursorOf, readCursor } from '#shared/paging';
import { read } from '#shared/table';
import { together } from '#shared/together';
import type { CallerId, OrderId } from '#shared/values';
import { findPayable } from '../orders/payable.ts';
import { paymentIdOf, paymentIn, paymentKey, refundsOf } from './payment-table.ts';
import { paymentView } from './payment-view.ts';

/**
 * An order's payments with their refunds, the first one first: the owner sees them, and staff do.
 * @throws Refusal 404 | 400 `invalid_cursor`
 */
export const listPayments = async (
  orderId: OrderId,
  caller: { id: CallerId; is: (group: 'staff') => boolean },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  deadline: Deadline,
) => {
  const after = readCursor(cursor) ?? '0';
  if (!/^\d{1,9}$/.test(after))
    throw new Refusal(400, 'invalid_cursor', 'The cursor is none that this list has given.');
  const first = Number(after);
  const order = await findPayable(orderId, deadline);
  if (!order || !(order.buyer === caller.id || caller.is('staff'))) throw notFound('order');
  const last = Math.min(order.generation, first + limit);
  const ids = Array.from({ length: Math.max(0, last - first) }, (_, n) => paymentIdOf(orderId, first + n + 1));
  const rows = await read(ids.map(paymentKey), deadline);
  const payments = ids.flatMap((id) => paymentIn(rows, id) ?? []);
  const data = await together(
    payments.map(async (payment) =>
      paymentView(payment, payment.captured > 0 ? await refundsOf(payment.id, deadline) : []),
    ),
  );
  return { data, nextCursor: last < order.generation ? cursorOf(String(last)) : null };
};
