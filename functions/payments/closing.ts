import { backOff, type Deadline } from '#shared/deadline';
import { transact } from '#shared/table';
import { existing, learnt } from './learning.ts';
import { beginClosing, close, contradiction, type Payment, succeed } from './payment.ts';
import { type Cause, closed, saved, savedAlone, succeeded } from './payment-table.ts';
import { cancelIntent, type Intent, ProviderError } from './stripe-gateway.ts';

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
    const known = await intentIdOf(begun?.after ?? before, deadline);
    const intent = known && (await cancelIntent(known.intentId, deadline));
    if (intent && intent.status !== 'canceled' && intent.status !== 'succeeded') return 'processing';
    const over = await existing(payment.id, deadline);
    const end = intent?.status === 'succeeded' ? taken(over, intent) : close(over);
    if (!end) continue;
    const said = end.after.status === 'closed' ? closed(end, cause) : succeeded(end, cause);
    if (!(await transact([saved(end), said], deadline))) return end.after.status as Closing;
    await backOff(attempt);
  }
};

/**
 * The intent's id, asked for again under the same key where the answer was lost. Undefined where the provider never made
 * one, since it was too small.
 */
const intentIdOf = async (payment: Payment, deadline: Deadline): Promise<{ intentId: string } | undefined> => {
  if (payment.intentId) return { intentId: payment.intentId };
  try {
    const { intentId } = await learnt(payment, deadline);
    return intentId ? { intentId } : undefined;
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'amount_too_small') return undefined;
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
