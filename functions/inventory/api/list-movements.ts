import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { read } from '#shared/table';
import { priceIn, priceKey } from '../../catalog/price-list.ts';
import * as contract from '../contract.ts';
import { readShelfAtOnce } from '../stock-holds.ts';
import { listMovements } from '../stock-table.ts';

/** GET /v1/products/{sku}/stock-movements. */
export const handler = guarded(contract.listMovements, async ({ params: { sku }, query, deadline }) => {
  const rows = await read([priceKey(sku)], deadline);
  if (!priceIn(rows, sku)) throw notFound('product');
  return ok(await listMovements(sku, await readShelfAtOnce(sku, deadline), query, deadline));
});
