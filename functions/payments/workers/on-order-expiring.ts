import { OrderExpiring } from '#events/orders';
import { worker } from '#shared/worker';
import { closeLast } from '../ending.ts';

/**
 * OrderExpiring -> PaymentClosed, or PaymentSucceeded when the money was taken before that.
 * Heard at least once: what is over stays so. One that the provider is still processing is the sweeper's to go on with.
 */
export const handler = worker(OrderExpiring, async (event, run) => {
  await closeLast(event.data, event, run);
});
