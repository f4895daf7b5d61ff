import * as v from 'valibot';
import { type AccessToken, accessToken, findSystem, type Machine, type Person, type System } from '../access-token.ts';
import { createBackroom, NoAnswer as NeverAnswered } from '../backroom.ts';
import type { Route } from './api.ts';
import { ATTEMPT_MILLISECONDS, NoAnswer, PATIENCE_MILLISECONDS, Refused } from './patience.ts';

// The running system, spoken to through the typed client, by each of those who speak to it.

const CALLERS = {
  machine: { kind: 'machine', scopes: ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'] },
  staff: { kind: 'staff', email: 'replay@example.com' },
  admin: { kind: 'admin', email: 'replay-admin@example.com' },
} satisfies Record<string, Machine | Person>;
type Caller = keyof typeof CALLERS;

/** A token is renewed while it still lasts so long. */
const MARGIN_MILLISECONDS = 60_000;

type InputOf<S> = S extends v.GenericSchema ? v.InferInput<S> : undefined;
type Request<R extends Route> = {
  as: Caller;
  params?: InputOf<R['params']>;
  query?: InputOf<R['query']>;
  body?: InputOf<R['body']>;
  key?: string;
};

type Answer<R extends Route> = { status: number; body: v.InferOutput<R['answer']>; replayed: boolean };

export type Backroom = {
  /** @throws Refused | NoAnswer */
  call: <R extends Route>(route: R, request: Request<R>) => Promise<Answer<R>>;
  /** Requests that had to be repeated so far. */
  repeated: () => number;
};

const Problem = v.object({
  code: v.string(),
  detail: v.optional(v.string(), ''),
  errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() })), []),
});

const refusedAs = (status: number, said: unknown): Refused => {
  const parsed = v.safeParse(Problem, said);
  if (!parsed.success) return new Refused(status, 'refused', JSON.stringify(said ?? '').slice(0, 200));
  const { code, detail, errors } = parsed.output;
  const named = errors.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  const more = errors.length > named.length ? `, and ${errors.length - named.length} more` : '';
  return new Refused(status, code, `${detail}${named.length > 0 ? ` (${named.join('; ')}${more})` : ''}`);
};

const addressOf = (
  { path }: Route,
  params: Record<string, string> = {},
  query: Record<string, string> = {},
): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const asked = new URLSearchParams(query).toString();
  return asked ? `${filled}?${asked}` : filled;
};

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/**
 * Finds the running system and its tokens.
 * @throws Error with a sentence for the user when there is none
 */
export const openBackroom = async (
  find = findSystem,
  ask = accessToken,
  patience = PATIENCE_MILLISECONDS,
): Promise<Backroom> => {
  let system: System = await find();
  const tokens = new Map<Caller, Promise<AccessToken>>();
  let repeated = 0;

  const tokenOf = async (caller: Caller): Promise<string> => {
    const known = tokens.get(caller);
    if (known && (await known).expiresAt - MARGIN_MILLISECONDS > Date.now()) return (await known).accessToken;
    // Another request may have asked for the new one while this one waited for the old.
    const current = tokens.get(caller);
    const asked = current === known || !current ? ask(system, CALLERS[caller]) : current;
    tokens.set(caller, asked);
    asked.catch(() => tokens.get(caller) === asked && tokens.delete(caller));
    return (await asked).accessToken;
  };
  await tokenOf('machine');
  await tokenOf('staff');

  const clientOf = (caller: Caller) =>
    createBackroom({
      baseUrl: () => system.url,
      token: (renew) => {
        if (renew) tokens.delete(caller);
        return tokenOf(caller);
      },
      patience: {
        timeLimit: patience,
        attemptLimit: ATTEMPT_MILLISECONDS,
        passing: isPassing,
        onRepeat: async (how) => {
          repeated++;
          if (how === 'lost') system = await find().catch(() => system); // started anew, it may listen elsewhere
        },
      },
    });
  const clients = { machine: clientOf('machine'), staff: clientOf('staff'), admin: clientOf('admin') };

  const call = async <R extends Route>(route: R, request: Request<R>): Promise<Answer<R>> => {
    const { as, params, query, body, key } = request;
    const address = addressOf(route, params as Record<string, string>, query as Record<string, string>);
    const unanswered = (why: string) =>
      new NoAnswer(`${route.method} ${address} was not answered for ${patience / 1_000} s: ${why}`);
    // A reconciliation needs no key, but with one the client asks again: one that was begun twice does no harm.
    const header = { 'Idempotency-Key': key ?? (route.method === 'POST' ? crypto.randomUUID() : undefined) };
    const init = { params: { path: params, query, header }, body };
    const { data, error, response } = await clients[as]
      .request(route.method.toLowerCase() as never, route.path as never, init as never)
      .catch((cause: Error) => {
        throw cause instanceof NeverAnswered ? unanswered(cause.message) : cause;
      });
    const { status, headers } = response;
    if (status < 300) {
      return { status, body: v.parse(route.answer, data), replayed: headers.has('idempotency-replayed') };
    }
    const refused = refusedAs(status, error);
    throw isPassing(status) ? unanswered(refused.message) : refused;
  };
  return { call, repeated: () => repeated };
};

/** All pages of a list. */
export const allPages = async <T>(
  page: (query: { limit: string; cursor?: string }) => Promise<{ data: T[]; nextCursor: string | null }>,
): Promise<T[]> => {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const { data, nextCursor }: { data: T[]; nextCursor: string | null } = await page({
      limit: '100',
      ...(cursor !== null && { cursor }),
    });
    all.push(...data);
    cursor = nextCursor;
  } while (cursor !== null);
  return all;
};

/** Works on all of them, a few at a time. The first failure ends it once those under way are through. */
export const inParallel = async <T>(all: T[], width: number, work: (one: T) => Promise<unknown>): Promise<void> => {
  const rest = all.values();
  let failed = false;
  const hand = async () => {
    for (const one of rest) {
      if (failed) return;
      await work(one).catch((error) => {
        failed = true;
        throw error;
      });
    }
  };
  const hands = await Promise.allSettled(Array.from({ length: width }, hand));
  for (const one of hands) if (one.status === 'rejected') throw one.reason;
};
