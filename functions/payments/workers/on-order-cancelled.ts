import { OrderCancelled } from '#events/orders';
import { worker } from '#shared/worker';
import { closeLast, giveBackFor } from '../ending.ts';

/**
 * OrderCancelled -> PaymentClosed, or PaymentRefunded when money had been taken.
 * Heard at least once, and once for each part of a long order: the refund's id is derived, so there is one.
 */
export const handler = worker(OrderCancelled, async (event, run) => {
  const taken = await closeLast(event.data, event, run);
  if (taken) await giveBackFor(taken, 'order_cancelled', event, run);
});
