import type { AuditPage, Finding } from '#shared/audit';
import type { CallerId, DiscrepancyId, ReconciliationId } from '#shared/values';

/** One walk through everything, audit by audit, page by page. */
export type Reconciliation = {
  id: ReconciliationId;
  status: 'running' | 'finished';
  startedAt: string;
  finishedAt?: string | undefined;
  since: string;
  /** The audit that is due, and where its next page begins. */
  audit: number;
  cursor?: string | undefined;
  checked: Record<string, number>;
  found: number;
  /** The number of its last event: raised with every stretch, so that a message heard twice does one. */
  seq: number;
};

/** The `since` of a run that leaves nothing out. */
export const EVERYTHING = new Date(0).toISOString();

/** Something that does not add up, from when it was first seen until it was put right. */
export type Discrepancy = Finding & {
  id: DiscrepancyId;
  status: 'open' | 'repaired' | 'gone';
  foundAt: string;
  lastSeenAt: string;
  lastSeenBy: ReconciliationId;
  repaired?: Repaired | undefined;
  /** Raised by one with every change. */
  version: number;
};

export type Repaired = { by: CallerId; at: string; reason?: string | undefined; did: Record<string, unknown> };

export const start = (id: ReconciliationId, since: string, now: Date): Reconciliation => ({
  id,
  status: 'running',
  startedAt: now.toISOString(),
  since,
  audit: 0,
  checked: {},
  found: 0,
  seq: 1,
});

/** After a page of the audit called `name`: on to the next page, or the next audit. */
export const turned = (
  run: Reconciliation,
  name: string,
  { checked, findings, cursor }: AuditPage,
): Reconciliation => ({
  ...run,
  audit: cursor === undefined ? run.audit + 1 : run.audit,
  cursor,
  checked: { ...run.checked, [name]: (run.checked[name] ?? 0) + checked },
  found: run.found + findings.length,
});

/** Seen by a run, for the first time or again; what had been put right is open again. */
export const seen = (
  before: Discrepancy | undefined,
  id: DiscrepancyId,
  finding: Finding,
  { by, at }: { by: ReconciliationId; at: string },
): Discrepancy => {
  const isOpen = before?.status === 'open';
  return {
    id,
    ...finding,
    status: 'open',
    foundAt: isOpen ? before.foundAt : at,
    lastSeenAt: at,
    lastSeenBy: by,
    version: (before?.version ?? 0) + 1,
  };
};

export const repaired = (before: Discrepancy, by: Repaired): Discrepancy => ({
  ...before,
  status: 'repaired',
  repaired: by,
  version: before.version + 1,
});

/** A run that looked at everything did not see it any more. */
export const gone = (before: Discrepancy): Discrepancy => ({ ...before, status: 'gone', version: before.version + 1 });
