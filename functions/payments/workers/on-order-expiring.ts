import { OrderExpiring } from '#events/orders';
import { worker } from '#shared/worker';
import { endLast } from '../ending.ts';

/**
 * OrderExpiring -> PaymentClosed, or PaymentSucceeded when the money was taken before that.
 * Heard at least once: what is over stays so, and is said again. One that the provider is still processing is the sweeper's
 * to go on with.
 */
export const handler = worker(OrderExpiring, async (event, run) => {
  await endLast(event.data, event, run);
});
