import * as v from 'valibot';
import { Paging, page } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { Instant, Sku, text } from '#shared/values';

const movers: Admitted[] = [{ scope: 'backroom/stock.write' }, { group: 'staff' }];
const staff: Admitted[] = [{ group: 'staff' }];
const params = v.object({ sku: Sku });

/** Units in or out, at most a thousand million at once. */
const Change = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(-1_000_000_000),
  v.maxValue(1_000_000_000),
  v.check((units) => units !== 0, 'must not be 0'),
  v.description('Units in (above 0) or out (below 0).'),
);

export const MovementInput = v.pipe(
  v.strictObject({
    sku: Sku,
    quantity: Change,
    reason: v.pipe(text(120), v.description("Why, in the warehouse's words: `receipt`, `return`, `count`, …")),
    reference: v.optional(text(120)),
  }),
  v.title('StockMovementInput'),
);
export type MovementInput = v.InferOutput<typeof MovementInput>;

export const Movement = v.pipe(
  v.object({
    id: v.string(),
    sku: Sku,
    quantity: v.number(),
    reason: v.string(),
    reference: v.optional(v.string()),
    at: Instant,
  }),
  v.title('StockMovement'),
);
export type Movement = v.InferOutput<typeof Movement>;

export const recordMovement = route({
  operation: 'recordStockMovement',
  method: 'POST',
  path: '/v1/stock-movements',
  summary: 'Puts units into stock or takes them out, with a reason.',
  callers: movers,
  keyed: true,
  body: MovementInput,
  answers: { 201: Movement },
  problems: ['unknown_product', 'not_stocked', 'would_go_negative'],
});

export const getStock = route({
  operation: 'getStock',
  method: 'GET',
  path: '/v1/products/{sku}/stock',
  summary: 'Units that can be ordered now.',
  callers: 'anyone',
  versioned: true,
  cache: 'public, max-age=1',
  params,
  answers: {
    200: v.object({
      sku: Sku,
      stocked: v.boolean(),
      available: v.optional(v.pipe(v.number(), v.description('Absent where the product is not kept in stock.'))),
    }),
  },
  problems: ['not_found'],
});

export const listMovements = route({
  operation: 'listStockMovements',
  method: 'GET',
  path: '/v1/products/{sku}/stock-movements',
  summary: "The ledger of a product's stock: every change with its cause, newest first.",
  callers: staff,
  params,
  query: Paging,
  answers: { 200: page(Movement) },
  problems: ['not_found', 'invalid_cursor'],
});

export const MAX_SHARDS = 16;

export const setShards = route({
  operation: 'setStockShards',
  method: 'PATCH',
  path: '/v1/products/{sku}/stock',
  summary: 'Spreads the stock of a hot product over several counters, or gathers it again, while it sells.',
  callers: staff,
  versioned: true,
  ifMatch: 'optional',
  params,
  body: v.strictObject({ shards: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_SHARDS)) }),
  answers: { 200: v.object({ sku: Sku, shards: v.number(), available: v.number() }) },
  problems: ['not_found', 'not_stocked', 'version_mismatch'],
});
