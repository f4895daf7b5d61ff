import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { isVisible } from '../order.ts';
import { findWithLines } from '../order-table.ts';
import { orderView } from '../order-view.ts';

/** GET /v1/orders/{id}. */
export const handler = guarded(contract.getOrder, async ({ caller, params: { id }, deadline }) => {
  const found = await findWithLines(id, deadline);
  if (!found || !isVisible(found.order, caller)) throw notFound('order');
  return ok(orderView(found.order, found.lines), { version: found.order.version });
});
