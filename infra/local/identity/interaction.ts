import * as v from 'valibot';

const proof = { sub: v.string(), email: v.string() };

/**
 * How far somebody has come on the way to their sign-in. It is kept with the interaction, out of their reach.
 * A `sub` may be nobody's: then a mailbox is to be proved that no account waits for, and no code ever fits.
 */
export const Progress = v.variant('step', [
  /** Knows the password (`salt` is that of its hash), and has to prove the address. */
  v.object({ step: v.literal('verification'), ...proof, salt: v.string() }),
  /** Knows the password, and is asked for the code of their device. */
  v.object({ step: v.literal('second-factor'), ...proof, salt: v.string() }),
  /** Forgot the password, and has to prove the address. */
  v.object({ step: v.literal('new-password'), ...proof }),
  /** Has a new password. */
  v.object({ step: v.literal('changed'), email: v.string() }),
]);

export type Progress = v.InferOutput<typeof Progress>;

export type StepName = 'sign-in' | 'sign-up' | 'verification' | 'second-factor' | 'forgotten-password' | 'new-password';

/** Somebody at one of the pages of an interaction. */
export type Visit = {
  /** Where a step's page is. */
  path: (step: StepName) => string;
  /** What the client thinks their e-mail address is. */
  hint: string;
  clientId: string;
  /** The network address they come from. */
  address: string;
  progress: Progress | undefined;
};

/** What follows from a visit. */
export type Outcome =
  | { page: string; status?: 422 }
  | { goTo: StepName; progress?: Progress }
  /** The account that is signed in. */
  | { signedIn: string };

/** One page of an interaction and its form. */
export type Step = {
  show(visit: Visit): Outcome;
  submit(visit: Visit, form: URLSearchParams): Outcome | Promise<Outcome>;
};
