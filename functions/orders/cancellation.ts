import { backOff, type Deadline } from '#shared/deadline';
import { notFound } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import { read } from '#shared/table';
import { judged } from '#shared/used-key';
import type { CallerId, OrderId } from '#shared/values';
import { type Cancellation, cancel, isVisible, type Transition } from './order.ts';
import { cancellations, cancelled, linesOf, orderIn, orderKeys } from './order-table.ts';
import { end } from './returning.ts';

type Cancelling = {
  caller: { id: CallerId; is: (group: 'staff') => boolean };
  /** Stands for caller, operation and key. */
  keyHash: string;
  inputHash: string;
  reason?: string | undefined;
  now: Date;
  deadline: Deadline;
  requestId: string;
};

/**
 * Cancels an order once, however often it is asked to under one key.
 * @throws Refusal 404 | 409 `not_cancellable` | 422 `idempotency_key_reused`
 */
export const cancelOnce = async (
  id: OrderId,
  { caller, keyHash, inputHash, reason, now, deadline, requestId }: Cancelling,
): Promise<{ cancellation: Cancellation; replayed: boolean }> => {
  for (let attempt = 0; ; attempt++) {
    const rows = await read([cancellations.key(keyHash), ...orderKeys(id)], deadline);
    const used = cancellations.find(rows, keyHash);
    if (used && used.inputHash !== inputHash) throw keyReused();
    const order = orderIn(rows, id);
    if (!order || !isVisible(order, caller)) throw notFound('order');
    if (used && order.cancellation) return { cancellation: order.cancellation, replayed: true };

    if (!used) {
      const lines = await linesOf(order, rows, deadline);
      const byStaff = caller.is('staff');
      const judge = () => cancel(order, { reason, now, byStaff });
      const transition = await judged(cancellations.key(keyHash), deadline, judge);
      const pieces = (made: Transition) => [
        cancelled(made, lines, { at: now, requestId }),
        cancellations.use(keyHash, { orderId: id, inputHash }),
      ];
      if (transition && (await end(transition, { lines, reason: 'order_cancelled', pieces, now, deadline }))) {
        return { cancellation: transition.cancellation, replayed: false };
      }
    }
    await backOff(attempt); // somebody else was first, perhaps under this very key: look again
  }
};
