import { PaymentOrphaned } from '#events/orders';
import { worker } from '#shared/worker';
import { giveBackFor } from '../ending.ts';

/** PaymentOrphaned -> PaymentRefunded. Heard at least once: the refund's id is derived, so there is one. */
export const handler = worker(PaymentOrphaned, async (event, run) => {
  await giveBackFor(event.data.paymentId, 'order_gone', event, run);
});
