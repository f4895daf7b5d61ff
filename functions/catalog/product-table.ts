import type { Deadline } from '#shared/deadline';
import { type Listing, mergedPage } from '#shared/listing';
import { allPartitions, parseRow, partitionOf, type Row, read, TableName, transact } from '#shared/table';
import { Product } from './contract.ts';
import { priceKey } from './price-list.ts';
import type * as product from './product.ts';

const productOf = (row: Row): product.Product => parseRow(Product, row);

/** @param options.consistent false reads at half the price what may be a moment old */
export const find = async (sku: string, deadline: Deadline, options?: { consistent: boolean }) => {
  const row = (await read([priceKey(sku)], deadline, options)).get(priceKey(sku));
  return row && productOf(row);
};

/**
 * Saves what follows `before`, in a transaction of its own: if the answer is lost, its token tells our write from
 * somebody else's when it is repeated.
 * @returns false when somebody else was first
 */
export const save = async (after: product.Product, before: product.Product | undefined, deadline: Deadline) => {
  const { sku, category, status } = after;
  const onSale = status === 'active';
  const Item = {
    ...priceKey(sku),
    v: 1,
    ...after,
    // An archived product is in no list.
    ...(onSale && { gsi2pk: `PRODUCTS#${partitionOf(sku)}`, gsi2sk: sku }),
    ...(onSale && category && { gsi1pk: `CATEGORY#${category}`, gsi1sk: sku }),
  };
  const condition = before
    ? { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before.version } }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return !(await transact([{ Put: { TableName, Item, ...condition } }], deadline));
};

/** Products on sale by SKU. */
export const list = async (
  { category, ...paging }: { category?: string } & Pick<Listing, 'limit' | 'cursor'>,
  deadline: Deadline,
) => {
  const where = category
    ? { index: 'gsi1' as const, partitions: [`CATEGORY#${category}`] }
    : { index: 'gsi2' as const, partitions: allPartitions('PRODUCTS') };
  const { rows, nextCursor } = await mergedPage({ ...where, ...paging }, deadline);
  const products = await read(rows, deadline, { consistent: false });
  // The index may be a moment behind: what a product is now decides whether it belongs here.
  const data = rows.flatMap((row) => products.get(row) ?? []).map(productOf);
  return {
    data: data.filter((each) => each.status === 'active' && (!category || each.category === category)),
    nextCursor,
  };
};
