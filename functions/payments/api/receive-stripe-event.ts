import { env } from '#shared/env';
import { unavailable } from '#shared/errors';
import { http, ok } from '#shared/http';
import { sendAll } from '#shared/queue';
import * as contract from '../contract.ts';
import { stripeKeys } from '../stripe-keys.ts';
import { messageOf, verified } from '../webhook.ts';

const queue = env('PROVIDER_EVENTS_URL');

/** POST /v1/provider-events/stripe. What the queue did not take, the provider sends again. */
export const handler = http(contract.receiveStripeEvent, async ({ raw, now, requestId }) => {
  const { webhookSecrets } = await stripeKeys();
  const message = messageOf(verified(raw, webhookSecrets, now), requestId);
  const taken = message ? await sendAll(queue, [JSON.stringify(message)]) : [];
  if (taken.includes(false)) throw unavailable('busy', 'The event could not be kept; send it again.');
  return ok({ received: true });
});
