import { unavailable } from './errors.ts';

/** How long an invocation still has. Work stops while there is time to say so: a killed function cannot answer. */
export type Deadline = {
  /** Milliseconds until the function is killed. */
  left: () => number;
};

/**
 * For every client of AWS. Without limits of its own the SDK waits for ever, and its own repetitions would make three
 * limits out of one: what is worth repeating is repeated by us, while there is time.
 */
export const CALL_LIMITS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

/** The longest a single call may take by these limits, and a margin. */
const CALL_MILLISECONDS = 4_500;

export const until = (context: { getRemainingTimeInMillis(): number }): Deadline => ({
  left: () => context.getRemainingTimeInMillis(),
});

export const hasTime = (deadline: Deadline): boolean => deadline.left() > CALL_MILLISECONDS;

/** @throws Refusal 503 `busy` when another call might not come back in time */
export const needTime = (deadline: Deadline): void => {
  if (!hasTime(deadline)) throw unavailable('busy', 'This took too long; repeat it with the same key.');
};

/** The margin that is kept for tidying up, once there is no time left for anything else. */
export const grace = (deadline: Deadline): Deadline => ({ left: () => deadline.left() + CALL_MILLISECONDS / 2 });

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Full jitter: anything from nothing to twice as much each time, so that those who collided part ways. */
export const backOff = (attempt: number, { base = 10, cap = 500 } = {}): Promise<void> =>
  pause(Math.random() * Math.min(cap, base * 2 ** attempt));
