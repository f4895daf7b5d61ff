import type { EventRow } from '#shared/outbox';
import type { Line, Order } from './order.ts';

/** An order in a list. */
export const summaryView = ({
  id,
  status,
  payment,
  reference,
  orderedAt,
  currency,
  total,
  expiresAt,
  version,
  createdAt,
  refunded,
}: Order) => ({
  id,
  status,
  payment,
  reference,
  orderedAt,
  total: { amount: total, currency },
  expiresAt,
  version,
  createdAt,
  refunded: refunded === undefined ? undefined : { amount: refunded, currency },
});

export const orderView = (order: Order, lines: Line[]) => {
  const { currency } = order;
  const { id, status, payment, reference, orderedAt, ...rest } = summaryView(order);
  return {
    id,
    status,
    payment,
    reference,
    orderedAt,
    lines: lines.map(({ id, sku, name, quantity, unitPrice, amount }) => ({
      id,
      sku,
      name,
      quantity,
      unitPrice: { amount: unitPrice, currency },
      amount: { amount, currency },
    })),
    ...rest,
  };
};

/** An event on the timeline. The lines are the order's own, and can be read there. */
export const eventView = ({ seq, id, type, at, data: { lines: _, ...data } }: EventRow) => ({
  seq,
  id,
  type,
  at,
  data,
});
