import { digest } from '#shared/idempotency';
import type { Run } from '#shared/schedule';
import { transact } from '#shared/table';
import type { ReconciliationId } from '#shared/values';
import { EVERYTHING, type Reconciliation, start } from './reconciliation.ts';
import { begun, due } from './reconciliation-table.ts';

/** Begins a reconciliation; its first stretch is due with its event. */
export const begin = async (since: string | undefined, { now, deadline, requestId }: Run): Promise<Reconciliation> => {
  const id = `rec_${digest(requestId, now.toISOString())}` as ReconciliationId;
  const run = start(id, since ?? EVERYTHING, now);
  await transact([begun(run), due(run, { at: now, requestId })], deadline); // refused: this very request was repeated
  return run;
};
