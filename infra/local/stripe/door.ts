import type { IncomingMessage, ServerResponse } from 'node:http';
import { routeOf } from './api.ts';
import { authenticated, type Keys, refusePublishable } from './authentication.ts';
import type { Context } from './context.ts';
import { docUrl, StripeError } from './errors.ts';
import { type Faults, happens } from './faults.ts';
import { parseForm } from './form.ts';
import { openKeysInUse, type Reply, remembered, replay } from './idempotency.ts';
import type { Timers } from './later.ts';
import type { Draft, Ledger } from './ledger.ts';
import { expanded } from './lists.ts';
import { random } from './objects.ts';
import { parseParameters } from './parameters.ts';
import { publicView } from './public-view.ts';
import { Answer } from './route.ts';
import { API_VERSION } from './shapes.ts';

type Options = {
  ledger: Ledger;
  keys: Keys;
  timers: Timers;
  faults(): Faults;
  contextOf(draft: Draft, request: Context['request']): Context;
};

type Asked = { method: string; path: string; form: string; key: string | undefined; authorization?: string };

/** Whether the answer exists since now, and can be lost on its way. */
type Outcome = Reply & { isNew: boolean; isReplay: boolean };

const RATE_LIMITED = new StripeError(429, {
  type: 'invalid_request_error',
  code: 'rate_limit',
  message:
    'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
});
const BROKEN = new StripeError(500, { type: 'api_error', message: 'An unknown error occurred' });

const errorReply = ({ status, error }: StripeError, requestId: string): Reply => ({
  status,
  text: JSON.stringify({ error: { ...error, ...(error.code && { doc_url: docUrl(error.code) }) } }),
  requestId,
});

/** Where Stripe's API is spoken: who asks, whether it was asked before, what goes wrong, and only then what it does. */
export const openDoor = ({ ledger, keys, timers, faults, contextOf }: Options) => {
  const keysInUse = openKeysInUse();

  const keep = ({ key, path, form }: Asked, reply: Reply) => {
    if (key !== undefined) ledger.transact((draft) => draft.keep(remembered(key, path, form, reply)));
    return reply;
  };

  const execute = (asked: Asked, requestId: string): Reply => {
    const { method, path, form, key, authorization } = asked;
    const { route, id } = routeOf(method, path);
    const caller = authenticated(authorization, keys);
    const params = parseParameters(route.schema, parseForm(form));
    const isSecretGiven = (params as { client_secret?: string }).client_secret !== undefined;
    if (caller === 'publishable' && !(route.isPublic && isSecretGiven)) refusePublishable();
    try {
      return ledger.transact((draft) => {
        const context = contextOf(draft, { id: requestId, idempotency_key: key ?? null });
        const result = route.act(context, params, id);
        const answer = result instanceof Answer ? result : new Answer(200, expanded(draft, result, params.expand));
        const body = caller === 'publishable' ? publicView(answer.body) : answer.body;
        const reply = { status: answer.status, text: JSON.stringify(body), requestId };
        if (key !== undefined) draft.keep(remembered(key, path, form, reply));
        return reply;
      });
    } catch (error) {
      if (error instanceof StripeError && error.executed) return keep(asked, errorReply(error, requestId));
      throw error;
    }
  };

  const decide = (asked: Asked, requestId: string): Outcome => {
    const { key, path, form } = asked;
    const { fail, failStored, rateLimit } = faults();
    authenticated(asked.authorization, keys);
    if (happens(rateLimit)) throw RATE_LIMITED;
    const known = key === undefined ? undefined : ledger.transact((draft) => replay(draft, key, path, form));
    if (known) return { ...known, isNew: false, isReplay: true };
    if (happens(fail)) throw BROKEN;
    const isBroken = key !== undefined && happens(failStored);
    const reply = isBroken ? keep(asked, errorReply(BROKEN, requestId)) : execute(asked, requestId);
    return { ...reply, isNew: asked.method === 'POST', isReplay: false };
  };

  const settle = (asked: Asked, requestId: string): Outcome => {
    try {
      return decide(asked, requestId);
    } catch (error) {
      if (error instanceof StripeError) return { ...errorReply(error, requestId), isNew: false, isReplay: false };
      throw error;
    }
  };

  const send = (response: ServerResponse, { key }: Asked, outcome: Outcome, requestId: string) => {
    const { status, text, isReplay } = outcome;
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'access-control-allow-origin': '*',
      'request-id': requestId,
      'stripe-version': API_VERSION,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(isReplay && { 'idempotent-replayed': 'true', 'original-request': outcome.requestId }),
      ...(status === 500 && (outcome.isNew || isReplay) && { 'stripe-should-retry': 'false' }),
    });
    response.end(text);
  };

  /** Answers, or cuts the connection where a fault says so. */
  const answer = (response: ServerResponse, asked: Asked, requestId: string, outcome: Outcome) => {
    const { timeoutAfterSuccess } = faults();
    if (outcome.isNew && outcome.status < 300 && happens(timeoutAfterSuccess)) response.destroy();
    else send(response, asked, outcome, requestId);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://localhost');
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const header = request.headers['idempotency-key'];
    const asked: Asked = {
      method,
      path: url.pathname,
      form: method === 'POST' ? body : url.search.slice(1),
      key: method === 'POST' && typeof header === 'string' ? header : undefined,
      authorization: request.headers.authorization,
    };
    const requestId = `req_${random(10)}`;
    const { key } = asked;
    const { answerDelaySeconds } = faults();
    try {
      if (key !== undefined) keysInUse.take(key);
    } catch (error) {
      const reply = errorReply(error as StripeError, requestId);
      return send(response, asked, { ...reply, isNew: false, isReplay: false }, requestId);
    }
    let outcome: Outcome;
    try {
      outcome = settle(asked, requestId);
    } catch (error) {
      if (key !== undefined) keysInUse.release(key);
      throw error;
    }
    const finish = () => {
      if (key !== undefined) keysInUse.release(key);
      answer(response, asked, requestId, outcome);
    };
    if (answerDelaySeconds === 0) return finish();
    timers.at(Date.now() + answerDelaySeconds * 1_000, finish);
  };
};
