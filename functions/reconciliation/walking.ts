import type { Finding } from '#shared/audit';
import { backOff, type Deadline } from '#shared/deadline';
import { count } from '#shared/metrics';
import { read, transact } from '#shared/table';
import { logger } from '#shared/telemetry';
import { together } from '#shared/together';
import { AUDITS } from './audits.ts';
import { EVERYTHING, gone, type Reconciliation, seen, turned } from './reconciliation.ts';
import {
  advanced,
  discrepancyIdOf,
  discrepancyIn,
  discrepancyKey,
  due,
  findRun,
  kept,
  listDiscrepancies,
  noteFound,
} from './reconciliation-table.ts';

type Run = { now: Date; deadline: Deadline; requestId: string };

/** Findings that are written down at once. */
const AT_ONCE = 10;

/** Milliseconds that the longest page may take; a new one begins only while so many are left. */
const PAGE_MILLISECONDS = 30_000;

/**
 * Goes on with a reconciliation for as long as there is time, and has itself called again for the rest.
 * @param seq the stretch that is due: another one's is done already
 */
export const goOn = async (id: string, seq: number, run: Run): Promise<void> => {
  const { now, deadline, requestId } = run;
  const before = await findRun(id, deadline);
  if (!before || before.status === 'finished' || before.seq !== seq) return;
  const after = await walk(before, run);
  const isDone = after.audit >= AUDITS.length;
  if (isDone && after.since === EVERYTHING) await closeUnseen(after, deadline);
  const next: Reconciliation = isDone
    ? { ...after, status: 'finished', finishedAt: now.toISOString() }
    : { ...after, seq: seq + 1 };
  const writes = [advanced(before, next), ...(isDone ? [] : [due(next, { at: now, requestId })])];
  if (await transact(writes, deadline)) logger.warn('another one has gone on with it', { reconciliation: id });
  else if (isDone) count('ReconciliationFinished');
};

const walk = async (before: Reconciliation, { now, deadline }: Run): Promise<Reconciliation> => {
  const since = new Date(before.since);
  let run = before;
  for (let pages = 0; pages === 0 || deadline.left() > PAGE_MILLISECONDS; pages++) {
    const audit = AUDITS[run.audit];
    if (!audit) return run;
    const page = await audit.page(run.cursor, { now, since, deadline });
    for (let n = 0; n < page.findings.length; n += AT_ONCE) {
      await together(page.findings.slice(n, n + AT_ONCE).map((finding) => keep(finding, run, now, deadline)));
    }
    run = turned(run, audit.name, page);
  }
  return run;
};

const keep = async (finding: Finding, { id: by }: Reconciliation, now: Date, deadline: Deadline): Promise<void> => {
  const id = discrepancyIdOf(finding.kind, finding.subject);
  for (let attempt = 0; ; attempt++) {
    const before = discrepancyIn(await read([discrepancyKey(id)], deadline), id);
    const after = seen(before, id, finding, { by, at: now.toISOString() });
    if (!(await transact([kept(before, after)], deadline))) {
      if (before?.status !== 'open') {
        logger.warn('discrepancy', { id, kind: finding.kind, subject: finding.subject });
        count('Discrepancy', 1, { kind: finding.kind });
      }
      break;
    }
    await backOff(attempt);
  }
  await noteFound(by, id, deadline);
};

/** What a run through everything has not seen any more has righted itself, or somebody has outside of here. */
const closeUnseen = async ({ id, startedAt }: Reconciliation, deadline: Deadline): Promise<void> => {
  let cursor: string | undefined;
  do {
    const page = await listDiscrepancies({ status: 'open', limit: 100, cursor }, deadline);
    const unseen = page.data.filter(({ lastSeenBy, lastSeenAt }) => lastSeenBy !== id && lastSeenAt < startedAt);
    for (const before of unseen) await transact([kept(before, gone(before))], deadline); // refused: it was seen anew
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
};
