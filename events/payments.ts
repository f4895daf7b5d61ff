import * as v from 'valibot';
import { event } from '#shared/event';
import { Amount, Currency, OrderId, PaymentId, RefundId } from '#shared/values';

// What payments says to the rest of the house. No card data, no secret, no name: ids, amounts and reasons.

const About = {
  paymentId: PaymentId,
  orderId: OrderId,
  /** Which of the order's payments it is, from 1: the next begins only when this one is closed. */
  generation: v.number(),
  currency: Currency,
};

/** The whole amount was taken, once. Whether the order can still be had for it is not said yet. */
export const PaymentSucceeded = event('PaymentSucceeded', 1, v.object({ ...About, amount: Amount }));

/** A card was refused. The payment may still succeed with another card, until it is closed. */
export const PaymentDeclined = event('PaymentDeclined', 1, v.object({ ...About, code: v.string() }));

/** Nothing was taken, and nothing can be taken any more. */
export const PaymentClosed = event('PaymentClosed', 1, v.object(About));

/** A part of a line that money was given back for. */
const RefundedLine = v.object({
  lineId: v.string(),
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/** Money is on its way back to the buyer. Stock and reports have not heard of it yet. */
export const PaymentRefunded = event(
  'PaymentRefunded',
  1,
  v.object({
    ...About,
    refundId: RefundId,
    amount: Amount,
    /** Everything that was taken, at one go. */
    whole: v.boolean(),
    /** What it was given back for, where lines were named. */
    lines: v.array(RefundedLine),
    /** The units of the lines are to go back on the shelf. */
    restock: v.boolean(),
    reason: v.string(),
  }),
);

/** The provider refused to give back what had been promised; the amount counts as taken again. */
export const RefundFailed = event(
  'RefundFailed',
  1,
  v.object({ ...About, refundId: RefundId, amount: Amount, code: v.string() }),
);

/** The buyer's bank asks for the money back; somebody has to answer it at the provider. */
export const PaymentDisputed = event(
  'PaymentDisputed',
  1,
  v.object({ ...About, disputeId: v.string(), amount: Amount }),
);

const PROVIDER_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
  'charge.dispute.created',
] as const;

/**
 * What the provider says has happened, verified and cut down to what is needed. It comes in any order, any number of
 * times, for anything: nothing of it is believed before it is held against our own rows.
 */
export const ProviderEvent = event(
  'ProviderEvent',
  1,
  v.object({
    kind: v.picklist(PROVIDER_EVENTS),
    livemode: v.boolean(),
    /** The payment intent's id at the provider. */
    intentId: v.nullable(v.string()),
    /** Our own id, as we once gave it to the provider. */
    paymentId: v.optional(v.string()),
    /** What the event is about, in minor units: taken, refunded so far, disputed. */
    amount: v.number(),
    /** What the charge took, where the event is about a charge. */
    captured: v.optional(v.number()),
    currency: v.string(),
    /** Why a card was refused. */
    code: v.optional(v.string()),
    disputeId: v.optional(v.string()),
  }),
);
