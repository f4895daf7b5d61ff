import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** As it was when the buyer was first told, whatever has become of it: what the same key is answered for ever. */
export const begunView = ({ id, amount, currency, clientSecret }: Payment) => ({
  id,
  status: amount === 0 ? ('succeeded' as const) : ('open' as const),
  amount: { amount, currency },
  clientSecret,
});

const refundSummary = ({ id, amount, status, reason, lines, restock, createdAt }: Refund, currency: string) => ({
  id,
  amount: { amount, currency },
  status,
  reason,
  lines,
  restock,
  createdAt,
});

/** A refund as it is answered: it is only once the provider has it. */
export const refundView = (refund: Refund, currency: string) => ({
  ...refundSummary({ ...refund, status: 'succeeded' }, currency),
  paymentId: refund.paymentId,
  orderId: refund.orderId,
});

export const paymentView = (payment: Payment, refunds: Refund[]) => {
  const { id, generation, status, amount, currency, captured, refunded, disputeId, decline, createdAt } = payment;
  return {
    id,
    generation,
    status: status === 'pending' ? ('open' as const) : status,
    amount: { amount, currency },
    captured: { amount: captured, currency },
    refunded: { amount: refunded, currency },
    disputed: disputeId === undefined ? undefined : true,
    declineCode: decline?.code,
    createdAt,
    refunds: refunds
      .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
      .map((refund) => refundSummary(refund, currency)),
  };
};
