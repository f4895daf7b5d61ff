import { guarded } from '#shared/guarded';
import { created, replayed as replayedHeader } from '#shared/http';
import { digest } from '#shared/idempotency';
import { cancelOnce } from '../cancellation.ts';
import * as contract from '../contract.ts';

/** POST /v1/orders/{id}/cancellation. The order remembers the key it was cancelled under. */
export const handler = guarded(contract.cancelOrder, async ({ caller, params: { id }, body, key, ...request }) => {
  const keyHash = digest(caller.id, contract.cancelOrder.operation, key);
  const { cancellation, replayed } = await cancelOnce(id, { caller, keyHash, reason: body.reason, ...request });
  const { version, at, reason } = cancellation;
  return created(
    `/v1/orders/${id}`,
    { orderId: id, status: 'cancelled', reason, version, at },
    replayedHeader(replayed),
  );
});
