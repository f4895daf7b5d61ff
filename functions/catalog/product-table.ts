import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Deadline } from '#shared/deadline';
import { type Listing, mergedPage } from '#shared/listing';
import { allPartitions, type Key, partitionOf, type Row, read, TableName, write } from '#shared/table';
import { Product } from './contract.ts';
import type * as product from './product.ts';

const productKey = (sku: string): Key => ({ pk: `PRODUCT#${sku}`, sk: 'PRODUCT' });

const productOf = (row: Row): product.Product => v.parse(Product, row);

/** @param options.consistent false reads at half the price what may be a moment old */
export const find = async (sku: string, deadline: Deadline, options?: { consistent: boolean }) => {
  const row = (await read([productKey(sku)], deadline, options)).get(productKey(sku));
  return row && productOf(row);
};

/**
 * Saves what follows `before`.
 * @returns false when somebody else was first
 */
export const save = (after: product.Product, before: product.Product | undefined, deadline: Deadline) => {
  const { sku, category, status } = after;
  const onSale = status === 'active';
  const Item = {
    ...productKey(sku),
    v: 1,
    ...after,
    // An archived product is in no list.
    ...(onSale && { gsi2pk: `PRODUCTS#${partitionOf(sku)}`, gsi2sk: sku }),
    ...(onSale && category && { gsi1pk: `CATEGORY#${category}`, gsi1sk: sku }),
  };
  const condition = before
    ? { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before.version } }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return write(new PutCommand({ TableName, Item, ...condition }), deadline);
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
  return { data: rows.flatMap((row) => products.get(row) ?? []).map(productOf), nextCursor };
};
