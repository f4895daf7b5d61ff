import { dangerous } from '#shared/dangerous';
import { created, replayed as replayedHeader } from '#shared/http';
import { digest } from '#shared/idempotency';
import * as contract from '../contract.ts';
import { repairOnce } from '../repairing.ts';

/** POST /v1/discrepancies/{id}/repairs. Who did it, when and what it came to stays on the discrepancy. */
export const handler = dangerous(
  contract.repairDiscrepancy,
  async ({ caller, params: { id }, body, key, ...request }) => {
    const keyHash = digest(caller.id, contract.repairDiscrepancy.operation, key);
    const { answer, replayed } = await repairOnce(id, { caller: caller.id, keyHash, reason: body.reason, ...request });
    return created(`/v1/discrepancies?status=repaired`, answer, replayedHeader(replayed));
  },
);
