import { charge } from './charges.ts';
import { type Context, emit } from './context.ts';
import { docUrl, refused } from './errors.ts';
import { done, later, type Task } from './later.ts';
import { now, type PaymentIntent, type PaymentMethod } from './objects.ts';
import { cardOf } from './payment-methods.ts';
import { newIntent } from './shapes.ts';

const UNEXPECTED = 'payment_intent_unexpected_state';

const methodOf = ({ draft }: Context, { id, payment_method }: PaymentIntent): PaymentMethod => {
  const method = draft.find('payment_method', payment_method ?? '');
  if (!method) throw new Error(`${id} has no payment method to charge`);
  return method;
};

/** Keeps a new intent, with its payment method if there is one already. */
export const createIntent = (
  context: Context,
  fields: Parameters<typeof newIntent>[0],
  method: PaymentMethod | undefined,
): PaymentIntent => {
  const intent = newIntent({
    ...fields,
    ...(method && { payment_method: method.id, status: 'requires_confirmation' }),
  });
  if (method) context.draft.put(method);
  context.draft.put(intent);
  emit(context, 'payment_intent.created', intent);
  return intent;
};

/** Charges, now or after the delay that was asked for. */
const proceed = (context: Context, intent: PaymentIntent): PaymentIntent => {
  const { delaySeconds } = context.faults.confirm;
  if (delaySeconds === 0) return charge(context, intent, methodOf(context, intent));
  const processing: PaymentIntent = { ...intent, next_action: null, status: 'processing' };
  context.draft.put(processing);
  context.draft.keep(later({ act: 'charge', id: intent.id, at: Date.now() + delaySeconds * 1_000 }));
  emit(context, 'payment_intent.processing', processing);
  return processing;
};

/** Where a customer is sent to be asked by the bank, or to pay at all. */
export const payPath = ({ client_secret }: PaymentIntent): string => `/pay/${client_secret}`;

/**
 * Tries to pay: with this payment method, or the one that the intent has.
 * @throws StripeError in a state in which nothing can be tried
 */
export const confirmIntent = (
  context: Context,
  intent: PaymentIntent,
  { method: given, returnUrl }: { method?: PaymentMethod; returnUrl?: string },
): PaymentIntent => {
  const { status } = intent;
  if (status === 'succeeded' || status === 'processing' || status === 'canceled') {
    const message =
      status === 'succeeded'
        ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
        : `You cannot confirm this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`;
    throw refused(message, { code: UNEXPECTED, payment_intent: intent });
  }
  if (status === 'requires_action' && !given) return intent;
  const method = given ?? context.draft.find('payment_method', intent.payment_method ?? '');
  if (!method) {
    throw refused("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: UNEXPECTED,
      payment_intent: intent,
    });
  }
  context.draft.put(method);
  const confirmed: PaymentIntent = { ...intent, last_payment_error: null, payment_method: method.id };
  if (!cardOf(method).authenticates) return proceed(context, confirmed);
  const asked: PaymentIntent = {
    ...confirmed,
    next_action: {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: returnUrl ?? null, url: `${context.origin}${payPath(intent)}` },
    },
    status: 'requires_action',
  };
  context.draft.put(asked);
  emit(context, 'payment_intent.requires_action', asked);
  return asked;
};

/** What comes of the bank having asked the customer. @throws StripeError when it has not */
export const authenticate = (context: Context, intent: PaymentIntent, isCustomer: boolean): PaymentIntent => {
  if (intent.status !== 'requires_action') {
    throw refused(`Nothing is to be authenticated in the status ${intent.status}.`, { code: UNEXPECTED });
  }
  if (isCustomer) return proceed(context, intent);
  const code = 'payment_intent_authentication_failure';
  const failed: PaymentIntent = {
    ...intent,
    last_payment_error: {
      code,
      doc_url: docUrl(code),
      message:
        'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      payment_method: methodOf(context, intent),
      type: 'invalid_request_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  context.draft.put(failed);
  emit(context, 'payment_intent.payment_failed', failed);
  return failed;
};

/** @throws StripeError when it is paid, cancelled or being paid */
export const cancelIntent = (
  context: Context,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): PaymentIntent => {
  const { status } = intent;
  const isTooLate = status === 'processing' && !context.faults.succeedAfterCancel;
  if (status === 'succeeded' || status === 'canceled' || isTooLate) {
    throw refused(
      `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action.`,
      { code: UNEXPECTED, payment_intent: intent },
    );
  }
  const canceled: PaymentIntent = {
    ...intent,
    canceled_at: now(),
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  };
  context.draft.put(canceled);
  emit(context, 'payment_intent.canceled', canceled);
  return canceled;
};

/** What comes of a confirmation that took a while; money comes also to what was cancelled meanwhile, a refusal does not. */
export const finishCharge = (context: Context, task: Task): void => {
  context.draft.keep(done(task));
  const intent = context.draft.find('payment_intent', task.id);
  if (!intent) return;
  const method = methodOf(context, intent);
  if (intent.status === 'canceled' && cardOf(method).decline) return;
  charge(context, intent, method);
};
