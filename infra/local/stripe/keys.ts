import type { Keys } from './authentication.ts';

/** Keys that look as Stripe's test keys do, always the same for the same secrets. */
export const stripeKeys = (secretOf: (name: string) => string): Keys => {
  const key = (prefix: string) => `${prefix}_${secretOf(`stripe ${prefix}`).replaceAll(/[-_]/g, 'x')}`;
  return { secretKey: key('sk_test'), publishableKey: key('pk_test'), webhookSecret: key('whsec') };
};
