import type { Deadline } from '#shared/deadline';
import { type Key, type Rows, read, TableName, type Write } from '#shared/table';
import type { CallerId, OrderId, PaymentId } from '#shared/values';
import type { Status } from './contract.ts';
import { isOpen, type Line } from './order.ts';
import { findWithLines, orderIn, orderKey } from './order-table.ts';

// Published: payments begins a payment in one transaction with the order's word that it may be paid, so that an order
// never expires beside a payment that begins (docs/decisions/0004). Nothing else of orders may be imported from there.

/** What payments may know of an order. Amounts in minor units. */
export type Payable = {
  id: OrderId;
  buyer: CallerId;
  status: Status;
  total: number;
  currency: string;
  expiresAt?: string | undefined;
  /** Payments it has begun, and the one that paid it. */
  generation: number;
  paymentId?: PaymentId | undefined;
};

/** The rows to read; `payableIn` finds the order among them. */
export const payableKeys = (id: OrderId): Key[] => [orderKey(id)];

export const payableIn = (rows: Rows, id: OrderId): Payable | undefined => {
  const order = orderIn(rows, id);
  if (!order || isOpen(order)) return undefined;
  const { buyer, status, total, currency, expiresAt, generation = 0, paymentId } = order;
  return { id, buyer, status: status as Status, total, currency, expiresAt, generation, paymentId };
};

export const findPayable = async (id: OrderId, deadline: Deadline): Promise<Payable | undefined> =>
  payableIn(await read(payableKeys(id), deadline), id);

/**
 * The piece of a transaction that begins the order's next payment. It fails once the order is no longer to be paid, its
 * time is over, or another payment was begun.
 */
export const payment = ({ id, generation }: Payable, now: Date): Write => ({
  Update: {
    TableName,
    Key: orderKey(id),
    UpdateExpression: 'SET generation = :next, openPayment = :next',
    ConditionExpression: `#status = :pending AND expiresAt > :now AND ${
      generation > 0 ? 'generation = :last' : 'attribute_not_exists(generation)'
    }`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':next': generation + 1,
      ':pending': 'pending_payment',
      ':now': now.toISOString(),
      ...(generation > 0 && { ':last': generation }),
    },
  },
});

/** The order's lines, as they were frozen. */
export const linesOfOrder = async (id: OrderId, deadline: Deadline): Promise<Line[]> => {
  const found = await findWithLines(id, deadline);
  if (!found) throw new Error(`there is no order ${id}`);
  return found.lines;
};
