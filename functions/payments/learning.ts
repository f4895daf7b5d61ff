import { backOff, type Deadline } from '#shared/deadline';
import { unavailable } from '#shared/errors';
import { askAgain, learn, mayAsk, type Payment } from './payment.ts';
import { findPayment, savedAlone } from './payment-table.ts';
import { createIntent } from './stripe-gateway.ts';

/** A payment whose row is known to be there. @throws Error when it is not */
export const existing = async (id: string, deadline: Deadline): Promise<Payment> => {
  const payment = await findPayment(id, deadline);
  if (!payment) throw new Error(`there is no payment ${id}`);
  return payment;
};

/**
 * The payment with what the provider calls it, made there now unless it was before. Whatever else has become of the
 * payment meanwhile stays.
 * @throws ProviderError | Refusal 503 `busy`: whether the provider has it is not known, and asking again finds out
 */
export const learnt = async (payment: Payment, now: Date, deadline: Deadline): Promise<Payment> => {
  if (payment.clientSecret) return payment;
  const asked = await askable(payment, now, deadline);
  const intent = await createIntent(asked, deadline);
  for (let before = asked, attempt = 0; ; attempt++) {
    const transition = learn(before, intent);
    if (await savedAlone(transition, deadline)) return transition.after;
    before = await existing(payment.id, deadline);
    if (before.clientSecret) return before;
    await backOff(attempt);
  }
};

/** Says so before an intent is made late: whoever ends the payment has to know how long to look for it. */
const askable = async (payment: Payment, now: Date, deadline: Deadline): Promise<Payment> => {
  if (mayAsk(payment, now)) return payment;
  const again = askAgain(payment, now);
  if (again && (await savedAlone(again, deadline))) return again.after;
  throw unavailable('busy', 'This payment is being ended; repeat it with the same key.');
};
