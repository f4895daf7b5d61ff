import { type Fault, Refusal } from '#shared/errors';
import type { CallerId, Money, OrderId, PaymentId, RefundId } from '#shared/values';
import { MAX_REFUNDED_LINES } from './contract.ts';
import type { Payment, Transition } from './payment.ts';
import { settleFrom } from './payment.ts';

/** Units of a line that money is given back for. */
type RefundedLine = { lineId: string; quantity: number };

/** Money that goes back. While it is `pending` its amount is set aside, and nobody knows whether the provider has it. */
export type Refund = {
  id: RefundId;
  paymentId: PaymentId;
  orderId: OrderId;
  /** Minor units of the payment's currency. */
  amount: number;
  /** All that was captured, at one go. */
  whole: boolean;
  lines?: RefundedLine[] | undefined;
  restock: boolean;
  reason: string;
  status: 'pending' | 'succeeded' | 'failed';
  /** Who asked for it; nobody where the order's own fate did, or the provider tells of it. */
  by?: CallerId | undefined;
  inputHash?: string | undefined;
  /** Why the provider refused it. */
  code?: string | undefined;
  createdAt: string;
  settleAt?: string | undefined;
};

export type RefundInput = {
  amount?: Money | undefined;
  lines?: RefundedLine[] | undefined;
  restock: boolean;
  reason: string;
};

/** A line of the order, as far as a refund needs it. */
type Line = { id: string; quantity: number; unitPrice: number };

const refuse = (code: string, sentence: string, errors?: Fault[]) =>
  new Refusal(422, code, sentence, errors ? { errors } : {});

const exceeds = (left: number, currency: string) =>
  refuse('refund_exceeds_captured', `Only ${left} ${currency} (minor units) can still be given back.`);

/** Lines of equal id, summed. */
const summed = (lines: RefundedLine[]): RefundedLine[] => {
  const units = new Map<string, number>();
  for (const { lineId, quantity } of lines) units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  return [...units].map(([lineId, quantity]) => ({ lineId, quantity }));
};

/** What the named lines cost. @throws Refusal 422 `unknown_line`, `refund_exceeds_captured` */
const costOf = (payment: Payment, named: RefundedLine[], lines: Line[]): number => {
  const errors: Fault[] = [];
  let cost = 0;
  named.forEach(({ lineId, quantity }, index) => {
    const line = lines.find(({ id }) => id === lineId);
    if (!line) {
      errors.push({ path: `lines.${index}.lineId`, code: 'unknown_line', message: `The order has no line ${lineId}.` });
      return;
    }
    const left = line.quantity - (payment.refundedLines?.[lineId] ?? 0);
    if (quantity > left) {
      const message = `${left} of line ${lineId} can still be refunded.`;
      errors.push({ path: `lines.${index}.quantity`, code: 'refund_exceeds_captured', message });
    }
    cost += line.unitPrice * quantity;
  });
  const [first] = errors;
  if (first) throw refuse(first.code, 'The lines cannot be refunded so.', errors);
  return cost;
};

type Asked = { id: RefundId; input: RefundInput; by: CallerId; inputHash: string; lines: Line[]; now: Date };

/** What a refund comes to: the payment with its amount set aside, and the refund as it is under way. */
export type Reserved = Transition & { refund: Refund };

const reserve = (before: Payment, refund: Refund): Reserved => {
  const refundedLines = { ...before.refundedLines };
  for (const { lineId, quantity } of refund.lines ?? []) {
    refundedLines[lineId] = (refundedLines[lineId] ?? 0) + quantity;
  }
  return {
    before,
    after: {
      ...before,
      version: before.version + 1,
      refunded: before.refunded + refund.amount,
      ...(refund.lines && { refundedLines }),
    },
    refund,
  };
};

/**
 * Sets aside what somebody asks to be given back: all that is left, an amount, or what lines cost.
 * @throws Refusal 409 `not_captured` | 422 `refund_exceeds_captured`, `currency_mismatch`, `amount_mismatch`,
 * `unknown_line`, `too_many_lines`, `nothing_to_refund`, `nothing_to_restock`
 */
