import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';

// Asking until it is answered, and looking until it is so.

/** A request is repeated for so long: more than a restart takes, and than a killed order's lease of 60 s lasts. */
export const PATIENCE_MILLISECONDS = 90_000;
/** Longer than the gateway itself waits for a function. */
export const ATTEMPT_MILLISECONDS = 40_000;
const LONGEST_PAUSE_MILLISECONDS = 3_000;
const LOOK_AGAIN_MILLISECONDS = 500;

/** It cannot be had; whatever else is asked for goes on. */
export class Denied extends Error {}

/** It was understood, and the answer is no. */
export class Refused extends Denied {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** No answer for all our patience. Whether the request took effect is unknown; the same key is safe to ask again. */
export class NoAnswer extends Error {}

/** An answer that is not for good, with the pause in milliseconds that it asks for. */
export class NotYet extends Error {
  readonly pause: number;

  constructor(message: string, response: Response) {
    super(message);
    this.pause = Number(response.headers.get('retry-after')) * 1_000 || 0;
  }
}

const causeOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  const deeper = cause instanceof Error ? (cause as NodeJS.ErrnoException).code || cause.message : '';
  return deeper ? `${message} (${deeper})` : message;
};

type Insisting<T> = {
  /** Names the request to the user. */
  what: string;
  attempt: (count: number) => Promise<T>;
  patience: number;
  /** Before it is asked again; `lost` when there was no answer at all. */
  again: (how: 'lost' | 'not yet') => Promise<void>;
};

/**
 * Asks again, twice as late each time with jitter and never before it may, until there is an answer for good.
 * @throws Denied of the attempt | NoAnswer
 */
export const insist = async <T>({ what, attempt, patience, again }: Insisting<T>): Promise<T> => {
  const until = Date.now() + patience;
  for (let count = 0; ; count++) {
    try {
      return await attempt(count);
    } catch (error) {
      if (error instanceof Denied || v.isValiError(error)) throw error;
      const isNotYet = error instanceof NotYet;
      const backOff = Math.min(LONGEST_PAUSE_MILLISECONDS, 100 * 2 ** count) * (0.5 + Math.random() / 2);
      const pause = Math.max(isNotYet ? error.pause : 0, backOff);
      if (Date.now() + pause > until) {
        throw new NoAnswer(`${what} was not answered for ${patience / 1_000} s: ${causeOf(error)}`);
      }
      await again(isNotYet ? 'not yet' : 'lost');
      await sleep(pause);
    }
  }
};

/** Looks until it is as it should be, or time is up. */
export const until = async <T>(
  look: () => Promise<T>,
  isRight: (seen: T) => boolean,
  milliseconds: number,
): Promise<T> => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (isRight(seen) || Date.now() > end) return seen;
    await sleep(LOOK_AGAIN_MILLISECONDS);
  }
};
