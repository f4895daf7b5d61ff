import { invalid } from './errors.ts';
import type { Key, Row } from './values.ts';

export type Change = { key: Key; before: Row | undefined; after: Row | undefined };

/** Rows of one partition key, sorted; never changed, but replaced. */
export type Partition = readonly Row[];

/** The table (number 0) or an index: partitions by key. What was there at the last copy is shared with the copies. */
export type Space = {
  name: string | undefined;
  pkName: string;
  skName: string;
  shared: ReadonlyMap<string, Partition>;
  own: Map<string, Partition>;
};

/** What a change replaced. */
type Replaced = { space: Space; pk: string; partition: Partition };

const EMPTY: Partition = Object.freeze([]);

/** How many changes can be gone back. */
const REMEMBERED = 1_000;

const partitionOf = ({ own, shared }: Space, pk: string): Partition => own.get(pk) ?? shared.get(pk) ?? EMPTY;

/** Along a partition: by sort key, in an index then by the table's key. */
export const orderIn = ({ skName, name }: Space, a: Row, b: Row): number => {
  const [left, right] = [a[skName] as string, b[skName] as string];
  if (left !== right) return left < right ? -1 : 1;
  if (name === undefined) return 0;
  if (a.pk !== b.pk) return a.pk < b.pk ? -1 : 1;
  return a.sk < b.sk ? -1 : a.sk > b.sk ? 1 : 0;
};

/** The first position of which `holds` is true, when it is false before and true behind; the length when it never is. */
export const firstThat = (partition: Partition, holds: (row: Row) => boolean): number => {
  let [low, high] = [0, partition.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(partition[middle] as Row)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Where a row of this key is in the table's partition, or would be. */
const positionOf = (partition: Partition, sk: string): number => {
  let [low, high] = [0, partition.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((partition[middle] as Row).sk >= sk) high = middle;
    else low = middle + 1;
  }
  return low;
};

const find = (partition: Partition, sk: string): Row | undefined => {
  const row = partition[positionOf(partition, sk)];
  return row?.sk === sk ? row : undefined;
};

const without = (space: Space, partition: Partition, row: Row): Partition => {
  const at = firstThat(partition, (other) => orderIn(space, other, row) >= 0);
  return partition.toSpliced(at, 1);
};

/** The partition with the row in its place, instead of one of the same key. */
const including = (space: Space, partition: Partition, row: Row): Partition => {
  const at = firstThat(partition, (other) => orderIn(space, other, row) >= 0);
  const there = partition[at];
  return partition.toSpliced(at, there && orderIn(space, there, row) === 0 ? 1 : 0, row);
};

/** A row as a KEYS_ONLY index holds it; undefined unless both of the index's keys are there. */
const entryOf = ({ pkName, skName }: Space, row: Row | undefined): Row | undefined => {
  if (!row || typeof row[pkName] !== 'string' || typeof row[skName] !== 'string') return undefined;
  return Object.freeze({ pk: row.pk, sk: row.sk, [pkName]: row[pkName], [skName]: row[skName] });
};

const spaceOf = (name: string | undefined): Space => ({
  name,
  pkName: `${name ?? ''}pk`,
  skName: `${name ?? ''}sk`,
  shared: new Map(),
  own: new Map(),
});

/** Makes everything shared, so that a copy costs nothing. */
const share = (space: Space): Space => {
  if (space.own.size > 0) {
    const all = new Map(space.shared);
    for (const [pk, partition] of space.own) {
      if (partition.length > 0) all.set(pk, partition);
      else all.delete(pk);
    }
    space.shared = all;
    space.own = new Map();
  }
  return { ...space, own: new Map() };
};

/** Rows by key in the table and in its indexes, now and some changes ago. */
export const createStore = (table: Space, indexes: Space[]) => {
  let history: Replaced[][] = [];
  const indexKeys = indexes.flatMap(({ pkName, skName }) => [pkName, skName]);
  const keys = new Set(['pk', 'sk', ...indexKeys]);

  const replace = (space: Space, pk: string, partition: Partition, replaced: Replaced[]): void => {
    replaced.push({ space, pk, partition: partitionOf(space, pk) });
    space.own.set(pk, partition);
  };

  const reindex = (space: Space, { before, after }: Change, replaced: Replaced[]): void => {
    const { pkName, skName } = space;
    if (before?.[pkName] === after?.[pkName] && before?.[skName] === after?.[skName] && before && after) return;
    const [old, fresh] = [entryOf(space, before), entryOf(space, after)];
    if (old) {
      const pk = old[pkName] as string;
      replace(space, pk, without(space, partitionOf(space, pk), old), replaced);
    }
    if (fresh) {
      const pk = fresh[pkName] as string;
      replace(space, pk, including(space, partitionOf(space, pk), fresh), replaced);
    }
  };

  return {
    table,
    /** @throws ValidationException */
    space: (indexName: string | undefined): Space => {
      const space = indexName === undefined ? table : indexes.find(({ name }) => name === indexName);
      if (!space) throw invalid(`The table does not have the specified index: ${indexName}`);
      return space;
    },
    indexKeys,
    /** Of the table or of an index. */
    isKey: (attribute: string): boolean => keys.has(attribute),

    /** A partition as it was `behind` changes of the table ago. */
    partition: (space: Space, pk: string, behind = 0): Partition => {
      for (let at = Math.max(0, history.length - behind); at < history.length; at++)
        for (const replaced of history[at] as Replaced[])
          if (replaced.space === space && replaced.pk === pk) return replaced.partition;
      return partitionOf(space, pk);
    },

    apply: (change: Change): void => {
      const { key, before, after } = change;
      const partition = partitionOf(table, key.pk);
      const replaced: Replaced[] = [];
      const fresh = after ? including(table, partition, after) : before ? without(table, partition, before) : partition;
      replace(table, key.pk, fresh, replaced);
      for (const index of indexes) reindex(index, change, replaced);
      history.push(replaced);
      if (history.length > 2 * REMEMBERED) history = history.slice(-REMEMBERED);
    },

    *rows(): Iterable<Row> {
      for (const [pk, partition] of table.shared) if (!table.own.has(pk)) yield* partition;
      for (const partition of table.own.values()) yield* partition;
    },

    copy: () => createStore(share(table), indexes.map(share)),
  };
};

export type Store = ReturnType<typeof createStore>;

export const emptyStore = (indexes: string[]): Store => createStore(spaceOf(undefined), indexes.map(spaceOf));

export const rowAt = (store: Store, { pk, sk }: Key, behind = 0): Row | undefined =>
  find(store.partition(store.table, pk, behind), sk);
