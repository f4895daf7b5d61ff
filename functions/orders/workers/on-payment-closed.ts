import { PaymentClosed } from '#events/payments';
import { worker } from '#shared/worker';
import { letGo } from '../overdue.ts';

/**
 * PaymentClosed -> OrderExpired, if the order waited for it; otherwise the order knows that no payment is open.
 * Heard at least once and in any order: only the payment that is open can be closed.
 */
export const handler = worker(PaymentClosed, async ({ id, correlationId, data }, { now, deadline }) => {
  await letGo(data.orderId, data.generation, { now, deadline, requestId: correlationId, causationId: id });
});
