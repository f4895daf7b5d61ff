import { ReconciliationDue } from '#events/reconciliation';
import { worker } from '#shared/worker';
import { goOn } from '../walking.ts';

/**
 * ReconciliationDue -> its next stretch, and ReconciliationDue again while there is more.
 * Heard at least once: a stretch that was done is not done again.
 */
export const handler = worker(ReconciliationDue, async ({ correlationId, seq, data }, { now, deadline }) => {
  await goOn(data.reconciliationId, seq, { now, deadline, requestId: correlationId });
});
