import { guarded } from '#shared/guarded';
import { created, replayed as replayedHeader } from '#shared/http';
import { digest } from '#shared/idempotency';
import * as contract from '../contract.ts';
import { begunView } from '../payment-view.ts';
import { pay } from '../starting.ts';

/** POST /v1/orders/{id}/payments. Our row comes first, then the provider's intent, under a key that the row gives. */
export const handler = guarded(contract.createPayment, async ({ caller, params: { id }, key, ...request }) => {
  const keyHash = digest(caller.id, contract.createPayment.operation, key);
  const { payment, replayed } = await pay({ orderId: id, caller: caller.id, keyHash, ...request });
  return created(`/v1/orders/${id}/payments`, begunView(payment), replayedHeader(replayed));
});
