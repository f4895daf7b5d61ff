import type { Asked, Outcome } from './execution.ts';
import { random } from './objects.ts';
import { API_VERSION } from './shapes.ts';

/** A request as it came; its headers have small letters. */
type Request = {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

/** What a request asks for. */
export const askedOf = ({ method, url, headers, body }: Request): Asked => {
  const { pathname: path, search } = new URL(url, 'http://localhost');
  const isPost = method === 'POST';
  return {
    requestId: `req_${random(10)}`,
    method,
    path,
    form: isPost ? body : search.slice(1),
    key: isPost ? headers['idempotency-key']?.toString() : undefined,
    authorization: headers.authorization?.toString(),
  };
};

/** The headers of an answer, whose body is the outcome's text. */
export const headersOf = ({ requestId, key }: Asked, outcome: Outcome): Record<string, string> => ({
  'content-type': 'application/json',
  'content-length': `${Buffer.byteLength(outcome.text)}`,
  'access-control-allow-origin': '*',
  'request-id': requestId,
  'stripe-version': API_VERSION,
  ...(key !== undefined && { 'idempotency-key': key }),
  ...(outcome.kind === 'replayed' && { 'idempotent-replayed': 'true', 'original-request': outcome.requestId }),
  ...(outcome.kind !== 'refused' && outcome.status === 500 && { 'stripe-should-retry': 'false' }),
});
