import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { listPayments } from '../listing.ts';

/** GET /v1/orders/{id}/payments. */
export const handler = guarded(contract.listPayments, async ({ caller, params: { id }, query, deadline }) =>
  ok(await listPayments(id, caller, query, deadline)),
);
