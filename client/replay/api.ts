import * as v from 'valibot';
import { Money, OrderId, Sku } from '../../shared/values.ts';

// The routes that the replay uses, as their documents describe them, and of each answer what the replay reads.

export type Route = {
  method: 'GET' | 'PUT' | 'POST';
  path: `/v1/${string}`;
  params?: v.GenericSchema;
  query?: v.GenericSchema;
  body?: v.GenericSchema;
  answer: v.GenericSchema;
};

const route = <const R extends Route>(one: R): R => one;

const page = <S extends v.GenericSchema>(one: S) =>
  v.object({ data: v.array(one), nextCursor: v.nullable(v.string()) });
const Paging = v.object({ limit: v.string(), cursor: v.optional(v.string()) });
const bySku = v.object({ sku: v.string() });
const byId = v.object({ id: v.string() });

const ProductInput = v.object({ name: v.string(), price: Money, stocked: v.boolean() });
export type ProductInput = v.InferInput<typeof ProductInput>;

const Product = v.object({ sku: Sku, status: v.picklist(['active', 'archived']), stocked: v.boolean() });

export const getProduct = route({ method: 'GET', path: '/v1/products/{sku}', params: bySku, answer: Product });

export const putProduct = route({
  method: 'PUT',
  path: '/v1/products/{sku}',
  params: bySku,
  body: ProductInput,
  answer: Product,
});

export const getStock = route({
  method: 'GET',
  path: '/v1/products/{sku}/stock',
  params: bySku,
  answer: v.object({ available: v.optional(v.number()) }),
});

const MovementInput = v.object({ sku: v.string(), quantity: v.number(), reason: v.string(), reference: v.string() });
export type MovementInput = v.InferInput<typeof MovementInput>;

const Movement = v.object({ quantity: v.number(), reason: v.string(), reference: v.optional(v.string()) });
export type Movement = v.InferOutput<typeof Movement>;

export const recordMovement = route({
  method: 'POST',
  path: '/v1/stock-movements',
  body: MovementInput,
  answer: Movement,
});

export const listMovements = route({
  method: 'GET',
  path: '/v1/products/{sku}/stock-movements',
  params: bySku,
  query: Paging,
  answer: page(Movement),
});

const Payment = v.picklist(['on_account', 'card']);
/** How orders are to be paid. */
export type Payment = v.InferOutput<typeof Payment>;

const OrderInput = v.object({
  lines: v.array(v.object({ sku: v.string(), quantity: v.number(), agreedPrice: Money })),
  payment: Payment,
  reference: v.string(),
  orderedAt: v.string(),
});
export type OrderInput = v.InferInput<typeof OrderInput>;

const Order = v.object({
  id: OrderId,
  status: v.string(),
  payment: Payment,
  orderedAt: v.string(),
  total: Money,
  lines: v.array(v.object({ sku: v.string(), quantity: v.number(), unitPrice: Money, amount: Money })),
});
export type Order = v.InferOutput<typeof Order>;

export const placeOrder = route({ method: 'POST', path: '/v1/orders', body: OrderInput, answer: Order });

export const getOrder = route({ method: 'GET', path: '/v1/orders/{id}', params: byId, answer: Order });

export const listOrders = route({
  method: 'GET',
  path: '/v1/orders',
  query: v.object({ ...Paging.entries, reference: v.string() }),
  answer: page(v.object({ id: OrderId, status: v.string(), payment: Payment })),
});

export const listOrderEvents = route({
  method: 'GET',
  path: '/v1/orders/{id}/events',
  params: byId,
  query: Paging,
  answer: page(v.object({ seq: v.number() })),
});

export const createPayment = route({
  method: 'POST',
  path: '/v1/orders/{id}/payments',
  params: byId,
  answer: v.object({ clientSecret: v.optional(v.string()) }),
});

const Reconciliation = v.object({
  id: v.string(),
  status: v.picklist(['running', 'finished']),
  checked: v.record(v.string(), v.number()),
  found: v.number(),
  discrepancies: v.array(v.object({ kind: v.string(), says: v.string() })),
});
export type Reconciliation = v.InferOutput<typeof Reconciliation>;

export const startReconciliation = route({
  method: 'POST',
  path: '/v1/reconciliations',
  answer: v.object({ id: v.string() }),
});

export const getReconciliation = route({
  method: 'GET',
  path: '/v1/reconciliations/{id}',
  params: byId,
  answer: Reconciliation,
});

const Report = v.object({
  orders: v.number(),
  units: v.number(),
  revenue: Money,
  data: v.array(v.object({ sku: v.string(), units: v.number(), revenue: Money })),
});
export type Report = v.InferOutput<typeof Report>;

export const getDailyReport = route({
  method: 'GET',
  path: '/v1/reports/daily',
  query: v.object({ ...Paging.entries, date: v.string() }),
  answer: v.object({ ...Report.entries, nextCursor: v.nullable(v.string()) }),
});
