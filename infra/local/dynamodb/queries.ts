import { Stream } from 'node:stream';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import db, { type LevelRange } from 'dynalite/db/index.js';
import { readUnits } from './capacity.ts';
import { type Item, itemBytes } from './item.ts';
import { consistencyOf, consumedBy } from './items.ts';
import type { Parsed } from './requests.ts';
import type { Call, Operation, Output, Service } from './service.ts';
import { type Index, indexKey, indexPrefix, itemPrefix, type Scope, type Table } from './table.ts';

/** What dynalite takes for a readable stream: it listens to data, end and error, and destroys it when it has enough. */
class Rows extends Stream {
  wanted = true;

  destroy(): void {
    this.wanted = false;
  }
}

/**
 * Query and Scan by dynalite: key ranges, filters, projections, the 1 MB page and LastEvaluatedKey. We give it the
 * rows, which come from one implicit snapshot, so a page never shows half of a transaction, and count what they cost.
 */
export const queryOperations = (service: Service): Record<string, Operation> => {
  const { store } = service;

  /** The range after the start key, which dynalite makes of a shortened primary key. */
  const exactRange = (table: Table, index: Index | undefined, parsed: Parsed, range: LevelRange): LevelRange => {
    const { ExclusiveStartKey: start } = parsed;
    if (!index || !start) return range;
    const shortened = db.createIndexKey(start, table.description, index.description.KeySchema);
    const exact = indexKey(table, index, start);
    if (range.gt === shortened) return { ...range, gt: exact };
    if (range.lt === shortened) return { ...range, lt: exact };
    return range;
  };

  const within = (prefix: string, { gt, gte, lt, lte, reverse = false, limit = -1 }: LevelRange): LevelRange => ({
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte === undefined ? { lt: prefix + (lt ?? '\xff') } : { lte: prefix + lte }),
    reverse,
    limit,
  });

  const read =
    (name: 'Query' | 'Scan', form: 'query' | 'scan', action: typeof query): Operation =>
    async (call) => {
      const { ReturnConsumedCapacity: _, ...input } = call.input;
      const parsed = service.parse(form, input);
      const table = service.table(parsed.TableName);
      const index = table.indexes.find(({ name }) => name === parsed.IndexName);
      authorize(call, name, table, index, parsed);

      const seen: Item[] = [];
      const rows = (prefix: string, range: LevelRange): Rows => {
        const emitter = new Rows();
        void pour(emitter, within(prefix, exactRange(table, index, parsed, range)), seen);
        return emitter;
      };
      const facade = {
        getTable: (_: string, done: (error: null, description: unknown) => void) => done(null, table.description),
        getItemDb: (tableName: string) => ({
          createValueStream: (range: LevelRange) => rows(itemPrefix(tableName), range),
          get: (key: string, done: (error: null, item: unknown) => void) =>
            done(null, store.get(itemPrefix(tableName) + key)),
        }),
        getIndexDb: (scope: Scope, tableName: string, indexName: string) => ({
          createValueStream: (range: LevelRange) => rows(indexPrefix(scope, tableName, indexName), range),
        }),
      };
      const output = await new Promise<Output>((resolve, reject) =>
        action(facade, parsed, (error, result) => (error ? reject(error) : resolve(result))),
      );
      const bytes = seen.slice(0, Number(output.ScannedCount)).reduce((sum, item) => sum + itemBytes(item), 0);
      call.meter.read(table.name, readUnits(bytes, consistencyOf(parsed.ConsistentRead)), index);
      return { ...output, ...consumedBy(call) };
    };

  const pour = async (emitter: Rows, range: LevelRange, seen: Item[]): Promise<void> => {
    try {
      for await (const chunk of store.values(range)) {
        for (const item of chunk as Item[]) {
          if (!emitter.wanted) return;
          seen.push(item);
          emitter.emit('data', item);
        }
        if (!emitter.wanted) return;
      }
      emitter.emit('end');
    } catch (error) {
      emitter.emit('error', error);
    }
  };

  return { Query: read('Query', 'query', query), Scan: read('Scan', 'scan', scan) };
};

const authorize = (
  call: Call,
  name: 'Query' | 'Scan',
  table: Table,
  index: Index | undefined,
  parsed: Parsed,
): void => {
  const partitionKey = (index?.keyNames ?? table.keyNames)[0] as string;
  const value = parsed.KeyConditions?.[partitionKey]?.AttributeValueList[0];
  call.authorize({
    action: `dynamodb:${name}`,
    tableName: table.name,
    ...(index ? { indexName: index.name } : {}),
    leadingKeys: value ? [value.S ?? value.N ?? value.B ?? ''] : [],
  });
};
