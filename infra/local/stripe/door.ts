import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../read-body.ts';
import { type Asked, type Outcome, openExecution, refusal } from './execution.ts';
import { type Faults, happens } from './faults.ts';
import { keyInUse } from './idempotency.ts';
import type { Timers } from './later.ts';
import { random } from './objects.ts';
import { API_VERSION } from './shapes.ts';

type Options = Parameters<typeof openExecution>[0] & { timers: Timers; faults(): Faults };

const askedBy = async (request: IncomingMessage): Promise<Asked> => {
  const { method = 'GET', headers } = request;
  const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  const isPost = method === 'POST';
  return {
    requestId: `req_${random(10)}`,
    method,
    path,
    form: isPost ? body : search.slice(1),
    key: isPost ? headers['idempotency-key']?.toString() : undefined,
    authorization: headers.authorization,
  };
};

const send = (response: ServerResponse, { requestId, key }: Asked, { kind, status, text, ...made }: Outcome) => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'access-control-allow-origin': '*',
    'request-id': requestId,
    'stripe-version': API_VERSION,
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(kind === 'replayed' && { 'idempotent-replayed': 'true', 'original-request': made.requestId }),
    ...(kind !== 'refused' && status === 500 && { 'stripe-should-retry': 'false' }),
  });
  response.end(text);
};

/** Browsers ask before they use a publishable key. */
const allowBrowser = (response: ServerResponse) =>
  response
    .writeHead(204, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
    })
    .end();

/** Where Stripe's API is spoken over HTTP. */
export const openDoor = ({ timers, faults, ...options }: Options) => {
  const execute = openExecution(options);
  const inUse = new Set<string>();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'OPTIONS') return void allowBrowser(response);
    const asked = await askedBy(request);
    const { key, method } = asked;
    if (key !== undefined && inUse.has(key)) return send(response, asked, refusal(keyInUse(key), asked));

    const current = faults();
    const outcome = execute(asked, current);
    const isDone = outcome.kind === 'executed' && method === 'POST' && outcome.status < 300;
    const answer = () => {
      if (key !== undefined) inUse.delete(key);
      if (isDone && happens(current.timeoutAfterSuccess)) response.destroy();
      else send(response, asked, outcome);
    };
    if (current.answerDelaySeconds === 0) return answer();
    if (key !== undefined) inUse.add(key);
    timers.at(Date.now() + current.answerDelaySeconds * 1_000, answer);
  };
};
