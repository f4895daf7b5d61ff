import { dangerous } from '#shared/dangerous';
import { created, replayed as replayedHeader } from '#shared/http';
import { derivedId, digest } from '#shared/idempotency';
import type { RefundId } from '#shared/values';
import * as contract from '../contract.ts';
import { refundView } from '../payment-view.ts';
import { refundOnce } from '../refunding.ts';

/** POST /v1/payments/{id}/refunds. The amount is set aside before the provider hears of it. */
export const handler = dangerous(
  contract.createRefund,
  async ({ caller, params: { id: paymentId }, body, key, ...request }) => {
    const { operation } = contract.createRefund;
    const { now, requestId } = request;
    const { refund, currency, replayed } = await refundOnce(paymentId, {
      id: derivedId('ref', { caller: caller.id, operation, key }) as RefundId,
      caller: caller.id,
      keyHash: digest(caller.id, operation, key),
      input: body,
      cause: { at: now, correlationId: requestId, causationId: requestId },
      ...request,
    });
    return created(`/v1/orders/${refund.orderId}/payments`, refundView(refund, currency), replayedHeader(replayed));
  },
);
