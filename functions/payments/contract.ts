import * as v from 'valibot';
import { Paging, page } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { Instant, Money, OrderId, PaymentId, RefundId, text } from '#shared/values';

const buyers: Admitted[] = [{ scope: 'backroom/shop' }, { scope: 'backroom/orders.write' }];

/** Units go back on the shelf in the transaction that notes the refund; more of them take several refunds. */
export const MAX_REFUNDED_LINES = 40;

const STATUSES = ['open', 'declined', 'closing', 'closed', 'succeeded'] as const;

const RefundedLine = v.pipe(
  v.strictObject({
    lineId: text(10),
    quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000_000)),
  }),
  v.title('RefundedLine'),
);

export const createPayment = route({
  operation: 'createPayment',
  method: 'POST',
  path: '/v1/orders/{id}/payments',
  summary:
    'Begins the payment of an order, or goes on with the one that is open. The client secret confirms it at the provider; an order of nothing is paid at once and has none.',
  callers: buyers,
  keyed: true,
  params: v.object({ id: OrderId }),
  body: v.strictObject({}),
  bodyOptional: true,
  answers: {
    201: v.object({
      id: PaymentId,
      status: v.picklist(['open', 'succeeded']),
      amount: Money,
      clientSecret: v.optional(v.string()),
    }),
  },
  problems: [
    'not_found',
    'already_paid',
    'not_payable',
    'payment_processing',
    'order_expired',
    'amount_too_small',
    'amount_not_accepted',
  ],
});

const refund = {
  id: RefundId,
  amount: Money,
  status: v.picklist(['pending', 'succeeded', 'failed']),
  reason: v.string(),
  lines: v.optional(v.array(RefundedLine)),
  restock: v.boolean(),
  createdAt: Instant,
};

const Payment = v.pipe(
  v.object({
    id: PaymentId,
    generation: v.number(),
    status: v.picklist(STATUSES),
    amount: Money,
    captured: Money,
    refunded: Money,
    disputed: v.optional(v.boolean()),
    declineCode: v.optional(
      v.pipe(v.string(), v.description("Why the last card was refused, in the provider's words.")),
    ),
    createdAt: Instant,
    refunds: v.array(v.object(refund)),
  }),
  v.title('Payment'),
);

export const listPayments = route({
  operation: 'listPayments',
  method: 'GET',
  path: '/v1/orders/{id}/payments',
  summary: "An order's payments, the first one first, each with its refunds. At most one of them ever succeeds.",
  callers: [...buyers, { group: 'staff' }],
  params: v.object({ id: OrderId }),
  query: Paging,
  answers: {
    200: page(Payment),
  },
  problems: ['not_found', 'invalid_cursor'],
});

export const createRefund = route({
  operation: 'createRefund',
  method: 'POST',
  path: '/v1/payments/{id}/refunds',
  summary:
    'Gives money back: all that is left, an amount, or what lines cost. With `restock` the units of the lines go back on the shelf; of all lines where none is named.',
  callers: [{ group: 'admin' }],
  dangerous: true,
  keyed: true,
  throttle: { burst: 50, perSecond: 20 },
  params: v.object({ id: PaymentId }),
  body: v.pipe(
    v.strictObject({
      amount: v.optional(Money),
      lines: v.optional(v.pipe(v.array(RefundedLine), v.minLength(1), v.maxLength(MAX_REFUNDED_LINES))),
      restock: v.optional(v.boolean(), false),
      reason: text(120),
    }),
    v.title('RefundInput'),
  ),
  answers: { 201: v.object({ ...refund, paymentId: PaymentId, orderId: OrderId }) },
  problems: [
    'not_found',
    'not_captured',
    'refund_exceeds_captured',
    'currency_mismatch',
    'amount_mismatch',
    'unknown_line',
    'too_many_lines',
    'nothing_to_refund',
    'nothing_to_restock',
    'refund_refused',
  ],
});

export const receiveStripeEvent = route({
  operation: 'receiveStripeEvent',
  method: 'POST',
  path: '/v1/provider-events/stripe',
  summary: "Stripe's webhook: signed over the body's bytes, queued before it is answered.",
  callers: 'anyone',
  raw: true,
  maxBytes: 256 * 1024,
  answers: { 200: v.object({ received: v.literal(true) }) },
  problems: ['invalid_signature', 'malformed_event'],
});
