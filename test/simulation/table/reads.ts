import { invalid } from './errors.ts';
import { type Expressions, prepare } from './expressions.ts';
import { firstThat, orderIn, type Partition, type Space } from './partitions.ts';
import { rowAt, type Store } from './store.ts';
import { copyOf, type Row, type Values } from './values.ts';
import { checkMembers, keyOf } from './writes.ts';

export type ReadOptions = {
  /**
   * How many of the latest changes an index or an eventually consistent read has not seen yet, each row of a transaction
   * being one; 0 where nothing is said, 250 at the most. Consistent reads of the table ignore it.
   */
  behind?: number;
  /** Items at the most in one page of Query (LastEvaluatedKey then says where to go on) or one BatchGet (the rest comes back as UnprocessedKeys). */
  pageSize?: number;
};

const GET_MEMBERS = new Set(['TableName', 'Key', 'ConsistentRead', 'ReturnConsumedCapacity']);

export const get = (
  store: Store,
  input: { Key?: Values; ConsistentRead?: boolean },
  { behind = 0 }: ReadOptions,
): object => {
  checkMembers(input, GET_MEMBERS);
  const row = rowAt(store, keyOf(input.Key), input.ConsistentRead ? 0 : behind);
  return row ? { Item: copyOf(row) } : {};
};

/** DynamoDB's own limit. */
const MAX_KEYS = 100;

type BatchRead = { Keys?: Values[]; ConsistentRead?: boolean };

const BATCH_MEMBERS = new Set(['RequestItems', 'ReturnConsumedCapacity']);
const TABLE_MEMBERS = new Set(['Keys', 'ConsistentRead']);

/** In the order of the keys, which DynamoDB does not promise. */
export const batchGet = (
  store: Store,
  input: { RequestItems?: Record<string, BatchRead> },
  { behind = 0, pageSize = MAX_KEYS }: ReadOptions,
): object => {
  checkMembers(input, BATCH_MEMBERS);
  const [[TableName, read] = [], ...others] = Object.entries(input.RequestItems ?? {});
  if (!TableName || !read || others.length > 0) throw invalid('RequestItems must name one table');
  checkMembers(read, TABLE_MEMBERS);
  const { Keys = [], ConsistentRead } = read;
  if (Keys.length < 1 || Keys.length > MAX_KEYS) throw invalid(`Member must have length from 1 to ${MAX_KEYS}`);
  const keys = Keys.map(keyOf);
  if (new Set(keys.map(({ pk, sk }) => `${pk}\0${sk}`)).size < keys.length)
    throw invalid('Provided list of item keys contains duplicates');
  const rows = keys.slice(0, pageSize).flatMap((key) => rowAt(store, key, ConsistentRead ? 0 : behind) ?? []);
  const rest = keys.slice(pageSize);
  return {
    Responses: { [TableName]: rows.map(copyOf) },
    UnprocessedKeys: rest.length > 0 ? { [TableName]: { ...read, Keys: rest } } : {},
  };
};

const QUERY_MEMBERS = new Set([
  'TableName',
  'IndexName',
  'KeyConditionExpression',
  'FilterExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
  'ConsistentRead',
  'Limit',
  'ExclusiveStartKey',
  'ReturnConsumedCapacity',
]);

type QueryInput = Expressions & {
  IndexName?: string;
  ScanIndexForward?: boolean;
  ConsistentRead?: boolean;
  Limit?: number;
  ExclusiveStartKey?: Values;
};

type Bounds = { pk: string; isWithin: (sk: string) => boolean };

const keyNames = ({ name, pkName, skName }: Space): string[] =>
  name === undefined ? ['pk', 'sk'] : ['pk', 'sk', pkName, skName];

/** @throws ValidationException unless it is a key this very query can have stopped at */
const startOf = (space: Space, given: Values, { pk, isWithin }: Bounds): Row => {
  const names = keyNames(space);
  if (Object.keys(given).length !== names.length || names.some((name) => typeof given[name] !== 'string'))
    throw invalid('The provided starting key is invalid');
  const start = given as Row;
  if (!isWithin(start[space.skName] as string))
    throw invalid('The provided starting key does not match the range key predicate');
  if (start[space.pkName] !== pk) throw invalid('The provided starting key is outside query boundaries');
  return start;
};

const lastKey = (space: Space, row: Row): Values => {
  const key: Record<string, unknown> = {};
  for (const name of keyNames(space)) key[name] = row[name];
  return key;
};

/** The rows from position `from` up to `to`, or back from `to`; at most `limit` of them. */
const page = (partition: Partition, from: number, to: number, isForward: boolean, limit: number): Row[] =>
  isForward
    ? partition.slice(from, Math.min(to, from + limit))
    : partition.slice(Math.max(from, to - limit), Math.max(from, to)).reverse();

export const query = (store: Store, input: QueryInput, { behind = 0, pageSize }: ReadOptions): object => {
  checkMembers(input, QUERY_MEMBERS);
  const { IndexName, ScanIndexForward: isForward = true, ConsistentRead, ExclusiveStartKey, Limit } = input;
  if (Limit !== undefined && Limit < 1) throw invalid("Value at 'limit' failed to satisfy constraint");
  const { keyCondition, filter, filtered, values } = prepare(input, store.isKey);
  if (!keyCondition) throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified');
  const space = store.space(IndexName);
  if (space.name !== undefined && ConsistentRead)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  if (filtered?.has(space.pkName) || filtered?.has(space.skName))
    throw invalid('Filter Expression can only contain non-primary key attributes');

  const { pkName, skName } = space;
  const pk = keyCondition.partition(pkName, values);
  const { isAtLeast, isBeyond } = keyCondition.range(skName, values);
  const partition = store.partition(space, pk, ConsistentRead ? 0 : behind);
  let from = firstThat(partition, (row) => isAtLeast(row[skName] as string));
  let to = firstThat(partition, (row) => isBeyond(row[skName] as string));
  if (ExclusiveStartKey) {
    const start = startOf(space, ExclusiveStartKey, { pk, isWithin: (sk) => isAtLeast(sk) && !isBeyond(sk) });
    if (isForward)
      from = Math.max(
        from,
        firstThat(partition, (row) => orderIn(space, row, start) > 0),
      );
    else
      to = Math.min(
        to,
        firstThat(partition, (row) => orderIn(space, row, start) >= 0),
      );
  }

  const limit = Math.min(Limit ?? Number.POSITIVE_INFINITY, pageSize ?? Number.POSITIVE_INFINITY);
  const scanned = page(partition, from, to, isForward, limit);
  const last = scanned.length >= limit ? scanned.at(-1) : undefined;
  const found = filter ? scanned.filter((row) => filter(row, values)) : scanned;
  return {
    Items: found.map(copyOf),
    Count: found.length,
    ScannedCount: scanned.length,
    ...(last && { LastEvaluatedKey: lastKey(space, last) }),
  };
};
