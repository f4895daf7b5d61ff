import db from 'dynalite/db/index.js';
import { indexWriteUnits, type Meter, writeUnits } from './capacity.ts';
import type { Changes } from './changes.ts';
import { awsError, invalid, isAwsError, refuse } from './errors.ts';
import { expiryKey } from './expiry.ts';
import type { UpdateClause } from './expressions.ts';
import { type Item, itemBytes, MAX_ITEM_BYTES, sameItem } from './item.ts';
import type { Parsed } from './requests.ts';
import type { Input, Service } from './service.ts';
import type { Identity, Streams } from './streams.ts';
import { type Index, indexEntry, primaryKey, type Table } from './table.ts';
import { applyUpdate } from './update-expression.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write that fits its table, to be tried on an item. */
export type Write = {
  kind: WriteKind;
  data: Parsed;
  table: Table;
  /** Where the item is in the store. */
  key: string;
  /** Whether a failed condition is to answer the item it failed on. */
  showsItem: boolean;
};

const FORMS = { Put: 'putItem', Update: 'updateItem', Delete: 'deleteItem', ConditionCheck: 'deleteItem' } as const;

export const isWriteKind = (kind: unknown): kind is WriteKind => typeof kind === 'string' && kind in FORMS;

/** @throws ValidationException, ResourceNotFoundException */
export const planWrite = (service: Service, kind: WriteKind, input: Input): Write => {
  const {
    ReturnValuesOnConditionCheckFailure: onFailure,
    ReturnConsumedCapacity: _,
    ReturnItemCollectionMetrics: __,
    ...rest
  } = input;
  if (onFailure !== undefined && onFailure !== 'NONE' && onFailure !== 'ALL_OLD')
    throw invalid(
      `1 validation error detected: Value '${onFailure}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  const data = service.parse(FORMS[kind], rest);
  if (data.AttributeUpdates) throw invalid('AttributeUpdates is not emulated: use UpdateExpression');
  const table = service.table(data.TableName);
  const of = kind === 'Put' ? data.Item : data.Key;
  checkAgainst(table, kind, data, of);
  return { kind, data, table, key: table.prefix + primaryKey(table, of), showsItem: onFailure === 'ALL_OLD' };
};

const checkAgainst = (table: Table, kind: WriteKind, data: Parsed, of: Item): void => {
  refuse(kind === 'Put' ? db.validateItem(of, table.description) : db.validateKey(of, table.description));
  if (kind === 'Put') checkIndexKeys(table, of);
  if (kind === 'Update') refuse(db.validateUpdates(undefined, data._updates, table.description));
  refuse(db.validateKeyPaths(data._condition?.nestedPaths, table.description));
};

const typeOf = (table: Table, name: string) =>
  table.description.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? 'S';

/** @throws ValidationException when an index key has another type than declared, or is empty */
const checkIndexKeys = (table: Table, item: Item): void => {
  for (const index of table.indexes)
    for (const name of index.keyNames) {
      const value = item[name];
      if (!value) continue;
      const content = value[typeOf(table, name)];
      if (content === undefined)
        throw invalid('The update expression attempted to update the secondary index key to unsupported type');
      if (content === '')
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value. IndexName: ${index.name}, IndexKey: ${name}`,
        );
    }
};

const NO_CLAUSES: UpdateClause[] = [];

/** @throws ValidationException */
const imageAfter = ({ kind, data, table }: Write, before: Item | undefined): Item | undefined => {
  if (kind === 'Put') return data.Item;
  if (kind === 'Delete') return undefined;
  if (kind === 'ConditionCheck') return before;
  const after = applyUpdate(data._updates?.sections ?? NO_CLAUSES, before ?? data.Key);
  checkIndexKeys(table, after);
  if (itemBytes(after) > MAX_ITEM_BYTES) throw invalid('Item size to update has exceeded the maximum allowed size');
  return after;
};

const changeIndex = (changes: Changes, table: Table, index: Index, before?: Item, after?: Item): number => {
  const old = indexEntry(table, index, before);
  const fresh = indexEntry(table, index, after);
  const units = old || fresh ? indexWriteUnits(old, fresh) : 0;
  if (units === 0) return 0;
  if (old && old.key !== fresh?.key) changes.delete(index.prefix + old.key);
  if (fresh) changes.put(index.prefix + fresh.key, fresh.item);
  return units;
};

const changeExpiry = (changes: Changes, table: Table, key: string, before?: Item, after?: Item): void => {
  const old = expiryKey(table, key, before);
  const fresh = expiryKey(table, key, after);
  if (old === fresh) return;
  if (old) changes.delete(old);
  if (fresh) changes.put(fresh, key);
};

/** Everything that follows from an item's change: the item, its index entries, its expiry, its stream record. */
export const changeItem = (
  changes: Changes,
  streams: Streams,
  meter: Meter | undefined,
  { table, key }: Pick<Write, 'table' | 'key'>,
  images: { before: Item | undefined; after: Item | undefined },
  by?: Identity,
): void => {
  const { before, after } = images;
  if (before === after || (before && after && sameItem(before, after))) return;
  if (after) changes.put(key, after);
  else changes.delete(key);
  for (const index of table.indexes) {
    const units = changeIndex(changes, table, index, before, after);
    if (units > 0) meter?.write(table.name, units, index);
  }
  changeExpiry(changes, table, key, before, after);
  streams.append(changes, table, before, after, by);
  changes.touch(table.name);
};

/**
 * Tries a write on the item as the changes so far leave it.
 * @throws ConditionalCheckFailedException, with the item when asked for; ValidationException when the item does not fit
 */
export const tryWrite = (write: Write, changes: Changes): { before?: Item; after?: Item } => {
  const before = changes.get(write.key) as Item | undefined;
  if (db.checkConditional(write.data, before))
    throw awsError('ConditionalCheckFailedException', 'The conditional request failed', {
      ...(write.showsItem && before ? { Item: before } : {}),
    });
  const after = imageAfter(write, before);
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
};

/** Units for the table itself of a write that came to be, or failed on what it found. */
export const tableUnits = (write: Write, before: Item | undefined, after: Item | undefined): number =>
  writeUnits(before, after ?? (write.kind === 'Put' ? write.data.Item : undefined));

export const isConditionFailure = (error: unknown): boolean =>
  isAwsError(error) && error.name === 'ConditionalCheckFailedException';
