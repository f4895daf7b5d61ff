import { backOff, type Deadline } from '#shared/deadline';
import { notFound, Refusal } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import { read, transact } from '#shared/table';
import { judged } from '#shared/used-key';
import type { CallerId, OrderId } from '#shared/values';
import { payment as begunOn, type Payable, payableIn, payableKeys } from '../orders/payable.ts';
import { closeAtProvider } from './closing.ts';
import { existing, learnt } from './learning.ts';
import { type Payment, start } from './payment.ts';
import { inserted, payingKeys, paymentIdOf, succeeded } from './payment-table.ts';
import { ProviderError } from './stripe-gateway.ts';

type Paying = {
  orderId: OrderId;
  caller: CallerId;
  /** Stands for caller, operation and key. */
  keyHash: string;
  inputHash: string;
  now: Date;
  deadline: Deadline;
  requestId: string;
};

const expired = () => new Refusal(410, 'order_expired', 'The time to pay this order is over.');
const paid = () => new Refusal(409, 'already_paid', 'The order is paid.');

/** @throws Refusal 409 `already_paid`, `not_payable` | 410 `order_expired` */
const checkPayable = ({ status, expiresAt = '' }: Payable, now: Date): void => {
  if (status === 'paid' || status === 'fulfilled') throw paid();
  if (status === 'expired' || status === 'expiring') throw expired();
  if (status !== 'pending_payment') {
    throw new Refusal(409, 'not_payable', `The order is ${status}; there is nothing to pay by card.`);
  }
  if (expiresAt <= now.toISOString()) throw expired();
};

/** It can be answered: the buyer can confirm it, or there was nothing to confirm. */
const isAnswer = ({ clientSecret, amount }: Payment): boolean => clientSecret !== undefined || amount === 0;

const causeOf = ({ now: at, requestId }: Paying) => ({ at, correlationId: requestId, causationId: requestId });

/**
 * The open payment of an order, begun now if there is none. An order has one at a time: the next begins only once the
 * one before can take nothing any more. Under one key it is the same payment, however often it is asked for.
 * @throws Refusal 404 | 409 `already_paid`, `not_payable`, `payment_processing` | 410 `order_expired` |
 * 422 `idempotency_key_reused`, `amount_too_small`, `amount_not_accepted` | 503 `busy`
 */
export const pay = async (paying: Paying): Promise<{ payment: Payment; replayed: boolean }> => {
  const { orderId, caller, keyHash, inputHash, now, deadline } = paying;
  for (let attempt = 0; ; attempt++) {
    const rows = await read([payingKeys.key(keyHash), ...payableKeys(orderId)], deadline);
    const used = payingKeys.find(rows, keyHash);
    if (used && used.inputHash !== inputHash) throw keyReused();
    const order = payableIn(rows, orderId);
    if (!order || order.buyer !== caller) throw notFound('order');

    if (used) {
      const known = await existing(used.paymentId, deadline);
      if (isAnswer(known)) return { payment: known, replayed: true };
      checkPayable(order, now);
      return { payment: await atProvider(known, paying), replayed: false };
    }
    const begun = await judged(payingKeys.key(keyHash), deadline, () => {
      checkPayable(order, now);
      return beginOrGoOn(order, paying);
    });
    if (begun) return { payment: isAnswer(begun) ? begun : await atProvider(begun, paying), replayed: false };
    await backOff(attempt); // the order, its payments or this very key have moved on since: look again
  }
};

/** Undefined when something has moved on since it was read. */
const beginOrGoOn = async (order: Payable, paying: Paying): Promise<Payment | undefined> => {
  if (order.generation === 0) return begin(order, paying);
  const { keyHash, inputHash, deadline } = paying;
  const last = await existing(paymentIdOf(order.id, order.generation), deadline);
  if (last.status === 'pending' || last.status === 'open') {
    const refused = await transact([payingKeys.use(keyHash, { paymentId: last.id, inputHash })], deadline);
    return refused ? undefined : last;
  }
  const ended = await closeAtProvider(last, { ...paying, cause: causeOf(paying) });
  if (ended === 'succeeded') throw paid();
  if (ended === 'processing') {
    throw new Refusal(409, 'payment_processing', 'A payment of this order is being processed; wait for it.');
  }
  return begin(order, paying);
};

/** The order's next payment; undefined when the order has moved on since it was read. */
const begin = async (order: Payable, paying: Paying): Promise<Payment | undefined> => {
  const { keyHash, inputHash, now, deadline } = paying;
  const generation = order.generation + 1;
  const id = paymentIdOf(order.id, generation);
  const { total: amount, currency, buyer } = order;
  const payment = start({ id, orderId: order.id, generation, buyer, amount, currency, now });
  const free = payment.status === 'succeeded';
  const writes = [
    inserted(payment),
    begunOn(order, now),
    payingKeys.use(keyHash, { paymentId: id, inputHash }),
    ...(free ? [succeeded({ before: payment, after: payment }, causeOf(paying))] : []),
  ];
  return (await transact(writes, deadline)) ? undefined : payment;
};

/** @throws Refusal 422 `amount_too_small`, `amount_not_accepted`: then it is closed, since it could never be paid */
const atProvider = async (payment: Payment, paying: Paying): Promise<Payment> => {
  try {
    return await learnt(payment, paying.now, paying.deadline);
  } catch (error) {
    if (!(error instanceof ProviderError && error.verdict === 'declined')) throw error;
    await closeAtProvider(payment, { ...paying, cause: causeOf(paying) });
    throw error.code === 'amount_too_small'
      ? new Refusal(422, 'amount_too_small', 'The total is less than can be paid by card.')
      : new Refusal(422, 'amount_not_accepted', 'This total, or its currency, cannot be paid by card.');
  }
};
