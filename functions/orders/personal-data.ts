import { backOff, type Deadline } from '#shared/deadline';
import { read, transact } from '#shared/table';
import type { Address, CallerId } from '#shared/values';
import { erase, type Order } from './order.ts';
import { findOrder, linesOf, orderIn, orderKeys, ownedKeys, saved } from './order-table.ts';
import { orderView } from './order-view.ts';

// Published: accounts hands its owner a copy of all orders, and has what is personal taken off them
// (docs/decisions/0009). Nothing else of orders may be imported from there.

type Page = { cursor: string | undefined };
export type OrderCopy = ReturnType<typeof orderView> & { shipTo?: Address | undefined };

/** Orders of one page; the longest has some 180 KB of lines. */
const PAGE = 25;

const ownedBy = async (owner: CallerId, cursor: string | undefined, deadline: Deadline) => {
  const page = await ownedKeys(owner, cursor, PAGE, deadline);
  const ids = page.keys.map(({ pk }) => pk.slice('ORDER#'.length));
  const rows = await read(ids.flatMap(orderKeys), deadline);
  return { orders: ids.flatMap((id) => orderIn(rows, id) ?? []), rows, cursor: page.cursor };
};

/** A page of somebody's orders, oldest first, as they stand, with where they were to be sent. */
export const copyOrders = async (
  owner: CallerId,
  from: string | undefined,
  deadline: Deadline,
): Promise<Page & { orders: OrderCopy[] }> => {
  const { orders, rows, cursor } = await ownedBy(owner, from, deadline);
  const copies: OrderCopy[] = [];
  for (const order of orders) {
    copies.push({ ...orderView(order, await linesOf(order, rows, deadline)), shipTo: order.shipTo });
  }
  return { orders: copies, cursor };
};

/** Takes what is personal off a page of somebody's orders. An order of the last second may not be in the index yet. */
export const eraseOrders = async (owner: CallerId, from: string | undefined, deadline: Deadline): Promise<Page> => {
  const { orders, cursor } = await ownedBy(owner, from, deadline);
  for (const order of orders) await eraseOrder(order, deadline);
  return { cursor };
};

const eraseOrder = async (order: Order, deadline: Deadline): Promise<void> => {
  for (let attempt = 0, before: Order | undefined = order; before; attempt++) {
    const transition = erase(before);
    if (!transition || !(await transact([saved(transition)], deadline))) return;
    await backOff(attempt);
    before = await findOrder(order.id, deadline);
  }
};
