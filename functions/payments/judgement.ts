import * as v from 'valibot';
import type { Finding } from '#shared/audit';
import { OrderId, PaymentId } from '#shared/values';
import { contradiction, type Payment } from './payment.ts';
import type { Intent } from './stripe-gateway.ts';

/** A charge that we have not heard of yet may still be on its way for so long. */
const ON_ITS_WAY_MINUTES = 5;

const money = ({ amount, currency }: { amount: number; currency: string }) => ({ amount, currency });

const knownOf = (intent: Intent) => ({
  intentId: intent.id,
  paymentId: intent.paymentId,
  orderId: intent.orderId,
  received: money({ amount: intent.received, currency: intent.currency }),
  refunded: money({ amount: intent.refunded, currency: intent.currency }),
  created: intent.created.toISOString(),
});

/** What of a charge at the provider our ledger does not say. */
export const judgeIntent = (intent: Intent, payment: Payment | undefined, now: Date): Finding[] => {
  if (intent.received === 0) return [];
  const { id: subject } = intent;
  const known = knownOf(intent);
  if (!payment) {
    const isOurs = v.is(OrderId, intent.orderId) && v.is(PaymentId, intent.paymentId);
    return [
      {
        kind: 'charge_unknown',
        subject,
        says: 'The provider took money that our ledger does not know of.',
        known,
        ...(isOurs && { repair: 'Writes the payment as the provider has it, and tells its order.' }),
      },
    ];
  }
  const why = contradiction(payment, { intentId: subject, amount: intent.received, currency: intent.currency });
  const ours = { status: payment.status, captured: payment.captured, refunded: payment.refunded };
  if (why) return [{ kind: 'charge_differs', subject, says: `The provider took something else: ${why}.`, known }];
  if (payment.status !== 'succeeded') {
    if ((intent.chargedAt ?? intent.created) > new Date(now.getTime() - ON_ITS_WAY_MINUTES * 60_000)) return [];
    const says = 'The provider took money, and we have not noted it.';
    return [
      { kind: 'charge_unknown', subject, says, known: { ...known, ours }, repair: 'Notes it, and tells its order.' },
    ];
  }
  if (intent.refunded === payment.refunded) return [];
  const says = `The provider gave back ${intent.refunded}, our ledger says ${payment.refunded}.`;
  const repair = intent.refunded > payment.refunded && 'Notes what was given back, and tells its order.';
  return [{ kind: 'refund_differs', subject, says, known: { ...known, ours }, ...(repair && { repair }) }];
};

/** The order of a payment, as far as its money is concerned. */
export type Paid = { status: string; paymentId?: string | undefined } | undefined;

/** Why an order cannot have what was paid with this payment; undefined where it can, or may still. */
const lacking = (payment: Payment, order: Paid): string | undefined => {
  if (!order) return 'that is missing';
  if (order.status === 'expired' || order.status === 'cancelled') return `that is ${order.status}`;
  const isAnothers = order.paymentId !== undefined && order.paymentId !== payment.id;
  return isAnothers ? 'that another payment has paid' : undefined;
};

/** What of a payment of ours the provider does not say, or its order cannot have. */
export const judgePayment = (payment: Payment, intent: Intent | undefined, order: Paid): Finding[] => {
  if (payment.status !== 'succeeded' || payment.captured === 0) return [];
  const { id: subject, orderId, captured, refunded, currency, intentId } = payment;
  const known = { paymentId: subject, orderId, intentId, captured: money({ amount: captured, currency }) };
  if (!intent || intent.received === 0) {
    return [
      { kind: 'charge_missing', subject, says: 'Our ledger says that money was taken; the provider has none.', known },
    ];
  }
  const why = captured > refunded ? lacking(payment, order) : undefined;
  if (why) {
    const says = `Money was taken for an order ${why}, and not given back.`;
    return [{ kind: 'money_without_order', subject, says, known, repair: `Gives back ${captured - refunded}.` }];
  }
  return [];
};
