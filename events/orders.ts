import * as v from 'valibot';
import { event } from '#shared/event';
import { Amount, Currency, OrderId, PaymentId, RefundId, Sku, Time } from '#shared/values';

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
    /** How many payments it had begun; only the last of them may have taken money. */
    generation: v.optional(v.number()),
    /** What had gone back before, which is all or nothing: then it counted as a sale no more. */
    refunded: v.optional(v.number()),
  }),
);

/** The order is a sale: all of its total was taken, by this payment, and its units are its own. */
export const OrderPaid = event('OrderPaid', 1, v.object({ ...Taken.entries, paymentId: PaymentId }));

/** Its time is over, but a payment is open: its units stay held until payments says how that one ended. */
export const OrderExpiring = event('OrderExpiring', 1, v.object({ orderId: OrderId, generation: v.number() }));

/** Money was taken for an order that cannot be had any more. It has to go back, and somebody should know. */
export const PaymentOrphaned = event(
  'PaymentOrphaned',
  1,
  v.object({ orderId: OrderId, paymentId: PaymentId, amount: Amount, currency: Currency }),
);

/** Money went back to the buyer; units that came back with it are on the shelf. */
export const OrderRefunded = event(
  'OrderRefunded',
  1,
  v.object({
    ...Taken.entries,
    paymentId: PaymentId,
    refundId: RefundId,
    amount: Amount,
    /** All that was paid, at one go: then `lines` are all lines of the order. Otherwise they are what was named, if anything. */
    whole: v.boolean(),
    /** The order counted as a sale until then; a cancelled one did not any more. */
    counted: v.boolean(),
    reason: v.string(),
  }),
);

/** Nobody paid in time; what was held is back in stock, or on its way there. */
export const OrderExpired = event('OrderExpired', 1, v.object({ orderId: OrderId, expiresAt: v.string() }));
