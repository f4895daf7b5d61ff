import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { ReconciliationDue } from '#events/reconciliation';
import { FINDINGS } from '#shared/audit';
import type { Deadline } from '#shared/deadline';
import { digest } from '#shared/idempotency';
import { mergedPage } from '#shared/listing';
import { say } from '#shared/outbox';
import {
  allPartitions,
  type Key,
  parseRow,
  partitionOf,
  query,
  type Rows,
  read,
  TableName,
  type Write,
  write,
} from '#shared/table';
import { usedKeys } from '#shared/used-key';
import { DiscrepancyId, ReconciliationId } from '#shared/values';
import type { Discrepancy, Reconciliation } from './reconciliation.ts';

const runPartition = (id: string) => `RECONCILIATION#${id}`;
const runKey = (id: string): Key => ({ pk: runPartition(id), sk: 'RECONCILIATION' });
const FOUND = 'FOUND#';

const RunRow = v.object({
  id: ReconciliationId,
  status: v.picklist(['running', 'finished']),
  startedAt: v.string(),
  finishedAt: v.optional(v.string()),
  since: v.string(),
  audit: v.number(),
  cursor: v.optional(v.string()),
  checked: v.record(v.string(), v.number()),
  found: v.number(),
  seq: v.number(),
});

export const findRun = async (id: string, deadline: Deadline): Promise<Reconciliation | undefined> => {
  const row = (await read([runKey(id)], deadline)).get(runKey(id));
  return row && parseRow(RunRow, row);
};

const runRow = (run: Reconciliation) => ({ ...runKey(run.id), v: 1, ...run });

export const begun = (run: Reconciliation): Write => ({
  Put: { TableName, Item: runRow(run), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Writes how far a run has come, if nobody else has gone on with it. */
export const advanced = (before: Reconciliation, after: Reconciliation): Write => ({
  Put: {
    TableName,
    Item: runRow(after),
    ConditionExpression: 'seq = :seq',
    ExpressionAttributeValues: { ':seq': before.seq },
  },
});

/** Says that a run has more to look at. */
export const due = ({ id, seq }: Reconciliation, { at, requestId }: { at: Date; requestId: string }): Write =>
  say(ReconciliationDue, {
    pk: runPartition(id),
    subject: id,
    seq,
    at,
    correlationId: requestId,
    causationId: requestId,
    data: { reconciliationId: id },
  });

/** The same kind of thing about the same subject is one discrepancy, whichever run sees it. */
export const discrepancyIdOf = (kind: string, subject: string): DiscrepancyId =>
  `dis_${digest(kind, subject)}` as DiscrepancyId;

export const discrepancyKey = (id: string): Key => ({ pk: `DISCREPANCY#${id}`, sk: 'DISCREPANCY' });

const details = v.record(v.string(), v.unknown());
const DiscrepancyRow = v.object({
  id: DiscrepancyId,
  kind: v.picklist(FINDINGS),
  subject: v.string(),
  says: v.string(),
  known: details,
  repair: v.optional(v.string()),
  status: v.picklist(['open', 'repaired', 'gone']),
  foundAt: v.string(),
  lastSeenAt: v.string(),
  lastSeenBy: ReconciliationId,
  repaired: v.optional(v.object({ by: v.string(), at: v.string(), reason: v.optional(v.string()), did: details })),
  version: v.number(),
});

export const discrepancyIn = (rows: Rows, id: string): Discrepancy | undefined => {
  const row = rows.get(discrepancyKey(id));
  return row && parseRow(DiscrepancyRow, row);
};

const discrepanciesIn = (status: Discrepancy['status']) => `DISCREPANCIES#${status}`;

/** Writes a discrepancy, if it still is what it was. */
export const kept = (before: Discrepancy | undefined, after: Discrepancy): Write => ({
  Put: {
    TableName,
    Item: {
      ...discrepancyKey(after.id),
      v: 1,
      ...after,
      gsi2pk: `${discrepanciesIn(after.status)}#${partitionOf(after.id)}`,
      gsi2sk: `${after.foundAt}#${after.id}`,
    },
    ...(before
      ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': before.version } }
      : { ConditionExpression: 'attribute_not_exists(pk)' }),
  },
});

/** Notes that a run has found a discrepancy; noted twice is noted once. */
export const noteFound = (runId: string, id: DiscrepancyId, deadline: Deadline): Promise<boolean> =>
  write(new PutCommand({ TableName, Item: { pk: runPartition(runId), sk: `${FOUND}${id}`, v: 1 } }), deadline);

const rowsOf = async (ids: string[], deadline: Deadline): Promise<Discrepancy[]> => {
  const rows = await read(ids.map(discrepancyKey), deadline);
  return ids.flatMap((id) => discrepancyIn(rows, id) ?? []);
};

/** What a run has found, the first so many. */
export const foundBy = async (runId: string, limit: number, deadline: Deadline): Promise<Discrepancy[]> => {
  const rows = await query({ pk: runPartition(runId), prefix: FOUND, limit }, deadline);
  return rowsOf(
    rows.map(({ sk }) => sk.slice(FOUND.length)),
    deadline,
  );
};

/** Newest first, as they stand now. */
export const listDiscrepancies = async (
  { status, ...paging }: { status: Discrepancy['status']; limit: number; cursor?: string | undefined },
  deadline: Deadline,
) => {
  const partitions = allPartitions(discrepanciesIn(status));
  const { rows, nextCursor } = await mergedPage({ index: 'gsi2', partitions, descending: true, ...paging }, deadline);
  const ids = rows.map(({ pk }) => pk.slice(discrepancyKey('').pk.length));
  const all = await rowsOf(ids, deadline);
  return { data: all.filter((one) => one.status === status), nextCursor };
};

/** What a key was answered when it repaired something. */
export const repairKeys = usedKeys('REPAIR', { inputHash: v.string(), answer: details });
