import type { RepairRun } from '#shared/audit';
import { backOff, type Deadline } from '#shared/deadline';
import { notFound, Refusal } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import { read, transact } from '#shared/table';
import { logger } from '#shared/telemetry';
import { judged } from '#shared/used-key';
import type { CallerId, DiscrepancyId } from '#shared/values';
import { REPAIRS } from './audits.ts';
import { type Discrepancy, repaired } from './reconciliation.ts';
import { discrepancyIn, discrepancyKey, kept, repairKeys } from './reconciliation-table.ts';
import { discrepancyView } from './reconciliation-view.ts';

type Repairing = {
  caller: CallerId;
  keyHash: string;
  inputHash: string;
  reason?: string | undefined;
  now: Date;
  deadline: Deadline;
  requestId: string;
};

/**
 * Applies the repair that a discrepancy offers, and writes down who did and what it came to. Killed in between, the same
 * request does it again: a repair starts from what is true then.
 * @throws Refusal 404 | 409 `not_open`, `no_repair`, `not_repaired` | 422 `idempotency_key_reused`
 */
export const repairOnce = async (
  id: DiscrepancyId,
  { caller, keyHash, inputHash, reason, now, deadline, requestId }: Repairing,
): Promise<{ answer: Record<string, unknown>; replayed: boolean }> => {
  for (let attempt = 0; ; attempt++) {
    const rows = await read([repairKeys.key(keyHash), discrepancyKey(id)], deadline);
    const used = repairKeys.find(rows, keyHash);
    if (used && used.inputHash !== inputHash) throw keyReused();
    if (used) return { answer: used.answer, replayed: true };
    const before = discrepancyIn(rows, id);
    if (!before) throw notFound('discrepancy');
    const repairRun = { now, foundAt: new Date(before.foundAt), deadline, correlationId: requestId };
    const did = await judged(repairKeys.key(keyHash), deadline, () => apply(before, repairRun));
    if (!did) continue;
    const after = repaired(before, { by: caller, at: now.toISOString(), reason, did });
    const answer = JSON.parse(JSON.stringify(discrepancyView(after)));
    if (!(await transact([kept(before, after), repairKeys.use(keyHash, { inputHash, answer })], deadline))) {
      logger.info('discrepancy repaired', { id, kind: before.kind, subject: before.subject, by: caller, did });
      return { answer, replayed: false };
    }
    await backOff(attempt); // it was seen, or repaired, by somebody else meanwhile: look again
  }
};

/** @throws Refusal 409 `not_open`, `no_repair`, `not_repaired` */
const apply = async ({ kind, subject, status, repair: offered }: Discrepancy, run: RepairRun) => {
  if (status !== 'open') throw new Refusal(409, 'not_open', `The discrepancy is ${status}.`);
  const repair = REPAIRS[kind];
  if (!repair || offered === undefined) throw new Refusal(409, 'no_repair', 'This is for a person to judge.');
  try {
    return await repair(subject, run);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    logger.error('discrepancy cannot be repaired', { kind, subject, error: error as Error });
    throw new Refusal(409, 'not_repaired', 'The repair does not fit what is true now; the log says why.');
  }
};
