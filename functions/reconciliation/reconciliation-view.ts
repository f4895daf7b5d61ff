import type { Discrepancy, Reconciliation } from './reconciliation.ts';

export const reconciliationView = ({ id, status, startedAt, finishedAt, since, checked, found }: Reconciliation) => ({
  id,
  status,
  startedAt,
  finishedAt,
  since,
  checked,
  found,
});

export const discrepancyView = ({
  id,
  kind,
  subject,
  status,
  says,
  known,
  repair,
  foundAt,
  lastSeenAt,
  repaired,
}: Discrepancy) => ({ id, kind, subject, status, says, known, repair, foundAt, lastSeenAt, repaired });
