import type { CallerId, OrderId, PaymentId } from '#shared/values';

/**
 * `pending`: our row is there, the provider's intent is not known yet. `open`: it can be paid. `declined`: a card was
 * refused; another may still do. `closing`: it is to end unpaid, and the provider has not said yet that it has.
 */
export type Status = 'pending' | 'open' | 'declined' | 'closing' | 'closed' | 'succeeded';

/** One attempt to be paid for an order; amounts in minor units of its currency. */
export type Payment = {
  id: PaymentId;
  orderId: OrderId;
  /** Which of the order's payments it is, from 1. */
  generation: number;
  buyer: CallerId;
  status: Status;
  amount: number;
  currency: string;
  /** The provider's id of it, and what confirms it there: for the buyer's eyes only, and never in a log. */
  intentId?: string | undefined;
  clientSecret?: string | undefined;
  captured: number;
  /** What was given back, with what is on its way: never more than was captured. */
  refunded: number;
  /** Units refunded of each line. */
  refundedLines?: Record<string, number> | undefined;
  /** Why a card was refused last, and the provider's events that said so, the latest ones. */
  decline?: { code: string; eventIds: string[] } | undefined;
  disputeId?: string | undefined;
  /** Raised by one with every change. */
  version: number;
  /** The number of its last event. */
  seq: number;
  createdAt: string;
  /** When somebody last began to ask the provider for it, if that was not at once. */
  askedAt?: string | undefined;
  /** When the sweeper goes on with what is unfinished. */
  settleAt?: string | undefined;
};

export type Transition = { before: Payment; after: Payment };

/** How long whoever is at it is left alone before the sweeper goes on with it. */
const SETTLE_SECONDS = 60;

export const settleFrom = (now: Date): string => new Date(now.getTime() + SETTLE_SECONDS * 1_000).toISOString();

type Change = Partial<Payment> & { says?: false };

/** A change with its event, unless it says nothing. */
const moved = (before: Payment, { says, ...change }: Change): Transition => ({
  before,
  after: { ...before, version: before.version + 1, seq: before.seq + (says === false ? 0 : 1), ...change },
});

type Starting = Pick<Payment, 'id' | 'orderId' | 'generation' | 'buyer' | 'amount' | 'currency'> & { now: Date };

/** A payment before the provider has heard of it. An order of nothing needs none: it is paid. */
export const start = ({ now, ...payment }: Starting): Payment => ({
  ...payment,
  status: payment.amount === 0 ? 'succeeded' : 'pending',
  captured: 0,
  refunded: 0,
  version: 1,
  seq: payment.amount === 0 ? 1 : 0,
  createdAt: now.toISOString(),
});

/** For how long whoever has read a payment may ask the provider for its intent, and when nobody is at that any more. */
const ASKING_MINUTES = 10;
const ASKED_MINUTES = ASKING_MINUTES + 2; // longer than any function runs

const askedFor = ({ createdAt, askedAt = createdAt }: Payment, now: Date): number =>
  (now.getTime() - Date.parse(askedAt)) / 60_000;

export const mayAsk = (payment: Payment, now: Date): boolean => askedFor(payment, now) <= ASKING_MINUTES;

/** An intent that the provider has not got now is one that nobody makes any more, unless the payment is asked for again. */
export const isAskedForNoMore = (payment: Payment, now: Date): boolean => askedFor(payment, now) > ASKED_MINUTES;

/** It is asked for again; undefined when it is to end, or has: then nobody makes an intent any more. */
export const askAgain = (payment: Payment, now: Date): Transition | undefined =>
  payment.status === 'pending' ? moved(payment, { askedAt: now.toISOString(), says: false }) : undefined;

/** What the provider calls it. Whatever has become of the payment meanwhile stays. */
export const learn = (payment: Payment, intent: { id: string; clientSecret: string }): Transition =>
  moved(payment, {
    status: payment.status === 'pending' ? 'open' : payment.status,
    intentId: intent.id,
    clientSecret: intent.clientSecret,
    says: false,
  });

const isOver = ({ status }: Payment): boolean => status === 'succeeded' || status === 'closed';

/** What the provider took. */
export type Charge = { intentId: string; amount: number; currency: string };

/** Why it is about another payment than ours; undefined when it may be about ours. */
export const misnamed = (payment: Payment, intentId: string | null): string | undefined =>
  payment.intentId !== undefined && payment.intentId !== intentId
    ? `it is about ${intentId}, the payment is ${payment.intentId}`
    : undefined;

/** Why the provider's word cannot be ours; undefined when it can. */
export const contradiction = (payment: Payment, { intentId, amount, currency }: Charge): string | undefined =>
  misnamed(payment, intentId) ??
  (amount !== payment.amount || currency !== payment.currency
    ? `it says ${amount} ${currency}, the payment is of ${payment.amount} ${payment.currency}`
    : undefined);

/**
 * The money is there. Even a payment that was closed has then succeeded after all: the provider has the last word.
 * @returns undefined when that was known
 */
export const succeed = (payment: Payment, { intentId }: Charge): Transition | undefined =>
  payment.status === 'succeeded'
    ? undefined
    : moved(payment, { status: 'succeeded', intentId, captured: payment.amount, settleAt: undefined });

/** Events of refused cards that are remembered: more tries than anybody makes before the order's time is over. */
const DECLINES = 50;

/** A card was refused; undefined when that was known, or means nothing any more. */
export const decline = (
  payment: Payment,
  { intentId, code, eventId }: { intentId: string; code: string; eventId: string },
): Transition | undefined => {
  const known = payment.decline?.eventIds ?? [];
  if (isOver(payment) || payment.status === 'closing' || known.includes(eventId)) return undefined;
  const eventIds = [...known, eventId].slice(-DECLINES);
  return moved(payment, { status: 'declined', intentId, decline: { code, eventIds } });
};

/** It is to end unpaid: from now on the sweeper sees to it, whatever becomes of whoever asked. */
export const beginClosing = (payment: Payment, now: Date): Transition | undefined =>
  isOver(payment) || payment.status === 'closing'
    ? undefined
    : moved(payment, { status: 'closing', settleAt: settleFrom(now), says: false });

/** Nothing can be taken any more; undefined when it is over already. */
export const close = (payment: Payment): Transition | undefined =>
  isOver(payment) ? undefined : moved(payment, { status: 'closed', settleAt: undefined });

/** The bank asks for the money back; undefined when that was known. */
export const dispute = (payment: Payment, disputeId: string): Transition | undefined =>
  payment.disputeId === disputeId ? undefined : moved(payment, { disputeId });