export const ask = (payment: Payment, { id, input, by, inputHash, lines, now }: Asked): Reserved => {
  if (payment.status !== 'succeeded' || payment.captured === 0) {
    throw new Refusal(409, 'not_captured', 'Nothing was taken with this payment.');
  }
  const left = payment.captured - payment.refunded;
  if (left <= 0) throw exceeds(left, payment.currency);
  if (input.amount && input.amount.currency !== payment.currency) {
    throw refuse('currency_mismatch', `The payment is in ${payment.currency}.`);
  }
  const named = input.lines && summed(input.lines);
  const cost = named && costOf(payment, named, lines);
  if (input.amount && cost !== undefined && cost !== input.amount.amount) {
    throw refuse('amount_mismatch', `The lines cost ${cost}; name them or an amount.`);
  }
  const amount = cost ?? input.amount?.amount ?? left;
  if (amount === 0) throw refuse('nothing_to_refund', 'That costs nothing.');
  if (amount > left) throw exceeds(left, payment.currency);
  const whole = amount === payment.captured && !named;
  if (input.restock && !named && !whole) {
    throw refuse('nothing_to_restock', 'Only lines, or all of the order, can go back on the shelf.');
  }
  if (input.restock && !named && lines.length > MAX_REFUNDED_LINES) {
    throw refuse('too_many_lines', `At most ${MAX_REFUNDED_LINES} lines go back on the shelf with one refund.`);
  }
  const { id: paymentId, orderId } = payment;
  const { restock, reason } = input;
  const refund: Refund = {
    id,
    paymentId,
    orderId,
    amount,
    whole,
    lines: named,
    restock,
    reason,
    status: 'pending',
    by,
    inputHash,
    createdAt: now.toISOString(),
    settleAt: settleFrom(now),
  };
  return reserve(payment, refund);
};

type Owed = { id: RefundId; reason: string; now: Date };

/** Sets aside all that is left, because the order cannot be had; undefined when nothing is. */
export const giveBack = (payment: Payment, { id, reason, now }: Owed): Reserved | undefined => {
  const amount = payment.captured - payment.refunded;
  if (amount <= 0) return undefined;
  const { id: paymentId, orderId } = payment;
  return reserve(payment, {
    id,
    paymentId,
    orderId,
    amount,
    whole: payment.refunded === 0,
    restock: false,
    reason,
    status: 'pending',
    createdAt: now.toISOString(),
    settleAt: settleFrom(now),
  });
};

/**
 * A refund that was made at the provider, without us, as its sum tells; undefined when our own account for it.
 * @param total given back so far, says the provider
 */
export const foundAtProvider = (payment: Payment, total: number, { id, reason, now }: Owed): Reserved | undefined => {
  const amount = total - payment.refunded;
  if (amount <= 0 || total > payment.captured) return undefined;
  const { id: paymentId, orderId } = payment;
  return reserve(payment, {
    id,
    paymentId,
    orderId,
    amount,
    whole: amount === payment.captured,
    restock: false,
    reason,
    status: 'pending',
    createdAt: now.toISOString(),
  });
};

/** A change of a refund, with that of its payment. */
export type Settlement = { payment: Transition; before: Refund; after: Refund };

/** The provider has it; undefined when that was known. */
export const complete = (payment: Payment, refund: Refund): Settlement | undefined =>
  refund.status !== 'pending'
    ? undefined
    : {
        payment: { before: payment, after: { ...payment, version: payment.version + 1, seq: payment.seq + 1 } },
        before: refund,
        after: { ...refund, status: 'succeeded', settleAt: undefined },
      };

/** The provider will not give it back: its amount is not set aside any more; undefined when how it ended was known. */
export const fail = (payment: Payment, refund: Refund, code: string): Settlement | undefined => {
  if (refund.status !== 'pending') return undefined;
  const refundedLines = { ...payment.refundedLines };
  for (const { lineId, quantity } of refund.lines ?? []) {
    refundedLines[lineId] = (refundedLines[lineId] ?? 0) - quantity;
  }
  const after = {
    ...payment,
    version: payment.version + 1,
    seq: payment.seq + 1,
    refunded: payment.refunded - refund.amount,
    ...(refund.lines && { refundedLines }),
  };
  return {
    payment: { before: payment, after },
    before: refund,
    after: { ...refund, status: 'failed', code, settleAt: undefined },
  };
};
