/** What of a payment intent whoever holds its client secret may see. */
const PUBLIC = new Set([
  'id',
  'object',
  'amount',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
]);

/** An answer without what is the shop's alone: of a payment intent, and of the one inside an error. */
export const publicView = (body: unknown): unknown => {
  const { error, ...intent } = body as { error?: { payment_intent?: object } };
  if (error) {
    return { error: { ...error, ...(error.payment_intent && { payment_intent: publicView(error.payment_intent) }) } };
  }
  return Object.fromEntries(Object.entries(intent).filter(([name]) => PUBLIC.has(name)));
};
