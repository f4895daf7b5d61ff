import type { Deadline } from '#shared/deadline';
import type { Heard } from '#shared/event';
import type { OrderId, PaymentId } from '#shared/values';
import { closeAtProvider, sayAgain } from './closing.ts';
import { existing } from './learning.ts';
import { paymentIdOf } from './payment-table.ts';
import { giveAllBack } from './refunding.ts';

type Run = { now: Date; deadline: Deadline };

const causeOf = ({ id, correlationId }: Heard, at: Date) => ({ at, correlationId, causationId: id });

/**
 * Ends the last payment of an order that is not to be paid any more; the ones before it were over when it began.
 * @returns the payment, if it has taken money
 */
export const closeLast = async (
  { orderId, generation = 0 }: { orderId: OrderId; generation?: number | undefined },
  event: Heard,
  { now, deadline }: Run,
): Promise<PaymentId | undefined> => {
  if (generation === 0) return undefined;
  const payment = await existing(paymentIdOf(orderId, generation), deadline);
  const ended = await closeAtProvider(payment, { now, deadline, cause: causeOf(event, now) });
  return ended === 'succeeded' ? payment.id : undefined;
};

/**
 * Ends the last payment of an order that waits to hear how it ended; one that is over already is told again, since what
 * was said of it may have been lost on the way.
 */
export const endLast = async (
  { orderId, generation }: { orderId: OrderId; generation: number },
  event: Heard,
  { now, deadline }: Run,
): Promise<void> => {
  const payment = await existing(paymentIdOf(orderId, generation), deadline);
  const run = { now, deadline, cause: causeOf(event, now) };
  if (payment.status === 'closed' || payment.status === 'succeeded') return sayAgain(payment, run);
  await closeAtProvider(payment, run);
};

/** @param reason tells this refund from others of the payment */
export const giveBackFor = (
  paymentId: PaymentId,
  reason: string,
  event: Heard,
  { now, deadline }: Run,
): Promise<void> => giveAllBack(paymentId, { reason }, { now, deadline, cause: causeOf(event, now) });
