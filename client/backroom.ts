import createClient, { type Client } from 'openapi-fetch';
import { KEYED } from './keyed.ts';
import { PATIENCE, type Patience, patiently } from './patience.ts';
import type { paths } from './schema.d.ts';

export { every } from './every.ts';
export { NoAnswer, type Patience } from './patience.ts';
export { answered, type GatewayMessage, type Problem, RefusedByBackroom } from './problem.ts';
export type { components, paths } from './schema.d.ts';

const KEY = 'idempotency-key';

export type Options = {
  /** `https://…` without a path; as a function where it may move: it is asked before each attempt. */
  baseUrl: string | (() => string);
  /** An access token, asked for before each attempt; `renew` after one was not taken. None for what anyone may call. */
  token?: (renew: boolean) => string | Promise<string>;
  patience?: Partial<Patience>;
  fetch?: (request: Request) => Promise<Response>;
};

export type Backroom = Client<paths>;

/** What HTTP lets be repeated (RFC 9110, 9.2.2), and no later answer to it would be wrong. */
const isIdempotent = ({ method, headers }: Request): boolean =>
  method === 'GET' || method === 'HEAD' || (['PUT', 'DELETE'].includes(method) && !headers.has('if-match'));

/** A placeholder for addresses: each attempt goes to where the system is then. */
const NOWHERE = 'http://backroom.invalid';

/**
 * The API, typed by its document: `backroom.POST('/v1/orders', { body })` gives `{data}` or `{error}`. A request that may
 * be repeated is, until it is answered or time is up: it keeps its key, which is made where none is given.
 */
export const createBackroom = ({ baseUrl, token, patience, fetch: send = fetch }: Options): Backroom => {
  const addressOf = typeof baseUrl === 'string' ? () => baseUrl : baseUrl;

  const ask = async (request: Request): Promise<Response> => {
    const body = request.body ? await request.arrayBuffer() : undefined;
    const attempt = async (signal: AbortSignal, renew: boolean): Promise<Response> => {
      const headers = new Headers(request.headers);
      if (token) headers.set('authorization', `Bearer ${await token(renew)}`);
      const { method } = request;
      const address = request.url.replace(NOWHERE, addressOf().replace(/\/$/, ''));
      return send(new Request(address, { method, headers, signal, ...(body && { body }) }));
    };
    return patiently(
      {
        repeatable: isIdempotent(request) || request.headers.has(KEY),
        signal: request.signal,
        attempt: async (signal) => {
          const response = await attempt(signal, false);
          return response.status === 401 && token ? attempt(signal, true) : response; // nothing was done for 401
        },
      },
      { ...PATIENCE, ...patience },
    );
  };

  const client = createClient<paths>({ baseUrl: NOWHERE, fetch: ask });
  client.use({
    onRequest: ({ request, schemaPath }) => {
      if (KEYED.has(`${request.method} ${schemaPath}`) && !request.headers.has(KEY)) {
        request.headers.set(KEY, crypto.randomUUID());
      }
      return request;
    },
  });
  return client;
};
