import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` of a body that is sent now: https://docs.stripe.com/webhooks#verify-manually. Made here because
 * loading the official client costs 120 ms; a test has the client verify it.
 */
export const signature = (body: string, secret: string): string => {
  const time = Math.floor(Date.now() / 1_000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
};
