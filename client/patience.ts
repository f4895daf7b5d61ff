import { setTimeout as pause } from 'node:timers/promises';

/** Between two attempts: nothing up to twice as much each time, so that those who collided part ways. */
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 3_000;

/** How often, how long and for what a request is repeated. */
export type Patience = {
  /** Milliseconds for all attempts together. */
  timeLimit: number;
  /** Milliseconds for each; longer than the gateway itself waits for a function. */
  attemptLimit: number;
  /** Statuses that are not for good. */
  passing: (status: number) => boolean;
  /** Hears of each repetition: `lost` when there was no answer at all. */
  onRepeat: (how: 'lost' | 'not yet') => void | Promise<void>;
};

export const PATIENCE: Patience = {
  timeLimit: 60_000,
  attemptLimit: 40_000,
  passing: (status) => status === 429 || status === 502 || status === 503 || status === 504,
  onRepeat: () => undefined,
};

/** No answer for all our patience. Whether the request took effect is unknown; the same key is safe to ask again. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** `Retry-After` in milliseconds: seconds, or a date. 0 where it says nothing. */
const askedPause = (headers: Headers): number => {
  const said = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(said)) return Number(said) * 1_000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
};

const jittered = (attempt: number): number =>
  Math.random() * Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** attempt);

/** An answer that has come to its end: what breaks off on the way is no answer. */
const whole = async (response: Response): Promise<Response> => {
  const bytes = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, statusText, headers });
};

type Asking = {
  attempt: (signal: AbortSignal) => Promise<Response>;
  /** False where the request may have taken effect, and would take effect again. */
  repeatable: boolean;
  signal: AbortSignal;
};

/**
 * Asks until there is an answer for good, or time is up: then the last answer stands.
 * @throws NoAnswer when there was none | what the caller's signal says
 */
export const patiently = async ({ attempt, repeatable, signal }: Asking, patience: Patience): Promise<Response> => {
  const { timeLimit, attemptLimit, passing, onRepeat } = patience;
  const until = Date.now() + timeLimit;
  for (let count = 0; ; count++) {
    const left = Math.max(1, until - Date.now());
    const limited = AbortSignal.any([signal, AbortSignal.timeout(Math.min(attemptLimit, left))]);
    const outcome: Response | Error = await attempt(limited)
      .then(whole)
      .catch((error: Error) => error);
    signal.throwIfAborted();
    const isLost = outcome instanceof Error;
    if (!isLost && !passing(outcome.status)) return outcome;
    const wait = Math.max(isLost ? 0 : askedPause(outcome.headers), jittered(count));
    if (!repeatable || Date.now() + wait > until) {
      if (!isLost) return outcome;
      throw new NoAnswer(causeOf(outcome), { cause: outcome });
    }
    await onRepeat(isLost ? 'lost' : 'not yet');
    await pause(wait, undefined, { signal });
  }
};

const causeOf = ({ message, cause }: Error): string => {
  const deeper = cause instanceof Error ? (cause as NodeJS.ErrnoException).code || cause.message : '';
  return deeper ? `${message} (${deeper})` : message;
};
