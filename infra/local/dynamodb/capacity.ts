import type { Item } from './item.ts';
import { itemBytes, sameItem } from './item.ts';
import type { IndexEntry } from './table.ts';

/** Write units of one change in a table: a unit per KB of the larger of both images, at least one. */
export const writeUnits = (...images: (Item | undefined)[]): number =>
  Math.max(1, ...images.map((image) => (image ? Math.ceil(itemBytes(image) / 1024) : 0)));

/**
 * Write units of a change in an index: to put an entry, to take it away, both when its key changes, one when a projected
 * attribute changes, none when the entry stays as it was. Source: Developer Guide, "Provisioned throughput considerations
 * for global secondary indexes". Transactions do not double them.
 */
export const indexWriteUnits = (before: IndexEntry | undefined, after: IndexEntry | undefined): number => {
  if (before && after && before.key === after.key)
    return sameItem(before.item, after.item) ? 0 : writeUnits(before.item, after.item);
  return (before ? writeUnits(before.item) : 0) + (after ? writeUnits(after.item) : 0);
};

export type Consistency = 'eventual' | 'strong' | 'transactional';

const FACTOR: Record<Consistency, number> = { eventual: 0.5, strong: 1, transactional: 2 };

/** Read units of so many bytes: a block is 4 KB, and nothing found costs one block too. */
export const readUnits = (bytes: number, consistency: Consistency): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * FACTOR[consistency];

export type IndexRef = { name: string; scope: 'global' | 'local' };

export type Consumption = {
  tableName: string;
  indexName?: string;
  readUnits: number;
  writeUnits: number;
};

type Units = { read: number; write: number };
type TableUnits = Units & { indexes: Map<string, Units & IndexRef> };

const unitsOf = ({ read, write }: Units) => ({
  CapacityUnits: read + write,
  ...(read > 0 || write === 0 ? { ReadCapacityUnits: read } : {}),
  ...(write > 0 ? { WriteCapacityUnits: write } : {}),
});

const getOrInsert = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
};

/** Counts what one call consumes, also when the call fails. */
export const createMeter = () => {
  const tables = new Map<string, TableUnits>();

  const unitsFor = (tableName: string, index?: IndexRef): Units => {
    const table = getOrInsert(tables, tableName, () => ({ read: 0, write: 0, indexes: new Map() }));
    return index ? getOrInsert(table.indexes, index.name, () => ({ ...index, read: 0, write: 0 })) : table;
  };

  const indexesOf = (table: TableUnits, scope: IndexRef['scope'], field: string) => {
    const indexes = [...table.indexes.values()].filter((index) => index.scope === scope);
    return indexes.length > 0
      ? { [field]: Object.fromEntries(indexes.map((index) => [index.name, unitsOf(index)])) }
      : {};
  };

  return {
    read: (tableName: string, units: number, index?: IndexRef) => {
      unitsFor(tableName, index).read += units;
    },
    write: (tableName: string, units: number, index?: IndexRef) => {
      unitsFor(tableName, index).write += units;
    },
    /** What is answered as ConsumedCapacity, one a table. */
    consumed: (detail: 'TOTAL' | 'INDEXES'): Record<string, unknown>[] =>
      Array.from(tables, ([TableName, table]) => {
        const total = { read: table.read, write: table.write };
        for (const { read, write } of table.indexes.values()) {
          total.read += read;
          total.write += write;
        }
        if (detail === 'TOTAL') return { TableName, ...unitsOf(total) };
        return {
          TableName,
          ...unitsOf(total),
          Table: unitsOf(table),
          ...indexesOf(table, 'global', 'GlobalSecondaryIndexes'),
          ...indexesOf(table, 'local', 'LocalSecondaryIndexes'),
        };
      }),
    each: (listener: (consumption: Consumption) => void) => {
      for (const [tableName, { read, write, indexes }] of tables) {
        if (read > 0 || write > 0) listener({ tableName, readUnits: read, writeUnits: write });
        for (const index of indexes.values())
          listener({ tableName, indexName: index.name, readUnits: index.read, writeUnits: index.write });
      }
    },
  };
};

export type Meter = ReturnType<typeof createMeter>;
