import { backOff, type Deadline } from '#shared/deadline';
import { transact } from '#shared/table';
import { existing, learnt } from './learning.ts';
import { beginClosing, close, contradiction, isAskedForNoMore, type Payment, succeed } from './payment.ts';
import { type Cause, closed, saved, savedAlone, succeeded } from './payment-table.ts';
import { cancelIntent, findIntent, type Intent, ProviderError } from './stripe-gateway.ts';

type Run = { now: Date; deadline: Deadline; cause: Cause };

/** How it ended; `processing` has not yet, and the sweeper asks again. */
export type Closing = 'closed' | 'succeeded' | 'processing';

/**
 * Sees to it that a payment takes no money any more, or finds that it has. First that it is to end is written down, so
 * that the sweeper goes on if nobody else does; what it has become is the provider's word.
 * @throws ProviderError `ours` | Refusal 503 `busy`
 */
export const closeAtProvider = async (payment: Payment, { now, deadline, cause }: Run): Promise<Closing> => {
  for (let attempt = 0, before = payment; ; attempt++, before = await existing(payment.id, deadline)) {
    if (before.status === 'succeeded' || before.status === 'closed') return before.status;
    const begun = beginClosing(before, now);
    if (begun && !(await savedAlone(begun, deadline))) {
      await backOff(attempt);
      continue;
    }
    const intentId = await intentIdOf(begun?.after ?? before, now, deadline);
    const intent = intentId === undefined ? undefined : await cancelIntent(intentId, deadline);
    if (intent && intent.status !== 'canceled' && intent.status !== 'succeeded') return 'processing';
    const over = await existing(payment.id, deadline);
    const end = intent?.status === 'succeeded' ? taken(over, intent) : close(over);
    if (!end) continue;
    const said = end.after.status === 'closed' ? closed(end, cause) : succeeded(end, cause);
    if (!(await transact([saved(end), said], deadline))) return end.after.status as Closing;
    await backOff(attempt);
  }
};

/** Says once more how a payment ended, for an order that has not heard of it. */
export const sayAgain = async (payment: Payment, { deadline, cause }: Run): Promise<void> => {
  for (let attempt = 0, before = payment; ; attempt++, before = await existing(payment.id, deadline)) {
    const again = { before, after: { ...before, version: before.version + 1, seq: before.seq + 1 } };
    const said = before.status === 'closed' ? closed(again, cause) : succeeded(again, cause);
    if (!(await transact([saved(again), said], deadline))) return;
    await backOff(attempt);
  }
};

/**
 * What the provider calls it. While it may be asked for under its key, that is asked, since an answer may have been
 * lost. Later it is looked for: a provider that has failed under a key may repeat that for a day, and one that is not to
 * be found then is made by nobody any more, so nobody can pay it.
 * @throws ProviderError `ours` | Refusal 503 `busy`, also while somebody may still be making it
 */
const intentIdOf = async (payment: Payment, now: Date, deadline: Deadline): Promise<string | undefined> => {
  if (payment.intentId) return payment.intentId;
  if (isAskedForNoMore(payment, now)) return (await findIntent(payment, deadline))?.id;
  try {
    return (await learnt(payment, now, deadline)).intentId;
  } catch (error) {
    if (error instanceof ProviderError && error.verdict === 'declined') return undefined; // it never made one
    throw error;
  }
};

/** @throws Error when the provider took something else than was asked for: reconciliation tells what */
const taken = (payment: Payment, { id: intentId, received: amount, currency }: Intent) => {
  const charge = { intentId, amount, currency };
  const why = contradiction(payment, charge);
  if (why) throw new Error(`payment ${payment.id} was not taken as asked for: ${why}`);
  return succeed(payment, charge);
};
