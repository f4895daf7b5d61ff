import { guarded } from '#shared/guarded';
import { created, replayed as replayedHeader } from '#shared/http';
import { derivedId } from '#shared/idempotency';
import * as contract from '../contract.ts';
import { record } from '../recording.ts';

/** POST /v1/stock-movements. The key makes the id, so a repeated request is the same movement. */
export const handler = guarded(contract.recordMovement, async ({ caller, body, key, ...request }) => {
  const id = derivedId('mov', { caller: caller.id, operation: contract.recordMovement.operation, key });
  const { movement, replayed } = await record(id, body, request);
  return created(`/v1/products/${body.sku}/stock-movements`, movement, replayedHeader(replayed));
});
