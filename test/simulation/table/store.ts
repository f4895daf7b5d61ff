import { invalid } from './errors.ts';
import {
  changed,
  copyOfSpace,
  emptySpace,
  firstThat,
  type Partition,
  partitionIn,
  rowsIn,
  type Space,
} from './partitions.ts';
import type { Key, Row } from './values.ts';

export type Change = { key: Key; before: Row | undefined; after: Row | undefined };

/** What was there before a change. */
type Replaced = { space: Space; pk: string; partition: Partition };

/** How many changes can be gone back. */
const REMEMBERED = 250;

/** A row as a KEYS_ONLY index holds it; undefined unless both of the index's keys are there. */
const entryOf = ({ pkName, skName }: Space, row: Row | undefined): Row | undefined => {
  if (!row || typeof row[pkName] !== 'string' || typeof row[skName] !== 'string') return undefined;
  return Object.freeze({ pk: row.pk, sk: row.sk, [pkName]: row[pkName], [skName]: row[skName] });
};

/** Rows by key in the table and in its indexes, now and some changes ago. */
const storeOf = (table: Space, indexes: Space[]) => {
  const indexKeys = indexes.flatMap(({ pkName, skName }) => [pkName, skName]);
  const keys = new Set(['pk', 'sk', ...indexKeys]);
  let history: Replaced[][] = [];

  const move = (space: Space, old: Row | undefined, fresh: Row | undefined, replaced: Replaced[]): void => {
    const pk = (old ?? fresh)?.[space.pkName];
    if (typeof pk !== 'string') return;
    if (old && fresh && fresh[space.pkName] !== pk) {
      move(space, old, undefined, replaced);
      move(space, undefined, fresh, replaced);
      return;
    }
    const partition = partitionIn(space, pk);
    replaced.push({ space, pk, partition });
    space.own.set(pk, changed(space, partition, old, fresh));
  };

  const reindex = (index: Space, before: Row | undefined, after: Row | undefined, replaced: Replaced[]): void => {
    const { pkName, skName } = index;
    if (before?.[pkName] === after?.[pkName] && before?.[skName] === after?.[skName]) return;
    move(index, entryOf(index, before), entryOf(index, after), replaced);
  };

  return {
    table,
    indexKeys,
    /** Of the table or of an index. */
    isKey: (attribute: string): boolean => keys.has(attribute),

    /** The table or an index. @throws ValidationException */
    space: (indexName: string | undefined): Space => {
      const space = indexName === undefined ? table : indexes.find(({ name }) => name === indexName);
      if (!space) throw invalid(`The table does not have the specified index: ${indexName}`);
      return space;
    },

    /** A partition as it was `behind` changes ago. */
    partition: (space: Space, pk: string, behind: number): Partition => {
      for (let at = Math.max(0, history.length - behind); at < history.length; at++)
        for (const replaced of history[at] as Replaced[])
          if (replaced.pk === pk && replaced.space === space) return replaced.partition;
      return partitionIn(space, pk);
    },

    apply: ({ before, after }: Change): void => {
      const replaced: Replaced[] = [];
      move(table, before, after, replaced);
      for (const index of indexes) reindex(index, before, after, replaced);
      history.push(replaced);
      if (history.length > 2 * REMEMBERED) history = history.slice(-REMEMBERED);
    },

    rows: (): Iterable<Row> => rowsIn(table),

    /** Without history. */
    copy: () => storeOf(copyOfSpace(table), indexes.map(copyOfSpace)),
  };
};

export type Store = ReturnType<typeof storeOf>;

export const emptyStore = (indexes: string[]): Store => storeOf(emptySpace(), indexes.map(emptySpace));

export const rowAt = (store: Store, { pk, sk }: Key, behind = 0): Row | undefined => {
  const partition = store.partition(store.table, pk, behind);
  const row = partition[partition.length > 1 ? firstThat(partition, (other) => other.sk >= sk) : 0];
  return row?.sk === sk ? row : undefined;
};
