import { notFound } from '#shared/errors';
import { http, ok } from '#shared/http';
import * as contract from '../contract.ts';
import { find } from '../product-table.ts';

/** GET /v1/products/{sku}. */
export const handler = http(contract.getProduct, async ({ params: { sku }, deadline }) => {
  const product = await find(sku, deadline, { consistent: false });
  if (!product) throw notFound('product');
  return ok(product, { version: product.version });
});
