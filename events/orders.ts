import * as v from 'valibot';
import { event } from '#shared/event';
import { Amount, Currency, OrderId, Sku, Time } from '#shared/values';

// What orders says to the rest of the house. Fields are added, never renamed or re-used. No personal data: ids only.

/** A line as it was frozen when the order was taken; amounts in minor units of the order's currency. */
export const OrderLine = v.object({
  id: v.string(),
  sku: Sku,
  name: v.string(),
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  unitPrice: Amount,
  amount: Amount,
  /** False for a fee or a service: nothing was taken from stock for it. */
  stocked: v.boolean(),
});

const Taken = v.object({
  orderId: OrderId,
  payment: v.picklist(['card', 'on_account']),
  orderedAt: Time,
  currency: Currency,
  total: Amount,
  /** All lines, or this part's: an order of many lines travels in several messages. */
  lines: v.array(OrderLine),
});

/** Prices are frozen and stock is held. On account it is a sale; by card nothing is paid yet, and it may still expire. */
export const OrderPlaced = event('OrderPlaced', 1, v.object({ ...Taken.entries, buyer: v.string() }));

/** The order will not be fulfilled. `from` says what it was: only an order on account or paid had counted as a sale. */
export const OrderCancelled = event(
  'OrderCancelled',
  1,
  v.object({
    ...Taken.entries,
    from: v.picklist(['pending_payment', 'on_account', 'paid']),
    reason: v.optional(v.string()),
  }),
);

/** Nobody paid in time; what was held is back in stock, or on its way there. */
export const OrderExpired = event('OrderExpired', 1, v.object({ orderId: OrderId, expiresAt: v.string() }));
