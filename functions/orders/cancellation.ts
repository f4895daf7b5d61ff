import { backOff, type Deadline } from '#shared/deadline';
import { notFound } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import type { CallerId } from '#shared/values';
import { type Cancellation, cancel, isVisible, type Order } from './order.ts';
import { cancelled, findWithLines } from './order-table.ts';
import { end } from './returning.ts';

type Cancelling = {
  caller: { id: CallerId; is: (group: 'staff') => boolean };
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
  id: string,
  { caller, keyHash, inputHash, reason, now, deadline, requestId }: Cancelling,
): Promise<{ cancellation: Cancellation; replayed: boolean }> => {
  for (let attempt = 0; ; attempt++) {
    const found = await findWithLines(id, deadline);
    if (!found || !isVisible(found.order, caller)) throw notFound('order');
    const { order, lines } = found;
    const before = order.cancellation;
    if (before?.keyHash === keyHash) {
      if (before.inputHash !== inputHash) throw keyReused();
      return { cancellation: before, replayed: true };
    }
    const transition = cancel(order, { keyHash, inputHash, reason, now, byStaff: caller.is('staff') });
    const event = (made: { before: Order; after: Order }) => cancelled(made, lines, { at: now, requestId });
    const ended = await end(transition, { lines, reason: 'order_cancelled', event, now, deadline });
    if (ended?.cancellation) return { cancellation: ended.cancellation, replayed: false };
    await backOff(attempt);
  }
};
