import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Journal } from '../journal.ts';
import { openAttempts } from './attempts.ts';
import { hashPassword, passwordMatches, randomPassword } from './passwords.ts';

const SIGN_INS = { most: 10, windowMilliseconds: 5 * 60_000 };

const now = () => Date.now();

/** An e-mail address as it is kept: in small letters. */
export const EmailAddress = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(254, 'not an e-mail address'),
  v.email('not an e-mail address'),
);

/** What is optional was not there in journals of before: whoever they hold was made verified. */
const User = v.object({
  sub: v.string(),
  email: v.string(),
  hash: v.string(),
  groups: v.array(v.string()),
  verified: v.optional(v.boolean(), true),
  enabled: v.optional(v.boolean(), true),
  /** Whether the pool's trigger was told of them. */
  announced: v.optional(v.boolean(), false),
  /** Base32, and the last 30-second step of which a code was taken; inactive until a first code has proved it. */
  secondFactor: v.optional(v.object({ secret: v.string(), lastStep: v.number(), active: v.boolean() })),
  /** ms since the epoch, as `modifiedAt`. */
  createdAt: v.optional(v.number(), now),
  modifiedAt: v.optional(v.number(), now),
});

export type User = v.InferOutput<typeof User>;
export type Users = ReturnType<typeof openUsers>;

/**
 * The people of the pool, one per e-mail address whatever its case. Ten failed sign-ins within five minutes lock an
 * account until these are over; a restart forgets the count.
 */
export const openUsers = (journal: Journal, groups: string[]) => {
  const Groups = v.array(v.picklist(groups, (issue) => `no such group: ${issue.received}`));
  const kept = journal.keys().map((sub) => v.parse(User, journal.get(sub)));
  const bySub = new Map(kept.map((user) => [user.sub, user]));
  const subs = new Map(kept.map((user) => [user.email, user.sub]));
  const attempts = openAttempts(SIGN_INS);

  const byEmail = (email: string) => bySub.get(subs.get(email.trim().toLowerCase()) ?? '');

  const keep = (user: User): User => {
    journal.set(user.sub, user);
    bySub.set(user.sub, user);
    subs.set(user.email, user.sub);
    return user;
  };
  const made = (email: string, hash: string): User => ({
    sub: randomUUID(),
    email,
    hash,
    groups: [],
    verified: false,
    enabled: true,
    announced: false,
    createdAt: now(),
    modifiedAt: now(),
  });
  const change = (sub: string, changes: Partial<Omit<User, 'sub' | 'email'>>): User | undefined => {
    const user = bySub.get(sub);
    return user && keep({ ...user, ...changes, modifiedAt: now() });
  };
  const remove = ({ sub, email }: User): void => {
    journal.delete(sub);
    bySub.delete(sub);
    if (subs.get(email) === sub) subs.delete(email);
  };

  return {
    find: (sub: string): User | undefined => bySub.get(sub),
    byEmail,
    change,
    remove,

    /** What Cognito calls AdminCreateUser: makes the user, or gives an existing one a new password; groups are replaced. */
    async create(wanted: { email: string; groups: string[] }): Promise<{ sub: string; password: string }> {
      const email = v.parse(EmailAddress, wanted.email);
      const memberOf = [...new Set(v.parse(Groups, wanted.groups))];
      const password = randomPassword();
      const hash = await hashPassword(password);
      const { sub } = keep({
        ...(byEmail(email) ?? made(email, hash)),
        hash,
        groups: memberOf,
        verified: true,
        modifiedAt: now(),
      });
      attempts.forget(sub);
      return { sub, password };
    },

    /**
     * A user who is to prove the address yet, or nothing when it is taken. An unproved one of the same address goes, with
     * its code: whoever proves the address shall own it with the password they chose themselves.
     * @param email as `EmailAddress` gives it
     * @throws Error when the password breaks the policy
     */
    async signUp(email: string, password: string): Promise<User | undefined> {
      const hash = await hashPassword(password);
      const known = byEmail(email);
      if (known?.verified) return undefined;
      if (known) remove(known);
      return keep(made(email, hash));
    },

    /** @throws Error when the password breaks the policy */
    async setPassword(sub: string, password: string): Promise<void> {
      change(sub, { hash: await hashPassword(password) });
      attempts.forget(sub);
    },

    /**
     * The user these belong to, whose address may be unproved. Unknown, wrong, disabled and locked look the same and take
     * the same time.
     */
    async signIn(email: string, password: string): Promise<User | undefined> {
      const user = byEmail(email);
      const allowed = user?.enabled && attempts.begin(user.sub);
      if (!(await passwordMatches(password, user?.hash)) || !allowed) return undefined;
      attempts.forget(user.sub);
      return user;
    },
  };
};
