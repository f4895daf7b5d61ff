import { type Context, emit } from './context.ts';
import { money } from './currencies.ts';
import { refused } from './errors.ts';
import { done, later, type Task } from './later.ts';
import type { Charge, Refund } from './objects.ts';
import { cardOf } from './payment-methods.ts';
import { newRefund } from './refund-shapes.ts';

/** How long a refund takes that does not succeed at once, or turns out to have failed. */
const REFUND_SECONDS = 5;

const withRefunded = (charge: Charge, amount: number): Charge => ({
  ...charge,
  amount_refunded: charge.amount_refunded + amount,
  refunded: charge.amount_refunded + amount === charge.amount_captured,
});

type RefundFields = { amount?: number; metadata: Record<string, string>; reason: Refund['reason'] };

/**
 * Gives back a part of a charge, by default all that is left.
 * @throws StripeError when it was not paid, is disputed, or so much is not left
 */
export const createRefund = (
  context: Context,
  charge: Charge,
  { amount: wanted, metadata, reason }: RefundFields,
): Refund => {
  const left = charge.amount_captured - charge.amount_refunded;
  if (!charge.paid) {
    throw refused(`This PaymentIntent (${charge.payment_intent}) does not have a successful charge to refund.`);
  }
  if (left === 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
      charge: charge.id,
    });
  }
  const method = context.draft.find('payment_method', charge.payment_method);
  const card = method && cardOf(method);
  if (card?.dispute?.status === 'needs_response') {
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
      charge: charge.id,
    });
  }
  const amount = wanted ?? left;
  if (amount > left) {
    const [asked, rest] = [amount, left].map((value) => money(value, charge.currency));
    throw refused(`Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`, {
      param: 'amount',
    });
  }
  const late = card?.refund;
  const refund = newRefund(charge, {
    amount,
    metadata,
    reason,
    status: late === 'pending' ? 'pending' : 'succeeded',
    ...(late === 'pending' && { pending_reason: 'processing' }),
  });
  const refunded = withRefunded(charge, amount);
  context.draft.put(refund);
  context.draft.put(refunded);
  if (late) context.draft.keep(later({ act: 'refund', id: refund.id, at: Date.now() + REFUND_SECONDS * 1_000 }));
  emit(context, 'refund.created', refund);
  emit(context, 'charge.refunded', refunded);
  return refund;
};

/** What comes of a refund that took a while. */
export const finishRefund = (context: Context, task: Task): void => {
  context.draft.keep(done(task));
  const refund = context.draft.find('refund', task.id);
  const charge = context.draft.find('charge', refund?.charge ?? '');
  if (!refund || !charge) return;
  const { pending_reason: _, ...rest } = refund;
  if (refund.status === 'pending') {
    const succeeded: Refund = { ...rest, status: 'succeeded' };
    context.draft.put(succeeded);
    emit(context, 'refund.updated', succeeded);
    emit(context, 'charge.refund.updated', succeeded);
    return;
  }
  const failed: Refund = { ...rest, status: 'failed', failure_reason: 'expired_or_canceled_card' };
  context.draft.put(failed);
  context.draft.put(withRefunded(charge, -refund.amount));
  emit(context, 'refund.failed', failed);
  emit(context, 'refund.updated', failed);
  emit(context, 'charge.refund.updated', failed);
};
