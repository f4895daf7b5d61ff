import { PaymentSucceeded } from '#events/payments';
import { worker } from '#shared/worker';
import { settle } from '../settlement.ts';

/**
 * PaymentSucceeded -> OrderPaid, or PaymentOrphaned when there is nothing left to have for the money.
 * Heard at least once and in any order: the order remembers the payment it dealt with.
 */
export const handler = worker(PaymentSucceeded, async ({ id, correlationId, data }, { now, deadline }) => {
  await settle(data.orderId, data, { now, deadline, requestId: correlationId, causationId: id });
});
