import * as v from 'valibot';
import type { Repair, RepairRun } from '#shared/audit';
import { backOff } from '#shared/deadline';
import { read, transact } from '#shared/table';
import { OrderId, type PaymentId, type RefundId } from '#shared/values';
import { findPayable } from '../orders/payable.ts';
import { judgePayment } from './judgement.ts';
import { existing } from './learning.ts';
import { contradiction, type Payment, start, succeed } from './payment.ts';
import {
  findPayment,
  inserted,
  lastSeq,
  paymentIdOf,
  providerRefundId,
  refunded,
  refundIn,
  refundInserted,
  refundKey,
  refundsOf,
  saved,
  succeeded,
} from './payment-table.ts';
import { complete, foundAtProvider } from './refund.ts';
import { giveAllBack } from './refunding.ts';
import { atProvider, type Intent, listRefunds, readIntent } from './stripe-gateway.ts';

const causeOf = ({ now: at, correlationId }: RepairRun) => ({ at, correlationId, causationId: correlationId });

/** The payment as the provider has it: our row where it is gone, what it took where that was missed, what it gave back. */
export const repairCharge: Repair = async (intentId, run) => {
  const { now, deadline } = run;
  const intent = await readIntent(intentId, deadline);
  const orderId = v.parse(OrderId, intent.orderId);
  const paymentId = paymentIdOf(orderId, intent.generation ?? 0);
  if (intent.paymentId !== paymentId) throw new Error(`${intentId} is of no order of ours`);
  let restored = false;
  let noted = false;
  for (let attempt = 0; ; attempt++) {
    const before = await findPayment(paymentId, deadline);
    const transition = before ? noteCharge(before, intent) : await restore(intent, orderId, run);
    if (!transition) break;
    const written = before ? saved(transition) : inserted(transition.after);
    if (!(await transact([written, succeeded(transition, causeOf(run))], deadline))) {
      restored = !before;
      noted = true;
      break;
    }
    await backOff(attempt);
  }
  const refunds = await noteRefunds(paymentId, intent, run);
  return { paymentId, restored, noted, refunds, at: now.toISOString() };
};

const noteCharge = (payment: Payment, { id: intentId, received: amount, currency }: Intent) => {
  const why = contradiction(payment, { intentId, amount, currency });
  if (why) throw new Error(why);
  return succeed(payment, { intentId, amount, currency });
};

/** A payment whose row is gone; its events and refunds may be there still, so it goes on from them. */
const restore = async (intent: Intent, orderId: OrderId, { deadline }: RepairRun) => {
  const order = await findPayable(orderId, deadline);
  if (!order) throw new Error(`there is no order ${orderId}`);
  const { generation = 0, currency, clientSecret } = intent;
  const id = paymentIdOf(orderId, generation);
  const { total: amount, buyer } = order;
  const started = start({ id, orderId, generation, buyer, amount, currency, now: intent.created });
  const transition = noteCharge(started, intent);
  if (!transition) return undefined;
  const left = (await refundsOf(id, deadline)).filter(({ status }) => status !== 'failed');
  const refunded = left.reduce((total, each) => total + each.amount, 0);
  const seq = (await lastSeq(id, deadline)) + 1;
  return { before: started, after: { ...transition.after, clientSecret, refunded, seq } };
};

/** Each refund that the provider has and we do not, under our own id where it was ours. @returns how many */
const noteRefunds = async (paymentId: PaymentId, intent: Intent, run: RepairRun): Promise<number> => {
  const { now, deadline } = run;
  let noted = 0;
  for (const { refundId, amount } of await listRefunds(intent.id, deadline)) {
    for (let attempt = 0; ; attempt++) {
      const payment = await existing(paymentId, deadline);
      const total = Math.min(intent.refunded, payment.refunded + amount);
      const id = (refundId as RefundId | undefined) ?? providerRefundId(paymentId, payment.refunded, total);
      if (refundIn(await read([refundKey(paymentId, id)], deadline), paymentId, id)) break;
      const found = foundAtProvider(payment, total, { id, reason: 'refunded at the provider', now });
      const done = found && complete(found.after, found.refund);
      if (!done) break;
      const writes = [
        saved({ before: payment, after: done.payment.after }),
        refundInserted(done.after),
        refunded(done, causeOf(run)),
      ];
      if (!(await transact(writes, deadline))) {
        noted++;
        break;
      }
      await backOff(attempt);
    }
  }
  return noted;
};

/**
 * Gives back what was taken for an order that cannot be had; an order that can be had by now keeps what paid it.
 * @throws Error when the provider will not give it back
 */
export const repairOrphan: Repair = async (paymentId, run) => {
  const { now, foundAt, deadline } = run;
  const payment = await existing(paymentId, deadline);
  const order = await findPayable(payment.orderId, deadline);
  const intent = payment.intentId ? await atProvider(payment.intentId, deadline) : undefined;
  const isStill = judgePayment(payment, intent, order).some(({ kind }) => kind === 'money_without_order');
  if (!isStill) return { paymentId, refunded: payment.refunded, changed: 0 };
  const reason = { reason: 'reconciliation', seed: `reconciliation ${foundAt.toISOString()}` };
  await giveAllBack(paymentId, reason, { now, deadline, cause: causeOf(run) });
  const after = await existing(paymentId, deadline);
  if (after.refunded < after.captured) throw new Error(`the provider gave back ${after.refunded} of ${after.captured}`);
  return { paymentId, refunded: after.refunded, changed: after.refunded - payment.refunded };
};
