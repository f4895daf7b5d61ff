import { conditionFailed, invalid, notSimulated } from './errors.ts';
import { type Expressions, type Prepared, prepare } from './expressions.ts';
import { type Change, rowAt, type Store } from './store.ts';
import { copyOf, type Key, type Row, same, storedMap, type Values } from './values.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export type WriteInput = Expressions & {
  TableName?: string;
  Key?: Values;
  Item?: Values;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
};

/** A write whose form is right, to be tried on a row. */
export type Plan = {
  kind: WriteKind;
  key: Key;
  item: Row | undefined;
  prepared: Prepared;
  showsItem: boolean;
};

const KINDS = new Set(['Put', 'Update', 'Delete', 'ConditionCheck']);

export const isWriteKind = (kind: unknown): kind is WriteKind => KINDS.has(kind as string);

const COMMON = [
  'TableName',
  'ConditionExpression',
  'ConditionExpressionRemoved',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
];

const MEMBERS: Record<WriteKind, Set<string>> = {
  Put: new Set([...COMMON, 'Item']),
  Update: new Set([...COMMON, 'Key', 'UpdateExpression']),
  Delete: new Set([...COMMON, 'Key']),
  ConditionCheck: new Set([...COMMON, 'Key']),
};

/** @throws Error about a member that is not simulated */
export const checkMembers = (input: object, members: ReadonlySet<string>): void => {
  for (const name in input)
    if (!members.has(name) && (input as Values)[name] !== undefined) throw notSimulated(`the member ${name}`);
};

/** In bytes of UTF-8. Source: Developer Guide, "Service, account, and table quotas". */
const MAX_KEY_BYTES = { pk: 2_048, sk: 1_024 };

const checkKeyPart = (name: 'pk' | 'sk', value: unknown): string => {
  if (typeof value !== 'string') throw invalid('The provided key element does not match the schema');
  if (value === '') throw invalid(`The AttributeValue for a key attribute cannot contain an empty string: ${name}`);
  const limit = MAX_KEY_BYTES[name];
  if (3 * value.length > limit && Buffer.byteLength(value) > limit)
    throw invalid(`One or more parameter values were invalid: the size of ${name} has exceeded the limit of ${limit}`);
  return value;
};

/** A key and nothing else. @throws ValidationException */
export const keyOf = (given: Values | undefined): Key => {
  for (const name in given)
    if (name !== 'pk' && name !== 'sk' && given[name] !== undefined)
      throw invalid('The provided key element does not match the schema');
  return { pk: checkKeyPart('pk', given?.pk), sk: checkKeyPart('sk', given?.sk) };
};

/** @throws ValidationException when a key of an index is no string, or empty */
const checkIndexKeys = (store: Store, row: Row): void => {
  for (const name of store.indexKeys) {
    const value = row[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw invalid(`Type mismatch for Index Key ${name} Expected: S`);
    if (value === '') throw invalid(`The AttributeValue for an index key cannot contain an empty string: ${name}`);
  }
};

const checkAssigned = (store: Store, { update, values }: Prepared): void => {
  for (const { path, type } of update?.clauses ?? []) {
    if (path.length > 1 || !store.isKey(path[0])) continue;
    const assigned = type(values);
    if (assigned !== undefined && assigned !== 'S') throw invalid(`Type mismatch for Index Key ${path[0]} Expected: S`);
  }
};

const itemOf = (store: Store, given: Values | undefined): Row => {
  const item = storedMap(given ?? {}) as Row;
  checkKeyPart('pk', item.pk);
  checkKeyPart('sk', item.sk);
  checkIndexKeys(store, item);
  return item;
};

/** @throws ValidationException */
export const planWrite = (store: Store, kind: WriteKind, input: WriteInput): Plan => {
  checkMembers(input, MEMBERS[kind]);
  const { TableName, ReturnValuesOnConditionCheckFailure: onFailure = 'NONE' } = input;
  if (!TableName) throw invalid("Value null at 'tableName' failed to satisfy constraint: Member must not be null");
  if (onFailure !== 'NONE' && onFailure !== 'ALL_OLD')
    throw invalid(`Value '${onFailure}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint`);
  const prepared = prepare(input, store.isKey);
  const item = kind === 'Put' ? itemOf(store, input.Item) : undefined;
  const key = item ? { pk: item.pk, sk: item.sk } : keyOf(input.Key);
  checkAssigned(store, prepared);
  return { kind, key, item, prepared, showsItem: onFailure === 'ALL_OLD' };
};

const NOTHING: Values = Object.freeze({});

export const holds = ({ prepared: { condition, values } }: Plan, before: Row | undefined): boolean =>
  !condition || condition(before ?? NOTHING, values);

/** @throws ValidationException when the row does not have what the update needs */
export const afterOf = (
  store: Store,
  { kind, key, item, prepared }: Plan,
  before: Row | undefined,
): Row | undefined => {
  if (kind === 'Put') return item;
  if (kind === 'Delete') return undefined;
  if (kind === 'ConditionCheck') return before;
  const { update, values } = prepared;
  const start = before ?? (Object.freeze(key) as Row);
  if (!update) return start;
  const after = update.apply(start, values);
  checkIndexKeys(store, after);
  return after;
};

/** Writes that leave the row as it was are no change: streams and indexes say nothing of them. */
export const changeOf = (key: Key, before: Row | undefined, after: Row | undefined): Change[] =>
  before === after || same(before, after) ? [] : [{ key, before, after }];

const RETURNS: Record<string, Set<string>> = {
  Put: new Set(['NONE', 'ALL_OLD']),
  Delete: new Set(['NONE', 'ALL_OLD']),
  Update: new Set(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']),
};

const attributes = (row: Row | undefined) => (row ? { Attributes: copyOf(row) } : {});

/** Put, Update or Delete by itself. */
export const writeOne = (
  store: Store,
  kind: Exclude<WriteKind, 'ConditionCheck'>,
  input: WriteInput,
): { output: object; changes: Change[] } => {
  const { ReturnValues: returns = 'NONE' } = input;
  if (!RETURNS[kind]?.has(returns)) throw invalid(`ReturnValues of ${kind} can not be ${returns}`);
  if (returns.startsWith('UPDATED')) throw notSimulated(`ReturnValues ${returns}`);
  const plan = planWrite(store, kind, input);
  const before = rowAt(store, plan.key);
  if (!holds(plan, before)) throw conditionFailed(plan.showsItem ? before : undefined);
  const after = afterOf(store, plan, before);
  const output = returns === 'NONE' ? {} : attributes(returns === 'ALL_OLD' ? before : after);
  return { output, changes: changeOf(plan.key, before, after) };
};
