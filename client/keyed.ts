// Generated from openapi.json by `npm run openapi`.

/** Requests that need an `Idempotency-Key`. */
export const KEYED: ReadonlySet<string> = new Set([
  'POST /v1/discrepancies/{id}/repairs',
  'POST /v1/orders',
  'POST /v1/orders/{id}/cancellation',
  'POST /v1/orders/{id}/payments',
  'POST /v1/payments/{id}/refunds',
  'POST /v1/stock-movements',
]);
