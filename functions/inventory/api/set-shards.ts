import { notFound, Refusal } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { read } from '#shared/table';
import { priceIn, priceKey } from '../../catalog/price-list.ts';
import * as contract from '../contract.ts';
import { sum } from '../shelf.ts';
import { spread } from '../stock-table.ts';

/** PATCH /v1/products/{sku}/stock. An `If-Match` is held against the number of counters, not the units in them. */
export const handler = guarded(contract.setShards, async ({ params: { sku }, body: { shards }, ifMatch, deadline }) => {
  const product = priceIn(await read([priceKey(sku)], deadline), sku);
  if (!product) throw notFound('product');
  if (!product.stocked) throw new Refusal(422, 'not_stocked', `${sku} is not kept in stock.`);
  // An ETag is `version.units`; "*" matches whatever there is.
  const versions = ifMatch?.includes('*') ? undefined : ifMatch?.map((tag) => tag.split('.')[0] ?? '');
  const shelf = await spread(sku, shards, versions, deadline);
  const available = sum(shelf);
  return ok({ sku, shards: shelf.shards, available }, { version: `${shelf.version}.${available}` });
});
