import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { isVisible } from '../order.ts';
import { findOrder, listEvents } from '../order-table.ts';
import { eventView } from '../order-view.ts';

/** GET /v1/orders/{id}/events. */
export const handler = guarded(contract.listOrderEvents, async ({ caller, params: { id }, query, deadline }) => {
  const order = await findOrder(id, deadline);
  if (!order || !isVisible(order, caller)) throw notFound('order');
  const { data, nextCursor } = await listEvents(id, query, deadline);
  return ok({ data: data.map(eventView), nextCursor });
});
