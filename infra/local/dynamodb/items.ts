import db from 'dynalite/db/index.js';
import { type Consistency, readUnits } from './capacity.ts';
import { invalid, refuse } from './errors.ts';
import type { Path } from './expressions.ts';
import { type Item, itemBytes } from './item.ts';
import type { Parsed } from './requests.ts';
import type { Call, Input, Operation, Output, Service } from './service.ts';
import { primaryKey, type Table } from './table.ts';
import {
  changeItem,
  isConditionFailure,
  planWrite,
  tableUnits,
  tryWrite,
  type Write,
  type WriteKind,
} from './write.ts';

const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** The partition key's value, as the condition key `dynamodb:LeadingKeys` has it. */
export const leadingKey = (table: Table, item: Item): string => {
  const value = item[table.keyNames[0] as string];
  return value?.S ?? value?.N ?? value?.B ?? '';
};

/** ConsumedCapacity as asked for; one for a call on one table. */
export const consumedBy = ({ input, meter }: Call): Output => {
  const { ReturnConsumedCapacity: detail } = input;
  return detail === 'TOTAL' || detail === 'INDEXES' ? { ConsumedCapacity: meter.consumed(detail)[0] } : {};
};

/** The same for a call on several tables. */
export const consumedByEach = ({ input, meter }: Call): Output => {
  const { ReturnConsumedCapacity: detail } = input;
  return detail === 'TOTAL' || detail === 'INDEXES' ? { ConsumedCapacity: meter.consumed(detail) } : {};
};

const attributes = ({ data }: Write, before: Item | undefined, after: Item | undefined): Item | undefined => {
  const paths = (data._updates?.paths ?? []) as Path[];
  switch (data.ReturnValues) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && db.mapPaths(paths, before);
    case 'UPDATED_NEW':
      return after && db.mapPaths(paths, after);
    default:
      return undefined;
  }
};

export const consistencyOf = (strong: unknown): Consistency => (strong ? 'strong' : 'eventual');

/** A projection of what a read found. */
export const project = (parsed: Pick<Parsed, '_projection' | 'AttributesToGet'>, item: Item): Item => {
  const paths = parsed._projection?.paths ?? parsed.AttributesToGet?.map((name) => [name]);
  return paths ? db.mapPaths(paths, item) : item;
};

/** Where the item of a read is. @throws ValidationException */
export const keyOfRead = (table: Table, parsed: Pick<Parsed, '_projection'>, key: Item): string => {
  refuse(db.validateKey(key, table.description));
  refuse(db.validateKeyPaths(parsed._projection?.nestedPaths, table.description));
  return table.prefix + primaryKey(table, key);
};

