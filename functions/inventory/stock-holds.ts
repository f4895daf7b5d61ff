import * as v from 'valibot';
import type { Deadline } from '#shared/deadline';
import { digest } from '#shared/idempotency';
import {
  type Key,
  parseRow,
  partitionOf,
  type Row,
  type Rows,
  read,
  readAtOnce,
  TableName,
  type Write,
} from '#shared/table';
import type { Sku } from '#shared/values';
import { type Part, type Shelf, sum, takeFrom } from './shelf.ts';

export { type Shelf, sum };

// Published: orders takes and returns stock with these pieces, in transactions of its own, so that an order and its
// hold are one fact (docs/decisions/0004). Nothing else of inventory may be imported from another room.

const COUNTER = 'COUNTER';

/** Each counter, with the ledger rows of its changes, is a partition of its own. */
export const counterKey = (sku: string, shard: number): Key => ({ pk: `STOCK#${sku}#${shard}`, sk: COUNTER });

const Units = v.object({ available: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });

/** The first counter also says how many there are. */
const First = v.object({
  ...Units.entries,
  shards: v.number(),
  spread: v.number(),
  widest: v.number(),
  version: v.number(),
});

const NOTHING_YET = { available: 0, shards: 1, spread: 1, widest: 1, version: 0 };

const firstOf = (row: Row | undefined) => (row ? parseRow(First, row) : NOTHING_YET);

/**
 * Hot SKUs as this environment last saw them, so that one read usually fetches all their counters. Only a hint: how
 * many there are is said by the first counter, which is read every time.
 */
const hot = new Map<string, number>();
const REMEMBERED = 1_000;

const remember = (sku: string, spread: number) => {
  hot.delete(sku);
  if (spread > 1) hot.set(sku, spread);
  const [oldest] = hot.keys();
  if (hot.size > REMEMBERED && oldest) hot.delete(oldest);
};

const keysOf = (sku: string, spread: number): Key[] =>
  Array.from({ length: spread }, (_, shard) => counterKey(sku, shard));

/** The counters to read for these SKUs; `shelvesIn` reads what turns out to be missing. */
export const counterKeys = (skus: Sku[]): Key[] => skus.flatMap((sku) => keysOf(sku, hot.get(sku) ?? 1));

const shelfOf = (sku: Sku, rows: Rows, more: Rows): Shelf => {
  const { shards, spread, widest, version } = firstOf(rows.get(counterKey(sku, 0)));
  const available = keysOf(sku, spread).map((key) => {
    const row = rows.get(key) ?? more.get(key);
    return row ? parseRow(Units, row).available : 0;
  });
  return { sku, shards, available, widest, version };
};

/** The shelves of these SKUs among rows that were read with `counterKeys`. */
export const shelvesIn = async (rows: Rows, skus: Sku[], deadline: Deadline): Promise<Map<Sku, Shelf>> => {
  const missing = skus.flatMap((sku) => {
    const known = hot.get(sku) ?? 1;
    const { spread } = firstOf(rows.get(counterKey(sku, 0)));
    remember(sku, spread);
    return keysOf(sku, spread).slice(known);
  });
  const more = await read(missing, deadline);
  return new Map(skus.map((sku) => [sku, shelfOf(sku, rows, more)]));
};

export const readShelves = async (skus: Sku[], deadline: Deadline): Promise<Map<Sku, Shelf>> =>
  shelvesIn(await read(counterKeys(skus), deadline), skus, deadline);

/**
 * All counters of one SKU as they stood at one moment. Units that move between counters, or are returned to one while
 * another is read, are seen once: only this may say that there is not enough.
 */
export const readShelfAtOnce = async (sku: Sku, deadline: Deadline): Promise<Shelf> => {
  for (let spread = hot.get(sku) ?? 1; ; ) {
    const rows = await readAtOnce(keysOf(sku, spread), deadline);
    const found = firstOf(rows.get(counterKey(sku, 0)));
    remember(sku, found.spread);
    if (found.spread <= spread) return shelfOf(sku, rows, rows);
    spread = found.spread;
  }
};

/** Why stock changes: on the ledger for ever. */
export type Cause = {
  /** Tells this change from all others, and is derived again when it is repeated; a `mov_…` is the movement itself. */
  id: string;
  reason: string;
  reference?: string | undefined;
  /** The order that takes or gives back, where it is one: what it holds can be added up. */
  orderId?: string | undefined;
  at: Date;
};

export const LEDGER = 'MOVE#';

/** The index partitions of all shelves: the first counter enters itself when it is made. */
export const SHELVES = 'SHELVES';

export const shelfIndex = (sku: Sku) => ({ ':shelves': `${SHELVES}#${partitionOf(sku)}`, ':sku': sku });

/** A change of one counter and its row on the ledger. */
const change = (sku: Sku, { shard, quantity }: Part, cause: Cause): Write[] => {
  const at = cause.at.toISOString();
  const id = cause.id.startsWith('mov_') ? cause.id : `mov_${digest(cause.id, sku)}`;
  const counter = counterKey(sku, shard);
  const move =
    quantity < 0
      ? { UpdateExpression: 'SET available = available + :q', ConditionExpression: 'available >= :least' }
      : shard > 0
        ? // A drained counter is gone for good: units put there would be lost to buyers.
          { UpdateExpression: 'SET available = available + :q', ConditionExpression: 'attribute_exists(pk)' }
        : {
            UpdateExpression:
              'SET available = if_not_exists(available, :none) + :q, shards = if_not_exists(shards, :one), ' +
              'spread = if_not_exists(spread, :one), widest = if_not_exists(widest, :one), version = if_not_exists(version, :one), ' +
              'gsi2pk = if_not_exists(gsi2pk, :shelves), gsi2sk = if_not_exists(gsi2sk, :sku)',
          };
  const values = {
    ':q': quantity,
    ...(quantity < 0 ? { ':least': -quantity } : shard === 0 && { ':none': 0, ':one': 1, ...shelfIndex(sku) }),
  };
  const { reason, reference, orderId } = cause;
  return [
    { Update: { TableName, Key: counter, ...move, ExpressionAttributeValues: values } },
    {
      Put: {
        TableName,
        Item: {
          pk: counter.pk,
          sk: `${LEDGER}${at}#${id}#${shard}`,
          v: 1,
          id,
          quantity,
          reason,
          reference,
          orderId,
          at,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ];
};

/**
 * Pieces that take units, two for each counter; all of them fail with the transaction when one counter has too few.
 * @returns undefined when the shelf, as it was read, does not hold enough
 */
export const take = (shelf: Shelf, quantity: number, cause: Cause, seed: number): Write[] | undefined =>
  takeFrom(shelf, quantity, seed)?.flatMap(({ shard, quantity: part }) =>
    change(shelf.sku, { shard, quantity: -part }, cause),
  );

/** Two pieces that put units back into one of the shelf's counters; they fail when that counter has gone since. */
export const putBack = (shelf: Shelf, quantity: number, cause: Cause, seed: number): Write[] =>
  change(shelf.sku, { shard: seed % shelf.shards, quantity }, cause);
