import { backOff, type Deadline } from '#shared/deadline';
import type { CallerId } from '#shared/values';
import { type Account, checkOpen, checkVersion, unknown } from './account.ts';
import { findAccount, save } from './account-table.ts';

/** Somebody's account as it stands; who has left has none. @throws Refusal 410 `account_closed` */
export const openAccount = async (id: CallerId, deadline: Deadline): Promise<Account> => {
  const account = (await findAccount(id, deadline)) ?? unknown(id);
  checkOpen(account);
  return account;
};

/**
 * Reads the account, lets `change` say what it is to be, and saves that unless somebody else was first: then it looks
 * again, and a caller that named a version is refused.
 * @throws Refusal 410 `account_closed` | 412 `version_mismatch`
 */
export const revise = async (
  id: CallerId,
  change: (before: Account) => Account | undefined,
  { ifMatch, deadline }: { ifMatch: string[] | undefined; deadline: Deadline },
): Promise<{ before: Account; account: Account }> => {
  for (let attempt = 0; ; attempt++) {
    const before = await openAccount(id, deadline);
    checkVersion(before, ifMatch);
    const account = change(before);
    if (!account || (await save(before, account, deadline))) return { before, account: account ?? before };
    await backOff(attempt);
  }
};
