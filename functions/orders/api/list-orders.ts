import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { listOrders } from '../order-table.ts';
import { summaryView } from '../order-view.ts';

/** GET /v1/orders. Whose orders they are comes from the token, never from the query or the cursor. */
export const handler = guarded(contract.listOrders, async ({ caller, query, deadline }) => {
  const { data, nextCursor } = await listOrders(caller.is('staff') ? undefined : caller.id, query, deadline);
  return ok({ data: data.map(summaryView), nextCursor });
});
