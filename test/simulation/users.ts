import { TooManyRequestsException, UserNotFoundException } from '@aws-sdk/client-cognito-identity-provider';
import type { Kind } from './faults.ts';
import type { Simulation } from './simulation.ts';

export type Users = ReturnType<typeof createUsers>;

const refused = (Refusal: typeof UserNotFoundException | typeof TooManyRequestsException) =>
  new Refusal({ message: 'refused', $metadata: {} });

/** Tokens are good for so long after nobody gives any more. */
const TOKEN_MILLISECONDS = 15 * 60_000;

/** The user pool, as far as doors ask it: everybody who has a token is a user of it, until they are disabled or removed. */
export const createUsers = ({ counts, now }: Pick<Simulation, 'counts' | 'now'>) => {
  /** Since when. */
  const removed = new Map<string, number>();
  /** Since which step. */
  const disabled = new Map<string, number>();

  return {
    removed,
    disabled,
    /** Whether any token of theirs can still be good. */
    hasToken: (sub: string): boolean => (removed.get(sub) ?? now()) > now() - TOKEN_MILLISECONDS,
    disable: (sub: string): void => void disabled.set(sub, counts.steps),
    execute: (command: string, sub: string, fault: Kind | undefined): object => {
      if (fault === 'throttle') throw refused(TooManyRequestsException);
      if (removed.has(sub)) throw refused(UserNotFoundException);
      if (command === 'AdminGetUserCommand') return { Username: sub, Enabled: !disabled.has(sub) };
      if (command !== 'AdminDeleteUserCommand') throw new Error(`${command} is not simulated`);
      removed.set(sub, now());
      return {};
    },
  };
};
