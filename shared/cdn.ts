import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { problem } from './answers.ts';
import { env } from './env.ts';
import { Refusal } from './errors.ts';

/** By this the CDN shows that a request came through it; it overwrites what a caller sends under the same name. */
export const CDN_HEADER = 'x-cdn-key';

type Event = APIGatewayProxyEventV2;
type Handler = (event: Event, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const outside = () => new Refusal(403, 'forbidden', 'This API is not called at this address.');

/**
 * Stands before all that a door does: whoever goes behind the CDN's back gets a 403, and nothing of the request is read or
 * counted. `CDN_KEYS` holds the keys that are good, between spaces: two while one takes the other's place (docs/decisions/0014-cdn.md).
 */
export const throughCdn = (handler: Handler): Handler => {
  const keys = (env('CDN_KEYS').match(/\S+/g) ?? []).map((key) => Buffer.from(key));

  const isThrough = ({ headers }: Event): boolean => {
    const shown = Buffer.from(headers[CDN_HEADER] ?? '');
    return keys.some((key) => key.length === shown.length && timingSafeEqual(key, shown));
  };

  return (event, context) => (isThrough(event) ? handler(event, context) : Promise.resolve(problem(event, outside())));
};
