import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { AccountClosed, ExportRequested } from '#events/accounts';
import type { Deadline } from '#shared/deadline';
import { mergedPage, walk } from '#shared/listing';
import { say } from '#shared/outbox';
import {
  allPartitions,
  type Key,
  parseRow,
  partitionOf,
  query,
  type Row,
  read,
  TableName,
  transact,
  type Write,
  write,
} from '#shared/table';
import { Address, type CallerId, ExportId } from '#shared/values';
import type { Account, Export } from './account.ts';

const partition = (id: string) => `ACCOUNT#${id}`;
const accountKey = (id: string): Key => ({ pk: partition(id), sk: 'ACCOUNT' });

const EXPORT = 'EXPORT#';
const ITEM = 'ITEM#';
const exportKey = (accountId: string, id: string): Key => ({ pk: partition(accountId), sk: `${EXPORT}${id}` });
const itemsOf = (id: string): string => `${ITEM}${id}#`;

const AccountRow = v.object({
  id: v.string(),
  status: v.picklist(['active', 'erasing', 'erased']),
  email: v.optional(v.string()),
  name: v.optional(v.string()),
  phone: v.optional(v.string()),
  locale: v.optional(v.string()),
  addresses: v.array(v.object({ id: v.string(), address: Address })),
  version: v.number(),
  seq: v.number(),
  createdAt: v.optional(v.string()),
  closedAt: v.optional(v.string()),
  removedAt: v.optional(v.string()),
  lastExport: v.optional(v.object({ id: ExportId, at: v.string() })),
  eraseAt: v.optional(v.string()),
});

const ExportRow = v.object({
  id: ExportId,
  accountId: v.string(),
  status: v.picklist(['pending', 'ready']),
  requestedAt: v.string(),
  expiresAt: v.string(),
  items: v.number(),
  cursor: v.optional(v.string()),
});

const ItemRow = v.object({ item: v.record(v.string(), v.unknown()) });

export const findAccount = async (id: CallerId, deadline: Deadline): Promise<Account | undefined> => {
  const row = (await read([accountKey(id)], deadline)).get(accountKey(id));
  return row && parseRow(AccountRow, row);
};

/** The index partitions of accounts of which something is to be erased, by when. */
const ERASING = 'ERASING';

/** Writes what an account has become, if it still is what it was; version 0 is none that is kept. */
const saved = (before: Account, after: Account): Write => ({
  Put: {
    TableName,
    Item: {
      ...accountKey(after.id),
      v: 1,
      ...after,
      ...(after.eraseAt && { gsi4pk: `${ERASING}#${partitionOf(after.id)}`, gsi4sk: `${after.eraseAt}#${after.id}` }),
    },
    ...(before.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before.version } }),
  },
});

/** When, and by what request. */
type Cause = { at: Date; requestId: string };

const about = ({ id, seq }: Account, { at, requestId }: Cause) => ({
  pk: partition(id),
  subject: id,
  seq,
  at,
  correlationId: requestId,
  causationId: requestId,
});

const closed = (account: Account, cause: Cause): Write =>
  say(AccountClosed, { ...about(account, cause), data: { accountId: account.id } });

/**
 * Saves what follows `before`, in a transaction of its own: if the answer is lost, its token tells our write from
 * somebody else's when it is repeated.
 * @returns false when somebody else was first
 */
export const save = async (before: Account, after: Account, deadline: Deadline): Promise<boolean> =>
  !(await transact([saved(before, after)], deadline));

/** Saves it closed, and says so. @returns false when somebody else was first */
export const saveClosed = async (before: Account, after: Account, cause: Cause, deadline: Deadline): Promise<boolean> =>
  !(await transact([saved(before, after), closed(after, cause)], deadline));

const exportRow = (copy: Export) => ({
  ...exportKey(copy.accountId, copy.id),
  v: 1,
  ...copy,
  ttl: Math.ceil(Date.parse(copy.expiresAt) / 1_000),
});

/** Saves that a copy is wanted, and says so. @returns false when somebody else was first */
export const saveRequested = async (
  before: Account,
  { account, copy }: { account: Account; copy: Export },
  cause: Cause,
  deadline: Deadline,
): Promise<boolean> => {
  const requested = say(ExportRequested, {
    ...about(account, cause),
    data: { accountId: account.id, exportId: copy.id },
  });
  const inserted = { Put: { TableName, Item: exportRow(copy), ConditionExpression: 'attribute_not_exists(pk)' } };
  return !(await transact([saved(before, account), inserted, requested], deadline));
};

/** What has run out is not there, even while its row still is. */
export const findExport = async (
  accountId: CallerId,
  id: ExportId,
  { now, deadline }: { now: Date; deadline: Deadline },
): Promise<Export | undefined> => {
  const key = exportKey(accountId, id);
  const row = (await read([key], deadline)).get(key);
  const copy = row && parseRow(ExportRow, row);
  return copy && copy.expiresAt > now.toISOString() ? copy : undefined;
};

/** Saves how far a copy has come. @returns false when it has come as far already, or was erased */
export const saveProgress = (before: Export, after: Export, deadline: Deadline): Promise<boolean> =>
  write(
    new PutCommand({
      TableName,
      Item: exportRow(after),
      ConditionExpression: '#status = :pending AND #items = :items',
      ExpressionAttributeNames: { '#status': 'status', '#items': 'items' },
      ExpressionAttributeValues: { ':pending': 'pending', ':items': before.items },
    }),
    deadline,
  );

/** Writes one thing of a copy; the same name is the same thing, however often it is written. */
export const putItem = ({ accountId, id, expiresAt }: Export, name: string, item: object, deadline: Deadline) =>
  write(
    new PutCommand({
      TableName,
      Item: {
        pk: partition(accountId),
        sk: `${itemsOf(id)}${name}`,
        v: 1,
        item,
        ttl: Math.ceil(Date.parse(expiresAt) / 1_000),
      },
    }),
    deadline,
  );

/** A page of a copy; what is ready is there. */
export const listItems = async (
  { accountId, id }: Export,
  paging: { limit: number; cursor?: string | undefined },
  deadline: Deadline,
) => {
  const { rows, nextCursor } = await mergedPage(
    { partitions: [partition(accountId)], prefix: itemsOf(id), consistent: true, ...paging },
    deadline,
  );
  return { data: rows.map((row) => parseRow(ItemRow, row).item), nextCursor };
};

/** Removes all copies that somebody has asked for. */
export const removeExports = async (accountId: CallerId, deadline: Deadline): Promise<void> => {
  for (const prefix of [EXPORT, ITEM]) {
    const rows: Row[] = await query({ pk: partition(accountId), prefix }, deadline, { consistent: true });
    for (const { pk, sk } of rows) await write(new DeleteCommand({ TableName, Key: { pk, sk } }), deadline);
  }
};

/** Accounts of which something is to be erased by now. */
export const erasingUntil = (time: string, deadline: Deadline): AsyncGenerator<Key[]>[] =>
  allPartitions(ERASING).map((pk) => walk({ index: 'gsi4', pk, before: time }, deadline));

export const accountIdOf = ({ pk }: Key): CallerId => pk.slice(partition('').length);
