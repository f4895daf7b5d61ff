import type { Desk } from './admission.ts';
import type { User } from './users.ts';

/** What an administrator does to users of the pool. Users who are not there are left alone. */
export const administrationOf = ({ users, codes, signOut }: Desk) => ({
  /** By what Cognito calls the username (here the `sub`) or its alias, the e-mail address. */
  find: (username: string): User | undefined => users.find(username) ?? users.byEmail(username),
  signOut,
  /** A disabled user can neither sign in nor refresh, and is signed out everywhere. */
  setEnabled: (sub: string, enabled: boolean): void => {
    users.change(sub, { enabled });
    if (!enabled) signOut(sub);
  },
  remove: (user: User): void => {
    signOut(user.sub);
    codes.forget(user.sub);
    users.remove(user);
  },
});

export type Administration = ReturnType<typeof administrationOf>;
