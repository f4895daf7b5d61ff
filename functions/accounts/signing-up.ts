import { backOff, type Deadline } from '#shared/deadline';
import type { CallerId } from '#shared/values';
import { signedUp, unknown } from './account.ts';
import { findAccount, save } from './account-table.ts';

/** Keeps who has signed up, with the address that was verified. Telling it again changes nothing, nor does telling it of who has left. */
export const signUp = async (
  id: CallerId,
  email: string,
  { now, deadline }: { now: Date; deadline: Deadline },
): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    const before = (await findAccount(id, deadline)) ?? unknown(id);
    const after = signedUp(before, email, now);
    if (!after || (await save(before, after, deadline))) return;
    await backOff(attempt);
  }
};
