import * as v from 'valibot';
import { type Key, parseRow, type Rows } from '#shared/table';
import { Money, Sku } from '#shared/values';

// Published: orders and inventory read prices and facts of products here, in the same read as rows of their own
// (docs/decisions/0004). Nothing else of the catalogue may be imported from another room.

const Price = v.object({
  sku: Sku,
  name: v.string(),
  price: Money,
  priceBreaks: v.array(v.object({ minQuantity: v.number(), price: Money })),
  status: v.picklist(['active', 'archived']),
  stocked: v.boolean(),
});

/** What an order needs to know of a product. */
export type Price = v.InferOutput<typeof Price>;

export const priceKey = (sku: string): Key => ({ pk: `PRODUCT#${sku}`, sk: 'PRODUCT' });

/** The product among rows that were read, whether it is on sale (`active`) or not. */
export const priceIn = (rows: Rows, sku: string): Price | undefined => {
  const row = rows.get(priceKey(sku));
  return row && parseRow(Price, row);
};
