import { env } from '#shared/env';
import { guarded } from '#shared/guarded';
import { created, replayed as replayedHeader } from '#shared/http';
import { derivedId } from '#shared/idempotency';
import type { OrderId } from '#shared/values';
import { place } from '../checkout.ts';
import * as contract from '../contract.ts';
import { asAccepted, checkTrust } from '../order.ts';
import { orderView } from '../order-view.ts';

const holdMinutes = Number(env('HOLD_MINUTES'));

/** POST /v1/orders. The key makes the id, so a repeated request is the same order. */
export const handler = guarded(contract.placeOrder, async ({ caller, body, key, ...request }) => {
  checkTrust(body, caller);
  const { operation } = contract.placeOrder;
  const id = derivedId('ord', { caller: caller.id, operation, key }) as OrderId;
  const { order, lines, replayed } = await place({ id, buyer: caller.id, input: body, holdMinutes, ...request });
  return created(`/v1/orders/${id}`, orderView(asAccepted(order), lines), replayedHeader(replayed));
});
