import * as v from 'valibot';
import { Paging, page } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { Address, Instant, Money, OrderId, Quantity, Sku, Time, text } from '#shared/values';

const buyers: Admitted[] = [{ scope: 'backroom/shop' }, { scope: 'backroom/orders.write' }];
const readers: Admitted[] = [...buyers, { group: 'staff' }];
const params = v.object({ id: OrderId });

/** Distinct SKUs on one order. Real invoices of the sample wholesaler reach 1,114 lines. */
const MAX_SKUS = 1_200;
/** Lines before equal ones are summed. */
const MAX_LINES = 2_400;

const OrderLineInput = v.pipe(
  v.strictObject({
    sku: Sku,
    quantity: Quantity,
    /** The unit price a trusted seller has agreed on, instead of the list price. */
    agreedPrice: v.optional(Money),
  }),
  v.title('OrderLineInput'),
  v.description('`agreedPrice` is the unit price that a trusted seller (scope `backroom/orders.write`) has agreed on.'),
);

const fields = {
  lines: v.pipe(
    // Counted before anything else is looked at: a megabyte of rubbish is not worth a megabyte of faults.
    v.array(v.unknown()),
    v.minLength(1),
    v.maxLength(MAX_LINES),
    v.array(OrderLineInput),
    v.check((lines) => new Set(lines.map(({ sku }) => sku)).size <= MAX_SKUS, `at most ${MAX_SKUS} distinct SKUs`),
  ),
  /** What the client believes it will pay; any other total refuses the order. */
  expectedTotal: v.optional(Money),
  payment: v.optional(v.picklist(['card', 'on_account']), 'card'),
  reference: v.optional(text(120)),
  /** When the order was made, where that was not now. */
  orderedAt: v.optional(Time),
  shipTo: v.optional(Address),
};

export const OrderInput = v.pipe(
  v.strictObject(fields),
  v.title('OrderInput'),
  v.description(
    `At most ${MAX_SKUS} distinct SKUs. Lines of equal (sku, agreedPrice) are summed. An \`expectedTotal\` that is not the total refuses the order.`,
  ),
);
export type OrderInput = v.InferOutput<typeof OrderInput>;

export const STATUSES = [
  'pending_payment',
  'on_account',
  'paid',
  'expiring',
  'fulfilled',
  'cancelled',
  'expired',
] as const;
export const Status = v.pipe(v.picklist(STATUSES), v.title('OrderStatus'));
export type Status = v.InferOutput<typeof Status>;

const summary = {
  id: OrderId,
  status: Status,
  payment: v.picklist(['card', 'on_account']),
  reference: v.optional(v.string()),
  orderedAt: Instant,
  total: Money,
  expiresAt: v.optional(Instant),
  version: v.number(),
  createdAt: Instant,
  /** What of the total went back to the buyer. */
  refunded: v.optional(Money),
};

const OrderSummary = v.pipe(
  v.object(summary),
  v.title('OrderSummary'),
  v.description('An order without its lines. `refunded` is what of the total went back to the buyer.'),
);

const OrderLine = v.pipe(
  v.object({
    id: v.string(),
    sku: Sku,
    name: v.string(),
    quantity: v.number(),
    unitPrice: Money,
    amount: Money,
  }),
  v.title('OrderLine'),
);

const Order = v.pipe(
  v.object({ ...summary, lines: v.array(OrderLine) }),
  v.title('Order'),
  v.description(
    '`expiresAt` stands on an order that waits for its payment; `refunded` is what went back to the buyer.',
  ),
);

const OrderEvent = v.pipe(
  v.object({
    seq: v.number(),
    id: v.string(),
    type: v.string(),
    at: Instant,
    data: v.record(v.string(), v.unknown()),
  }),
  v.title('OrderEvent'),
);

export const placeOrder = route({
  operation: 'placeOrder',
  method: 'POST',
  path: '/v1/orders',
  summary: 'Takes an order, all of it or nothing: prices are frozen and the stock is held.',
  callers: buyers,
  keyed: true,
  body: OrderInput,
  maxBytes: 1024 * 1024,
  answers: { 201: Order },
  problems: [
    'unknown_product',
    'mixed_currencies',
    'total_too_large',
    'price_changed',
    'out_of_stock',
    'request_in_progress',
  ],
});

export const getOrder = route({
  operation: 'getOrder',
  method: 'GET',
  path: '/v1/orders/{id}',
  summary: 'An order as it stands.',
  callers: readers,
  versioned: true,
  params,
  answers: { 200: Order },
  problems: ['not_found'],
});

export const listOrders = route({
  operation: 'listOrders',
  method: 'GET',
  path: '/v1/orders',
  summary: "The caller's orders, newest first; staff see everybody's. A page may be short: follow nextCursor.",
  callers: readers,
  query: v.strictObject({ ...Paging.entries, status: v.optional(Status), reference: v.optional(text(120)) }),
  answers: { 200: page(OrderSummary) },
  problems: ['invalid_cursor'],
});

export const listOrderEvents = route({
  operation: 'listOrderEvents',
  method: 'GET',
  path: '/v1/orders/{id}/events',
  summary: 'What happened to an order, numbered from 1 without gaps.',
  callers: readers,
  params,
  query: Paging,
  answers: {
    200: page(OrderEvent),
  },
  problems: ['not_found', 'invalid_cursor'],
});

export const cancelOrder = route({
  operation: 'cancelOrder',
  method: 'POST',
  path: '/v1/orders/{id}/cancellation',
  summary:
    'Lets an order go and puts its units back in stock. The owner may until it is paid or shipped; staff also then.',
  callers: readers,
  keyed: true,
  params,
  body: v.strictObject({ reason: v.optional(text(120)) }),
  bodyOptional: true,
  answers: {
    201: v.object({
      orderId: OrderId,
      status: v.literal('cancelled'),
      reason: v.optional(v.string()),
      version: v.number(),
      at: Instant,
    }),
  },
  problems: ['not_found', 'not_cancellable'],
});
