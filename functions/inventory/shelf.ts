import type { Sku } from '#shared/values';

/**
 * The units of one SKU, as they lie in its counters. Units are taken from any of them, also from several at once, so
 * what can be sold is always their sum.
 */
export type Shelf = {
  sku: Sku;
  /** Counters that new units go to: 0 to `shards` - 1. */
  shards: number;
  /** Units in each counter that may still hold some; as long as a shrink drains, more of them than `shards`. */
  available: number[];
  /** Counters there have ever been: where ledger rows may lie. */
  widest: number;
  /** Raised whenever the number of counters changes. */
  version: number;
};

/** Units of one counter that come or go. */
export type Part = { shard: number; quantity: number };

/** Units that can be sold. */
export const sum = (shelf: Shelf | undefined): number =>
  shelf ? shelf.available.reduce((total, units) => total + units, 0) : 0;

/**
 * From which counters to take `quantity`: one that has enough, starting at the buyer's own so that buyers part ways,
 * otherwise the fullest first.
 * @param seed any number that differs between buyers
 * @returns undefined when there is not enough
 */
export const takeFrom = ({ available, shards }: Shelf, quantity: number, seed: number): Part[] | undefined => {
  const count = available.length;
  const start = seed % shards;
  for (let step = 0; step < count; step++) {
    const shard = (start + step) % count;
    if ((available[shard] ?? 0) >= quantity) return [{ shard, quantity }];
  }
  const parts: Part[] = [];
  let missing = quantity;
  const fullest = available.map((units, shard) => ({ units, shard })).sort((a, b) => b.units - a.units);
  for (const { units, shard } of fullest) {
    const part = Math.min(units, missing);
    if (part > 0) parts.push({ shard, quantity: part });
    missing -= part;
  }
  return missing > 0 ? undefined : parts;
};

/**
 * One step towards an even spread over `shards` counters: drained counters first, then from the fullest to the emptiest.
 * @returns undefined when there is nothing left to move
 */
export const nextMove = ({ available, shards }: Shelf): { from: number; to: number; quantity: number } | undefined => {
  const wanted = available.slice(0, shards);
  const to = wanted.indexOf(Math.min(...wanted));
  const stray = available.findIndex((units, shard) => shard >= shards && units > 0);
  if (stray >= 0) return { from: stray, to, quantity: available[stray] ?? 0 };
  const from = wanted.indexOf(Math.max(...wanted));
  const gap = (wanted[from] ?? 0) - (wanted[to] ?? 0);
  return gap > 1 ? { from, to, quantity: Math.floor(gap / 2) } : undefined;
};
