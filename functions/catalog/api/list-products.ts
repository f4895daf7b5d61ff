import { http, ok } from '#shared/http';
import * as contract from '../contract.ts';
import { list } from '../product-table.ts';

/** GET /v1/products. */
export const handler = http(contract.listProducts, async ({ query, deadline }) => ok(await list(query, deadline)));
