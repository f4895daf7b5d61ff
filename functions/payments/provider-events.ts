import * as v from 'valibot';
import type { ProviderEvent } from '#events/payments';
import { backOff, type Deadline } from '#shared/deadline';
import type { Heard } from '#shared/event';
import { count } from '#shared/metrics';
import { transact, type Write } from '#shared/table';
import { logger } from '#shared/telemetry';
import { PaymentId } from '#shared/values';
import { existing } from './learning.ts';
import { close, contradiction, decline, dispute, misnamed, type Payment, succeed, type Transition } from './payment.ts';
import {
  type Cause,
  closed,
  declined,
  disputed,
  findPayment,
  parked,
  providerRefundId,
  refunded,
  refundInserted,
  saved,
  succeeded,
} from './payment-table.ts';
import { complete, foundAtProvider } from './refund.ts';
import { atProvider } from './stripe-gateway.ts';
import { isLive } from './stripe-keys.ts';

type Said = Heard<typeof ProviderEvent>;
type Run = { now: Date; deadline: Deadline };

/** What nobody can act on, with the reason; somebody should look. */
class Inapplicable extends Error {}

/**
 * Holds what the provider says against our own rows, and moves them where they allow it. In any order, any number of
 * times: each step is absolute, so hearing of it again changes nothing. What cannot be ours is parked.
 */
export const apply = async (said: Said, run: Run): Promise<void> => {
  try {
    const payment = await paymentOf(said, run);
    await STEPS[said.data.kind](payment, said, run);
  } catch (error) {
    if (!(error instanceof Inapplicable)) throw error;
    await park(said, error.message, run);
  }
};

const park = async ({ id: eventId, data }: Said, reason: string, { now, deadline }: Run): Promise<void> => {
  if (await transact([parked({ eventId, reason, said: data, at: now.toISOString() })], deadline)) return;
  logger.warn('provider event parked', { eventId, kind: data.kind, reason });
  count('ProviderEventParked');
};

/** @throws Inapplicable */
const paymentOf = async ({ data }: Said, { deadline }: Run): Promise<Payment> => {
  if (data.livemode !== (await isLive())) {
    throw new Inapplicable(`it is of ${data.livemode ? 'live' : 'test'} mode, and this stage is not`);
  }
  // A dispute does not carry our own id; the intent it is about does.
  const named = data.paymentId ?? (data.intentId ? (await atProvider(data.intentId, deadline))?.paymentId : undefined);
  const payment = v.is(PaymentId, named) ? await findPayment(named, deadline) : undefined;
  if (!payment) throw new Inapplicable('there is no such payment of ours');
  const why = misnamed(payment, data.intentId);
  if (why) throw new Inapplicable(why);
  return payment;
};

const causeOf = ({ id, correlationId }: Said, { now: at }: Run): Cause => ({ at, correlationId, causationId: id });

/** Takes a step from whatever the payment is, until it is written or means nothing any more. */
const step = async (
  payment: Payment,
  { deadline }: Run,
  decide: (payment: Payment) => { transition: Transition; with: (transition: Transition) => Write[] } | undefined,
): Promise<boolean> => {
  for (let attempt = 0, before = payment; ; attempt++, before = await existing(payment.id, deadline)) {
    const decision = decide(before);
    if (!decision) return false;
    const { transition } = decision;
    if (!(await transact([saved(transition), ...decision.with(transition)], deadline))) return true;
    await backOff(attempt);
  }
};

/** @throws Inapplicable */
const taken = (payment: Payment, said: Said, amount: number, run: Run): Promise<boolean> =>
  step(payment, run, (before) => {
    const charge = { intentId: said.data.intentId ?? '', amount, currency: said.data.currency };
    const why = contradiction(before, charge);
    if (why) throw new Inapplicable(why);
    const transition = succeed(before, charge);
    return transition && { transition, with: (made) => [succeeded(made, causeOf(said, run))] };
  });

type Step = (payment: Payment, said: Said, run: Run) => Promise<unknown>;

const STEPS: Record<Said['data']['kind'], Step> = {
  'payment_intent.succeeded': (payment, said, run) => taken(payment, said, said.data.amount, run),

  'payment_intent.payment_failed': (payment, said, run) =>
    step(payment, run, (before) => {
      const { intentId, code = 'declined' } = said.data;
      const transition = decline(before, { intentId: intentId ?? '', code, eventId: said.id });
      return transition && { transition, with: (made) => [declined(made, causeOf(said, run))] };
    }),

  'payment_intent.canceled': (payment, said, run) =>
    step(payment, run, (before) => {
      const transition = close(before);
      return transition && { transition, with: (made) => [closed(made, causeOf(said, run))] };
    }),

  // Only what was taken can be given back: the charge says both, so this may come before all others.
  'charge.refunded': async (payment, said, run) => {
    const { captured = 0, amount: total } = said.data;
    await taken(payment, said, captured, run);
    await step(await existing(payment.id, run.deadline), run, (before) => {
      if (total > before.captured) throw new Inapplicable(`it says ${total} went back, of ${before.captured}`);
      const id = providerRefundId(before.id, before.refunded, total);
      const found = foundAtProvider(before, total, { id, reason: 'refunded at the provider', now: run.now });
      if (!found) return undefined;
      const done = complete(found.after, found.refund);
      if (!done) return undefined;
      return {
        transition: { before, after: done.payment.after },
        with: () => [refundInserted(done.after), refunded(done, causeOf(said, run))],
      };
    });
  },

  'charge.dispute.created': async (payment, said, run) => {
    const { disputeId = '', amount } = said.data;
    const isNew = await step(payment, run, (before) => {
      const transition = dispute(before, disputeId);
      return transition && { transition, with: (made) => [disputed(made, amount, causeOf(said, run))] };
    });
    if (isNew) count('PaymentDisputed');
  },
};
