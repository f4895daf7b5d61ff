import { PaymentRefunded } from '#events/payments';
import { worker } from '#shared/worker';
import { noteRefund } from '../giving-back.ts';

/**
 * PaymentRefunded -> OrderRefunded, and the units that came back are on the shelf.
 * Heard at least once and in any order: the refund is noted in the same transaction.
 */
export const handler = worker(PaymentRefunded, async ({ id, correlationId, data }, { now, deadline }) => {
  await noteRefund(data.orderId, data, { now, deadline, requestId: correlationId, causationId: id });
});
