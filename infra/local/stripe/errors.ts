import type Stripe from 'stripe';

type ErrorBody = {
  type: 'invalid_request_error' | 'card_error' | 'api_error' | 'idempotency_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
};

/** Why there is no answer to what was asked; `error` is the body's `error`. What was under way is not done. */
export class StripeError extends Error {
  readonly status: number;
  readonly error: ErrorBody;
  /** Whether execution had begun: then the answer is kept under the idempotency key. */
  readonly executed: boolean;

  constructor(status: number, error: ErrorBody, executed = false) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.executed = executed;
  }
}

/** 400 for a parameter that cannot be what it is. */
export const invalidParameter = (message: string, more: { code?: string; param?: string } = {}): StripeError =>
  new StripeError(400, { type: 'invalid_request_error', message, ...more });

/** 400 for what the state of things does not allow. */
export const refused = (
  message: string,
  more: { code?: string; param?: string; payment_intent?: Stripe.PaymentIntent; charge?: string } = {},
): StripeError => new StripeError(400, { type: 'invalid_request_error', message, ...more }, true);

/** 404 for an address, 400 for a parameter that names what there is not. */
export const noSuch = (kind: string, id: string, param = 'id', status = 404): StripeError =>
  new StripeError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });

/** 402 for a card that cannot be one: no attempt was made. */
export const invalidCard = (code: string, message: string, param: string): StripeError =>
  new StripeError(402, { type: 'card_error', code, message, param }, true);

/** 429: nothing was executed. */
export const rateLimited = (): StripeError =>
  new StripeError(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
  });

/** 500: it broke, and says no more. */
export const broken = (): StripeError =>
  new StripeError(500, { type: 'api_error', message: 'An unknown error occurred' });

/** Where Stripe explains a code. */
export const docUrl = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
