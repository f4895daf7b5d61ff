import { notFound, Refusal } from '#shared/errors';
import { http, ok } from '#shared/http';
import { read } from '#shared/table';
import { priceIn, priceKey } from '../../catalog/price-list.ts';
import * as contract from '../contract.ts';
import { sum } from '../shelf.ts';
import { readShelfAtOnce } from '../stock-holds.ts';
import { spread } from '../stock-table.ts';

/** PATCH /v1/products/{sku}/stock. An `If-Match` is held against the number of counters, not the units in them. */
export const handler = http(contract.setShards, async ({ params: { sku }, body: { shards }, ifMatch, deadline }) => {
  const product = priceIn(await read([priceKey(sku)], deadline), sku);
  if (!product) throw notFound('product');
  if (!product.stocked) throw new Refusal(422, 'not_stocked', `${sku} is not kept in stock.`);
  if (ifMatch !== undefined && ifMatch !== '*') {
    const { version } = await readShelfAtOnce(sku, deadline);
    if (ifMatch.split('.')[0] !== String(version)) {
      throw new Refusal(412, 'version_mismatch', 'The counters have changed since; read them again.');
    }
  }
  const shelf = await spread(sku, shards, deadline);
  const available = sum(shelf);
  return ok({ sku, shards: shelf.shards, available }, { version: `${shelf.version}.${available}` });
});
