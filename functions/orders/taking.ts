import type { Deadline } from '#shared/deadline';
import { hashOf, type Write } from '#shared/table';
import { together } from '#shared/together';
import type { Sku } from '#shared/values';
import { readShelfAtOnce, type Shelf, sum, take } from '../inventory/stock-holds.ts';
import type { Order } from './order.ts';
import { causeOf } from './returning.ts';

/** Units of a SKU that an order needs. */
export type Demand = { sku: Sku; quantity: number };

/** All pieces, or undefined when one shelf fell short since it was read. */
export const takeAll = (
  demand: Demand[],
  shelves: Map<Sku, Shelf>,
  order: Order,
  { reason, at }: { reason: string; at: Date },
): Write[] | undefined => {
  const cause = causeOf(order, reason, at);
  const seed = hashOf(order.id); // by which buyers of a hot SKU go to different counters
  const writes: Write[] = [];
  for (const { sku, quantity } of demand) {
    const shelf = shelves.get(sku);
    const pieces = shelf && take(shelf, quantity, cause, seed);
    if (!pieces) return undefined;
    writes.push(...pieces);
  }
  return writes;
};

/** Every SKU of which there is not enough. What several counters hold is looked at again, all of them at one moment. */
export const shortages = async (demand: Demand[], shelves: Map<Sku, Shelf>, deadline: Deadline) => {
  const suspects = demand.filter(({ sku, quantity }) => sum(shelves.get(sku)) < quantity);
  const checked = await together(
    suspects.map(async ({ sku, quantity }) => {
      const shelf = shelves.get(sku);
      const available = sum(shelf && shelf.available.length > 1 ? await readShelfAtOnce(sku, deadline) : shelf);
      return { sku, available, missing: quantity - available };
    }),
  );
  return checked.filter(({ missing }) => missing > 0);
};