export const itemOperations = (service: Service): Record<string, Operation> => {
  const single =
    (kind: WriteKind): Operation =>
    async (call) => {
      const write = planWrite(service, kind, call.input);
      const { table, data } = write;
      const leadingKeys = [leadingKey(table, kind === 'Put' ? data.Item : data.Key)];
      call.authorize({ action: `dynamodb:${kind}Item`, tableName: table.name, leadingKeys });
      const changes = service.begin();
      const found = changes.get(write.key) as Item | undefined;
      try {
        const { before, after } = tryWrite(write, changes);
        changeItem(changes, service.streams, call.meter, write, { before, after });
        call.meter.write(table.name, tableUnits(write, before, after));
        await changes.commit();
        const answered = attributes(write, before, after);
        return {
          ...(answered && Object.keys(answered).length > 0 ? { Attributes: answered } : {}),
          ...consumedBy(call),
        };
      } catch (error) {
        if (isConditionFailure(error)) call.meter.write(table.name, tableUnits(write, found, undefined));
        throw error;
      }
    };

  const GetItem: Operation = (call) => {
    const { ReturnConsumedCapacity: _, ...input } = call.input;
    const parsed = service.parse('getItem', input);
    const table = service.table(parsed.TableName);
    const key = keyOfRead(table, parsed, parsed.Key);
    call.authorize({ action: 'dynamodb:GetItem', tableName: table.name, leadingKeys: [leadingKey(table, parsed.Key)] });
    const item = service.store.get(key) as Item | undefined;
    call.meter.read(table.name, readUnits(item ? itemBytes(item) : 0, consistencyOf(parsed.ConsistentRead)));
    return { ...(item ? { Item: project(parsed, item) } : {}), ...consumedBy(call) };
  };

  /** Reads all keys from one snapshot, which is more than DynamoDB promises. */
  const BatchGetItem: Operation = async (call) => {
    const parsed = service.parse('batchGetItem', call.input) as unknown as { RequestItems: Record<string, BatchRead> };
    const reads = Object.entries(parsed.RequestItems).map(([tableName, read]) => {
      const table = service.table(tableName);
      const keys = read.Keys.map((key) => keyOfRead(table, read, key));
      const leadingKeys = [...new Set(read.Keys.map((key) => leadingKey(table, key)))];
      call.authorize({ action: 'dynamodb:BatchGetItem', tableName, leadingKeys });
      return { table, read, keys };
    });
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, Input> = {};
    let bytes = 0;
    const snapshot = service.store.snapshot();
    try {
      for (const { table, read, keys } of reads) {
        const items: Item[] = [];
        for (const [position, key] of keys.entries()) {
          if (bytes > MAX_BATCH_BYTES) {
            const { Keys, _projection, ...rest } = read;
            unprocessed[table.name] = { ...rest, Keys: Keys.slice(position) };
            break;
          }
          const item = service.store.get(key, snapshot) as Item | undefined;
          const size = item ? itemBytes(item) : 0;
          bytes += size;
          call.meter.read(table.name, readUnits(size, consistencyOf(read.ConsistentRead)));
          if (item) items.push(project(read, item));
        }
        responses[table.name] = items;
      }
    } finally {
      await snapshot.close();
    }
    return { Responses: responses, UnprocessedKeys: unprocessed, ...consumedByEach(call) };
  };

  /** Each item by itself, as in DynamoDB; that they are committed together is not promised. */
  const BatchWriteItem: Operation = async (call) => {
    const parsed = service.parse('batchWriteItem', call.input) as unknown as {
      RequestItems: Record<string, BatchWrite[]>;
    };
    const writes = Object.entries(parsed.RequestItems).flatMap(([TableName, requests]) => {
      const planned = requests.map(({ PutRequest, DeleteRequest }) =>
        PutRequest
          ? planWrite(service, 'Put', { TableName, Item: PutRequest.Item })
          : planWrite(service, 'Delete', { TableName, Key: DeleteRequest?.Key }),
      );
      if (new Set(planned.map(({ key }) => key)).size < planned.length)
        throw invalid('Provided list of item keys contains duplicates');
      const leadingKeys = planned.map(({ table, data }) => leadingKey(table, data.Item ?? data.Key));
      call.authorize({
        action: 'dynamodb:BatchWriteItem',
        tableName: TableName,
        leadingKeys: [...new Set(leadingKeys)],
      });
      return planned;
    });
    const changes = service.begin();
    for (const write of writes) {
      const { before, after } = tryWrite(write, changes);
      changeItem(changes, service.streams, call.meter, write, { before, after });
      call.meter.write(write.table.name, tableUnits(write, before, after));
    }
    await changes.commit();
    return { UnprocessedItems: {}, ...consumedByEach(call) };
  };

  return {
    PutItem: single('Put'),
    UpdateItem: single('Update'),
    DeleteItem: single('Delete'),
    GetItem,
    BatchGetItem,
    BatchWriteItem,
  };
};

type BatchRead = Pick<Parsed, '_projection' | 'AttributesToGet' | 'ConsistentRead'> & { Keys: Item[] };
type BatchWrite = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
