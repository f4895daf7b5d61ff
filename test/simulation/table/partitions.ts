import type { Row } from './values.ts';

/** Rows of one partition key, sorted; never changed, but replaced. */
export type Partition = readonly Row[];

/** The table, which has no name, or an index: partitions by key. What was there at the last copy is shared with copies. */
export type Space = {
  name: string | undefined;
  pkName: string;
  skName: string;
  shared: ReadonlyMap<string, Partition>;
  own: Map<string, Partition>;
};

const EMPTY: Partition = Object.freeze([]);

export const emptySpace = (name?: string): Space => ({
  name,
  pkName: `${name ?? ''}pk`,
  skName: `${name ?? ''}sk`,
  shared: new Map(),
  own: new Map(),
});

export const partitionIn = ({ own, shared }: Space, pk: string): Partition => own.get(pk) ?? shared.get(pk) ?? EMPTY;

export function* rowsIn({ own, shared }: Space): Iterable<Row> {
  for (const [pk, partition] of shared) if (!own.has(pk)) yield* partition;
  for (const partition of own.values()) yield* partition;
}

/** A space of the same rows; everything is shared from now on, so that the next copy costs nothing. */
export const copyOfSpace = (space: Space): Space => {
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
  let low = 0;
  let high = partition.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(partition[middle] as Row)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The partition without `old`, which is in it, and with `fresh`. */
export const changed = (
  space: Space,
  partition: Partition,
  old: Row | undefined,
  fresh: Row | undefined,
): Partition => {
  const row = (old ?? fresh) as Row;
  if (partition.length <= 1 && (old ? partition.length === 1 : partition.length === 0)) return fresh ? [fresh] : EMPTY;
  const at = firstThat(partition, (other) => orderIn(space, other, row) >= 0);
  if (old && fresh && orderIn(space, old, fresh) === 0) {
    const copy = partition.slice();
    copy[at] = fresh;
    return copy;
  }
  if (!old) return partition.toSpliced(at, 0, row);
  const rest = partition.toSpliced(at, 1);
  return fresh ? changed(space, rest, undefined, fresh) : rest;
};
