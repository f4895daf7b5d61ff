import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DeleteCommand,
  DynamoDBDocumentClient,
  type PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { backOff, CALL_LIMITS, type Deadline, needTime } from './deadline.ts';
import { env } from './env.ts';
import { together } from './together.ts';

export type Key = { pk: string; sk: string };
export type Row = Key & Record<string, unknown>;
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB's own limits. */
export const TRANSACTION_ITEMS = 100;
const BATCH_KEYS = 100;

export const TableName = env('TABLE_NAME');

const table = DynamoDBDocumentClient.from(new DynamoDBClient(CALL_LIMITS), {
  marshallOptions: { removeUndefinedValues: true },
});

const keyOf = ({ pk, sk }: Key) => `${pk}\n${sk}`;

/**
 * A row as it should be. One that is not is our fault: the error names the row and the fields, never what they hold.
 * @throws Error
 */
export const parseRow = <S extends v.GenericSchema>(schema: S, row: Row): v.InferOutput<S> => {
  const result = v.safeParse(schema, row);
  if (result.success) return result.output;
  const fields = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.type}`).slice(0, 10);
  throw new Error(`the row ${row.pk} ${row.sk} is not as it should be: ${fields.join(', ')}`);
};

/** Rows found by key; what is not there is absent. */
export type Rows = { get: (key: Key) => Row | undefined };

const chunks = <T>(list: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));

const isThrottle = (error: unknown) =>
  /^(ThrottlingException|ProvisionedThroughputExceededException|RequestLimitExceeded|TransactionInProgressException|TransactionConflictException)$/.test(
    (error as Error).name,
  );

/** What is worth asking again: a throttle, a conflict, or a call whose outcome is not known. */
const isTransient = (error: unknown): boolean => {
  if (error instanceof TransactionCanceledException) return true;
  const { name, $fault, code } = error as { name?: string; $fault?: string; code?: string };
  return isThrottle(error) || $fault === 'server' || name === 'TimeoutError' || /^E(?!RR_)[A-Z_]+$/.test(code ?? '');
};

/** Repeats `call` with full jitter until it answers or time runs out. */
const persistently = async <T>(deadline: Deadline, call: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    needTime(deadline);
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error)) throw error;
      await backOff(attempt);
    }
  }
};

/**
 * Reads any number of rows by key, a hundred at a time.
 * @param options.consistent false reads at half the price what may be a moment old
 */
export const read = async (keys: Key[], deadline: Deadline, { consistent = true } = {}): Promise<Rows> => {
  const found = new Map<string, Row>();
  const readChunk = async (chunk: Key[]) => {
    let pending: Key[] = chunk.map(({ pk, sk }) => ({ pk, sk })); // an index's row holds more than the key
    for (let attempt = 0; pending.length > 0; attempt++) {
      if (attempt > 0) await backOff(attempt);
      const RequestItems = { [TableName]: { Keys: pending, ConsistentRead: consistent } };
      const answer = await persistently(deadline, () => table.send(new BatchGetCommand({ RequestItems })));
      for (const row of (answer.Responses?.[TableName] ?? []) as Row[]) found.set(keyOf(row), row);
      pending = (answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as Key[];
    }
  };
  const unique = new Map(keys.map((key) => [keyOf(key), key])); // the same key twice would refuse the batch
  await together(chunks([...unique.values()], BATCH_KEYS).map(readChunk));
  return { get: (key) => found.get(keyOf(key)) };
};

/** Reads up to 100 rows as they stood at one moment. */
export const readAtOnce = async (keys: Key[], deadline: Deadline): Promise<Rows> => {
  const TransactItems = keys.map((Key) => ({ Get: { TableName, Key } }));
  const answer = await persistently(deadline, () => table.send(new TransactGetCommand({ TransactItems })));
  return {
    get: (key) => answer.Responses?.[keys.findIndex((one) => keyOf(one) === keyOf(key))]?.Item as Row | undefined,
  };
};

/** Why a transaction was refused: by item, in order, whether its condition failed. */
export type Refused = { failed: (index: number) => boolean };

/**
 * Writes all or nothing. Conflicts and throttles are tried again; so is an answer that was lost, under the same client
 * token, with which DynamoDB applies the transaction once.
 * @returns undefined when written, otherwise which conditions failed
 * @throws Refusal 503 `busy` when time runs out: then it may have been written or not
 */
export const transact = async (TransactItems: Write[], deadline: Deadline): Promise<Refused | undefined> => {
  const ClientRequestToken = crypto.randomUUID();
  return persistently(deadline, async () => {
    try {
      await table.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) {
        return { failed: (index) => codes[index] === 'ConditionalCheckFailed' };
      }
      if (codes.some((code) => code !== 'None' && !/Conflict|Throttl|Throughput/.test(code ?? ''))) {
        throw new Error(`a transaction is not valid: ${codes.join(', ')}`, { cause: error });
      }
      throw error;
    }
  });
};

/**
 * Writes one row if its condition holds; tried again like a transaction, so it must be safe to apply twice.
 * @returns false when the condition failed
 */
export const write = async (
  command: PutCommand | UpdateCommand | DeleteCommand,
  deadline: Deadline,
): Promise<boolean> => {
  try {
    await persistently(deadline, () => table.send(command as PutCommand));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/**
 * Changes one row, and asks once: for what is not worth waiting for.
 * @returns the row as it is now, or the one whose condition failed
 */
export const updateOnce = async (
  input: Omit<UpdateCommandInput, 'TableName'>,
): Promise<{ isUpdated: boolean; row: Record<string, unknown> | undefined }> => {
  try {
    const { Attributes } = await table.send(
      new UpdateCommand({
        ...input,
        TableName,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { isUpdated: true, row: Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isUpdated: false, row: error.Item && unmarshall(error.Item) };
  }
};

export type Query = {
  index?: 'gsi1' | 'gsi2' | 'gsi3' | 'gsi4';
  pk: string;
  /** Ascending sort keys. */
  forward?: boolean;
  /** Rows at the most; all of them where nothing is said. */
  limit?: number;
} & ({ prefix?: string } | { after: string } | { before: string } | { between: [from: string, to: string] });

const rangeOf = (query: Query): [expression: string, ...values: string[]] | undefined => {
  if ('after' in query) return ['#sk > :sk', query.after];
  if ('before' in query) return ['#sk < :sk', query.before];
  if ('between' in query) return ['#sk BETWEEN :sk AND :end', ...query.between];
  return query.prefix ? ['begins_with(#sk, :sk)', query.prefix] : undefined;
};

/**
 * One partition's rows by sort key, page by page until `limit` rows are read or none are left. Indexes hold keys only
 * and are a moment behind: nothing is ever decided on what they say.
 * @param options.consistent reads what is true now; a table can, an index cannot
 */
export const query = async (asked: Query, deadline: Deadline, { consistent = false } = {}): Promise<Row[]> => {
  const { index, pk, forward = true, limit } = asked;
  const [pkName, skName] = index ? [`${index}pk`, `${index}sk`] : ['pk', 'sk'];
  const range = rangeOf(asked);
  const [, sk, end] = range ?? [];
  const input: QueryCommandInput = {
    TableName,
    IndexName: index,
    KeyConditionExpression: range ? `#pk = :pk AND ${range[0]}` : '#pk = :pk',
    ExpressionAttributeNames: { '#pk': pkName, ...(range && { '#sk': skName }) },
    ExpressionAttributeValues: { ':pk': pk, ...(range && { ':sk': sk }), ...(end !== undefined && { ':end': end }) },
    ScanIndexForward: forward,
    ConsistentRead: consistent,
  };
  const rows: Row[] = [];
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = { ...input, ExclusiveStartKey, Limit: limit && limit - rows.length };
    const answer = await persistently(deadline, () => table.send(new QueryCommand(page)));
    rows.push(...((answer.Items ?? []) as Row[]));
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey && (limit === undefined || rows.length < limit));
  return rows;
};

/** Indexes that gather everything are spread over this many partitions, so that none of them holds back the table. */
const PARTITIONS = 8;

/** A number that is spread evenly over ids, and the same for the same id, for ever. */
export const hashOf = (id: string): number => {
  let hash = 0;
  for (let n = 0; n < id.length; n++) hash = (Math.imul(hash, 31) + id.charCodeAt(n)) >>> 0;
  return hash;
};

/** The partition something belongs to. */
export const partitionOf = (id: string): number => hashOf(id) % PARTITIONS;

export const allPartitions = (name: string): string[] => Array.from({ length: PARTITIONS }, (_, n) => `${name}#${n}`);
