import Stripe from 'stripe';

/** A request of the official client. Header names have small letters; `timeout`: how many ms it waits for the answer. */
export type StripeRequest = {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  timeout: number;
};
export type StripeAnswer = { status: number; headers: Record<string, string>; body: string };

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type Response = Awaited<ReturnType<HttpClient['makeRequest']>>;

const responseOf = ({ status, headers, body }: StripeAnswer): Response => ({
  getStatusCode: () => status,
  getHeaders: () => headers,
  getRawResponse: () => ({ statusCode: status, headers }),
  toJSON: async () => JSON.parse(body),
  toStream: () => {
    throw new Error('nothing here streams');
  },
});

const asSent = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/**
 * Every client of this process that brings no HTTP client of its own sends through `send` from now on, and waits for
 * nothing else. What `send` rejects with is what a connection fails with: see `failedConnection`.
 */
export const interceptStripe = (send: (request: StripeRequest) => Promise<StripeAnswer>): void => {
  const prototype: HttpClient = Object.getPrototypeOf(Stripe.createNodeHttpClient());
  prototype.makeRequest = async (host, _port, path, method, headers, body, _protocol, timeout) =>
    responseOf(await send({ method, host, path, headers: asSent(headers), body, timeout }));
};

/**
 * How a connection fails: `ETIMEDOUT` when no answer came in time, `ECONNREFUSED` before anything was sent, `ECONNRESET`
 * at any time. The client itself repeats a request once after `ECONNRESET`, half a second later and with the same key,
 * even with `maxNetworkRetries: 0`.
 */
export const failedConnection = (code: 'ETIMEDOUT' | 'ECONNRESET' | 'ECONNREFUSED'): Error =>
  Object.assign(new Error(code), { code });
