import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Journal } from '../journal.ts';
import { hashPassword, passwordMatches, randomPassword } from './passwords.ts';

const FAILURES = 10;
const LOCKED_MS = 5 * 60_000;

const emailSchema = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email('not an e-mail address'));
const userSchema = v.object({ sub: v.string(), email: v.string(), hash: v.string(), groups: v.array(v.string()) });

export type User = v.InferOutput<typeof userSchema>;
export type Users = ReturnType<typeof openUsers>;

/**
 * The people of the pool, one per e-mail address whatever its case, all verified.
 * Ten failed sign-ins lock an account for five minutes; a restart forgets the count.
 */
export const openUsers = (journal: Journal, groups: string[]) => {
  const groupsSchema = v.array(v.picklist(groups, (issue) => `no such group: ${issue.received}`));
  const kept = journal.keys().map((sub) => v.parse(userSchema, journal.get(sub)));
  const bySub = new Map(kept.map((user) => [user.sub, user]));
  const subs = new Map(kept.map((user) => [user.email, user.sub]));
  const attempts = new Map<string, { count: number; lockedUntil: number }>();

  const byEmail = (email: string) => bySub.get(subs.get(email) ?? '');

  /** Counts before the password is looked at, so that guesses made at the same moment count too. */
  const mayTry = ({ sub }: User): boolean => {
    const now = Date.now();
    const { count, lockedUntil } = attempts.get(sub) ?? { count: 0, lockedUntil: 0 };
    if (lockedUntil > now) return false;
    const locks = count + 1 >= FAILURES;
    attempts.set(sub, locks ? { count: 0, lockedUntil: now + LOCKED_MS } : { count: count + 1, lockedUntil: 0 });
    return true;
  };

  return {
    find: (sub: string): User | undefined => bySub.get(sub),

    /** What Cognito calls AdminCreateUser: makes the user, or gives an existing one a new password; groups are replaced. */
    async create(wanted: { email: string; groups: string[] }): Promise<{ sub: string; password: string }> {
      const email = v.parse(emailSchema, wanted.email);
      const groups = v.parse(groupsSchema, wanted.groups);
      const password = randomPassword();
      const hash = await hashPassword(password);
      const sub = subs.get(email) ?? randomUUID();
      const user = { sub, email, hash, groups: [...new Set(groups)] };
      journal.set(sub, user);
      bySub.set(sub, user);
      subs.set(email, sub);
      attempts.delete(sub);
      return { sub, password };
    },

    /** The user these belong to. Unknown, wrong and locked look the same and take the same time. */
    async signIn(email: string, password: string): Promise<User | undefined> {
      const user = byEmail(email.trim().toLowerCase());
      const allowed = user !== undefined && mayTry(user);
      if (!(await passwordMatches(password, user?.hash)) || !allowed) return undefined;
      attempts.delete(user.sub);
      return user;
    },
  };
};
