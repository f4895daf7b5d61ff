import type { Attempts } from './attempts.ts';
import type { Codes } from './codes.ts';
import type { Outcome, Progress, Visit } from './interaction.ts';
import type { Letters } from './letters.ts';
import type { SecondFactors } from './second-factor.ts';
import type { Announce } from './trigger.ts';
import type { User, Users } from './users.ts';

/** What the steps of an interaction stand on. */
export type Desk = {
  users: Users;
  codes: Codes;
  secondFactors: SecondFactors;
  letters: Letters;
  announce: Announce;
  /** Wrong passwords and codes, and mails asked for, by network address. */
  addresses: Attempts;
  /** Ends the user's sessions and voids their refresh tokens. */
  signOut: (sub: string) => void;
};

/** What changes with every new password, and tells nothing about it. */
export const saltOf = ({ hash }: User): string => hash.split('.', 1)[0] ?? '';

/** The user who has come so far, unless since then they were disabled, are gone, or have another password. */
export const stillThere = ({ users }: Desk, { sub, salt }: { sub: string; salt: string }): User | undefined => {
  const user = users.find(sub);
  return user?.enabled && saltOf(user) === salt ? user : undefined;
};

const progressOf = (step: 'verification' | 'second-factor', user: User): Progress => ({
  step,
  sub: user.sub,
  email: user.email,
  salt: saltOf(user),
});

/** Sends the code that proves the address, as far as this address may be written to. False when it may not. */
export const sendVerification = ({ codes, letters }: Desk, { sub, email }: { sub: string; email: string }): boolean => {
  if (!letters.mayWrite(email)) return false;
  letters.verification(email, codes.issue('verification', sub));
  return true;
};

/** What comes next for somebody who knows the password: to prove the address, then the device, then they are in. */
export const admit = async (desk: Desk, visit: Visit, user: User): Promise<Outcome> => {
  if (!user.verified) return { goTo: 'verification', progress: progressOf('verification', user) };
  if (desk.secondFactors.isActive(user.sub))
    return { goTo: 'second-factor', progress: progressOf('second-factor', user) };
  await desk.announce(user.sub, visit.clientId);
  return { signedIn: user.sub };
};
