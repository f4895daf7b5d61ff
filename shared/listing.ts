import * as v from 'valibot';
import type { Deadline } from './deadline.ts';
import { cursorOf, readCursor } from './paging.ts';
import { type Key, type Query, query, type Row } from './table.ts';
import { together } from './together.ts';

export type Listing = {
  index?: Query['index'];
  /** The partitions that together hold the list. */
  partitions: string[];
  /** Only sort keys that begin so belong to the list. */
  prefix?: string;
  /** Descending sort keys: newest first. */
  descending?: boolean;
  /** True reads what is true now; a table can, an index cannot. */
  consistent?: boolean;
  limit: number;
  cursor?: string | undefined;
};

/**
 * One page of a list that is spread over several partitions, merged by sort key.
 * @returns the rows, and the cursor after each of them
 * @throws Refusal 400 `invalid_cursor`
 */
export const mergedPage = async (
  { index, partitions, prefix = '', descending = false, consistent = false, limit, cursor }: Listing,
  deadline: Deadline,
): Promise<{ rows: Row[]; nextCursor: string | null }> => {
  const from = readCursor(cursor);
  const skName = index ? `${index}sk` : 'sk';
  const sortKey = (row: Row) => row[skName] as string;
  const range = from === undefined ? { prefix } : descending ? { before: from } : { after: from };
  const found = await together(
    partitions.map((pk) =>
      query({ index, pk, forward: !descending, limit: limit + 1, ...range }, deadline, { consistent }),
    ),
  );
  // Between two queries a row may have moved from one partition of an index to another: it is in the list once.
  const once = new Map(found.flat().map((row) => [`${row.pk} ${row.sk}`, row]));
  const rows = [...once.values()]
    .filter((row) => sortKey(row).startsWith(prefix))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1) * (descending ? -1 : 1));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? cursorOf(sortKey(last)) : null };
};

/** Keys looked at in one go. */
const STEP = 100;

/**
 * Walks a partition of an index from the oldest entry up to a moment, step by step. It goes on behind what it has seen,
 * so entries that nobody can do anything about hold up nothing.
 */
export const walk = async function* (
  { index, pk, before }: { index: NonNullable<Query['index']>; pk: string; before: string },
  deadline: Deadline,
): AsyncGenerator<Key[]> {
  for (let after: string | undefined; ; ) {
    const range = after === undefined ? { before } : { after };
    const rows = await query({ index, pk, limit: STEP, ...range }, deadline);
    const due = rows.filter((row) => (row[`${index}sk`] as string) < before);
    if (due.length > 0) yield due;
    if (due.length < STEP) return;
    after = due.at(-1)?.[`${index}sk`] as string;
  }
};

/** How far a walk through several partitions has come: in which one, and behind which sort key. */
const Place = v.pipe(v.string(), v.parseJson(), v.strictTuple([v.number(), v.optional(v.string())]));

/**
 * One page of a walk through several partitions of an index, one after the other, each up to a moment.
 * @param cursor where it goes on; from the start where there is none
 */
export const keyPage = async (
  { index, partitions, before }: { index: NonNullable<Query['index']>; partitions: string[]; before?: string },
  cursor: string | undefined,
  limit: number,
  deadline: Deadline,
): Promise<{ keys: Row[]; cursor: string | undefined }> => {
  const [partition, after] = cursor === undefined ? [0, undefined] : v.parse(Place, cursor);
  const range = after !== undefined ? { after } : before !== undefined ? { before } : {};
  const rows = await query({ index, pk: partitions[partition] ?? '', limit, ...range }, deadline);
  const sortKey = (row: Row) => row[`${index}sk`] as string;
  const keys = rows.filter((row) => before === undefined || sortKey(row) < before);
  const last = keys.at(-1);
  const next: [number, string?] | undefined =
    keys.length === limit && last
      ? [partition, sortKey(last)]
      : partition + 1 < partitions.length
        ? [partition + 1]
        : undefined;
  return { keys, cursor: next && JSON.stringify(next) };
};
