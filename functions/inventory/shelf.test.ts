import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Sku } from '#shared/values';
import { nextMove, type Shelf, sum, takeFrom } from './shelf.ts';

const shelves = fc.record({ available: fc.array(fc.nat(50), { minLength: 1, maxLength: 16 }), part: fc.nat() }).map(
  ({ available, part }): Shelf => ({
    sku: 'A' as Sku,
    shards: 1 + (part % available.length),
    available,
    widest: available.length,
    version: 1,
  }),
);

it('takes exactly what is asked, from counters that have it, whenever there is enough', () => {
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 400 }), fc.nat(), (shelf, quantity, seed) => {
      const parts = takeFrom(shelf, quantity, seed);
      expect(parts !== undefined).toBe(sum(shelf) >= quantity);
      for (const part of parts ?? []) {
        expect(part.quantity).toBeGreaterThan(0);
        expect(part.quantity).toBeLessThanOrEqual(shelf.available[part.shard] ?? 0);
      }
      if (parts) expect(parts.reduce((total, part) => total + part.quantity, 0)).toBe(quantity);
      expect(new Set(parts?.map(({ shard }) => shard)).size).toBe(parts?.length ?? 0);
    }),
  );
});

it('takes from one counter where one has enough', () => {
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 50 }), fc.nat(), (shelf, quantity, seed) => {
      fc.pre(Math.max(...shelf.available) >= quantity);
      expect(takeFrom(shelf, quantity, seed)).toHaveLength(1);
    }),
  );
});

it('sends different buyers to different counters', () => {
  const shelf = { sku: 'A' as Sku, shards: 4, available: [9, 9, 9, 9], widest: 4, version: 1 };
  expect([0, 1, 2, 3].map((seed) => takeFrom(shelf, 1, seed)?.[0]?.shard)).toEqual([0, 1, 2, 3]);
});

it('evens out step by step, drains counters that are no longer wanted, loses nothing and comes to an end', () => {
  fc.assert(
    fc.property(shelves, (shelf) => {
      const available = [...shelf.available];
      for (let steps = 0, move = nextMove(shelf); move; steps++, move = nextMove({ ...shelf, available })) {
        expect(move.to).toBeLessThan(shelf.shards);
        expect(move.quantity).toBeGreaterThan(0);
        available[move.from] = (available[move.from] ?? 0) - move.quantity;
        available[move.to] = (available[move.to] ?? 0) + move.quantity;
        expect(available[move.from]).toBeGreaterThanOrEqual(0);
        expect(steps).toBeLessThan(200);
      }
      expect(sum({ ...shelf, available })).toBe(sum(shelf));
      expect(available.slice(shelf.shards).every((units) => units === 0)).toBe(true);
      const wanted = available.slice(0, shelf.shards);
      expect(Math.max(...wanted) - Math.min(...wanted)).toBeLessThanOrEqual(1);
    }),
  );
});
