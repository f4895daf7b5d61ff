import { backOff, type Deadline, needTime } from '#shared/deadline';
import type { Run } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { removeUser } from '#shared/user-pool';
import type { CallerId } from '#shared/values';
import { eraseOrders } from '../orders/personal-data.ts';
import { type Account, close, erased, isSettled, removed, unknown } from './account.ts';
import { accountIdOf, erasingUntil, findAccount, removeExports, save, saveClosed } from './account-table.ts';

/** Closes somebody's account, and has what is personal erased wherever it lies. Closing it again changes nothing. */
export const closeAccount = async (id: CallerId, { now, deadline, requestId }: Run): Promise<Account> => {
  for (let attempt = 0; ; attempt++) {
    const before = (await findAccount(id, deadline)) ?? unknown(id);
    if (before.status !== 'active') return before;
    const after = close(before, now);
    if (await saveClosed(before, after, { at: now, requestId }, deadline)) return after;
    await backOff(attempt);
  }
};

/**
 * Erases what is personal beside the account: the user, copies, where orders went. What has come meanwhile, by tokens
 * that were good still, is erased when no token can be. It may be done again at any time.
 */
export const eraseClosed = async (
  id: CallerId,
  { now, deadline }: { now: Date; deadline: Deadline },
): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    const before = await findAccount(id, deadline);
    if (before?.status !== 'erasing') return;
    if (!before.removedAt) await removeUser(id);
    const account = before.removedAt ? before : removed(before, now);
    if (account === before || (await save(before, account, deadline))) {
      await erasePersonal(id, deadline);
      if (!isSettled(account, now) || (await save(account, erased(account), deadline))) return;
    }
    await backOff(attempt); // another run was first
  }
};

const erasePersonal = async (id: CallerId, deadline: Deadline): Promise<void> => {
  await removeExports(id, deadline);
  for (let cursor: string | undefined; ; needTime(deadline)) {
    ({ cursor } = await eraseOrders(id, cursor, deadline));
    if (cursor === undefined) return;
  }
};

/**
 * Goes on with whatever is to be erased by now.
 * @returns how many were looked at
 * @throws Error at the end, when some could not be finished
 */
export const eraseDue = async ({ now, deadline }: Run): Promise<number> => {
  let looked = 0;
  let failed = 0;
  for (const walk of erasingUntil(now.toISOString(), deadline)) {
    for await (const keys of walk) {
      for (const key of keys) {
        needTime(deadline);
        looked++;
        await eraseClosed(accountIdOf(key), { now, deadline }).catch((error) => {
          failed++;
          logger.error('not erased', { row: `${key.pk} ${key.sk}`, error });
        });
      }
    }
  }
  if (failed > 0) throw new Error(`${failed} accounts could not be erased`);
  return looked;
};
