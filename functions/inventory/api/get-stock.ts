import { notFound } from '#shared/errors';
import { http, ok } from '#shared/http';
import { read } from '#shared/table';
import { priceIn, priceKey } from '../../catalog/price-list.ts';
import * as contract from '../contract.ts';
import { sum } from '../shelf.ts';
import { counterKeys, shelvesIn } from '../stock-holds.ts';

/** GET /v1/products/{sku}/stock. */
export const handler = http(contract.getStock, async ({ params: { sku }, deadline }) => {
  const rows = await read([priceKey(sku), ...counterKeys([sku])], deadline);
  const product = priceIn(rows, sku);
  if (!product) throw notFound('product');
  if (!product.stocked) return ok({ sku, stocked: false });
  const shelf = (await shelvesIn(rows, [sku], deadline)).get(sku);
  const available = shelf ? sum(shelf) : 0;
  return ok({ sku, stocked: true, available }, { version: `${shelf?.version}.${available}` });
});
