import { routeOf } from './api.ts';
import { authenticated, type Keys, refusePublishable } from './authentication.ts';
import type { Context } from './context.ts';
import { broken, docUrl, rateLimited, StripeError } from './errors.ts';
import { type Faults, happens } from './faults.ts';
import { parseForm } from './form.ts';
import { type Reply, remembered, replay } from './idempotency.ts';
import type { Draft, Ledger } from './ledger.ts';
import { expanded } from './lists.ts';
import { parseParameters } from './parameters.ts';
import { publicView } from './public-view.ts';
import { Answer } from './route.ts';

/** A request as it came. */
export type Asked = {
  requestId: string;
  method: string;
  path: string;
  form: string;
  /** The idempotency key of what changes things. */
  key: string | undefined;
  authorization: string | undefined;
};

/** `refused`: nothing was executed, nothing is kept. */
export type Outcome = Reply & { kind: 'executed' | 'replayed' | 'refused' };

type Options = {
  ledger: Ledger;
  keys: Keys;
  contextOf(draft: Draft, request: Context['request']): Context;
};

export type Execution = ReturnType<typeof openExecution>;

type Caller = ReturnType<typeof authenticated>;

const bodyFor = (caller: Caller, body: unknown): string =>
  JSON.stringify(caller === 'publishable' ? publicView(body) : body);

const replyOf = ({ status, error }: StripeError, { requestId }: Asked, caller: Caller = 'secret'): Reply => ({
  status,
  text: bodyFor(caller, { error: { ...error, ...(error.code && { doc_url: docUrl(error.code) }) } }),
  requestId,
});

/** What is told to somebody for whom nothing was executed. */
export const refusal = (error: StripeError, asked: Asked): Outcome => ({ ...replyOf(error, asked), kind: 'refused' });

/**
 * What becomes of a request: who asks, whether it was asked before, what goes wrong, and only then what it does. What it
 * changes and the answer under its key are kept together.
 */
export const openExecution = ({ ledger, keys, contextOf }: Options) => {
  const keep = (draft: Draft, { key, path, form }: Asked, reply: Reply): Reply => {
    if (key !== undefined) draft.keep(remembered(key, path, form, reply));
    return reply;
  };

  const parse = ({ method, path, form }: Asked, caller: Caller) => {
    const { route, id } = routeOf(method, path);
    const params = parseParameters(route.schema, parseForm(form));
    const isSecretGiven = 'client_secret' in params && params.client_secret !== undefined;
    if (caller === 'publishable' && !(route.isPublic && isSecretGiven)) refusePublishable();
    return { route, id, params };
  };

  const execute = (asked: Asked, caller: Caller): Reply => {
    const { route, id, params } = parse(asked, caller);
    try {
      return ledger.transact((draft) => {
        const context = contextOf(draft, { id: asked.requestId, idempotency_key: asked.key ?? null });
        const result = route.act(context, params, id);
        const answer = result instanceof Answer ? result : new Answer(200, expanded(draft, result, params.expand));
        const text = bodyFor(caller, answer.body);
        return keep(draft, asked, { status: answer.status, text, requestId: asked.requestId });
      });
    } catch (error) {
      if (!(error instanceof StripeError && error.executed)) throw error;
      return ledger.transact((draft) => keep(draft, asked, replyOf(error, asked, caller)));
    }
  };

  const decide = (asked: Asked, { fail, failStored, rateLimit }: Faults): Outcome => {
    const caller = authenticated(asked.authorization, keys);
    if (happens(rateLimit)) throw rateLimited();
    const { key, path, form } = asked;
    const known = key === undefined ? undefined : ledger.transact((draft) => replay(draft, key, path, form));
    if (known) return { ...known, kind: 'replayed' };
    if (happens(fail)) throw broken();
    if (key === undefined || !happens(failStored)) return { ...execute(asked, caller), kind: 'executed' };
    return { ...ledger.transact((draft) => keep(draft, asked, replyOf(broken(), asked))), kind: 'executed' };
  };

  return (asked: Asked, faults: Faults): Outcome => {
    try {
      return decide(asked, faults);
    } catch (error) {
      if (error instanceof StripeError) return refusal(error, asked);
      throw error;
    }
  };
};
