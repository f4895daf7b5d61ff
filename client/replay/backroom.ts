import * as v from 'valibot';
import { type AccessToken, accessToken, findSystem, type Machine, type Person, type System } from '../access-token.ts';
import type { Route } from './api.ts';
import { ATTEMPT_MILLISECONDS, insist, NotYet, PATIENCE_MILLISECONDS, Refused } from './patience.ts';

// The running system, spoken to in the routes' own contracts.

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

const refusedAs = (status: number, text: string): Refused => {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), text);
  if (!parsed.success) return new Refused(status, 'refused', text.slice(0, 200));
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

  const attempt = async (
    { method }: Route,
    address: string,
    { as, body, key }: Pick<Request<Route>, 'as' | 'body' | 'key'>,
  ) => {
    const response = await fetch(`${system.url}${address}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(key && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ATTEMPT_MILLISECONDS),
    });
    return { response, text: await response.text() };
  };

  const call = <R extends Route>(route: R, request: Request<R>): Promise<Answer<R>> => {
    const address = addressOf(route, request.params as Record<string, string>, request.query as Record<string, string>);
    return insist({
      what: `${route.method} ${address}`,
      patience,
      attempt: async (count) => {
        const { response, text } = await attempt(route, address, request);
        const { status } = response;
        if (status < 300) {
          const body: v.InferOutput<R['answer']> = v.parse(route.answer, JSON.parse(text));
          return { status, body, replayed: response.headers.has('idempotency-replayed') };
        }
        const refused = refusedAs(status, text);
        const isStale = status === 401 && count === 0;
        if (isStale) tokens.delete(request.as);
        if (isStale || isPassing(status)) throw new NotYet(refused.message, response);
        throw refused;
      },
      again: async (how) => {
        repeated++;
        if (how === 'lost') system = await find().catch(() => system); // started anew, it may listen elsewhere
      },
    });
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
