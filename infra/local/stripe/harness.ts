import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import type { Keys } from './authentication.ts';
import type { Timers } from './later.ts';
import { type StripeOptions, startStripe } from './stripe.ts';

export const KEYS: Keys = {
  secretKey: 'sk_test_harness',
  publishableKey: 'pk_test_harness',
  webhookSecret: 'whsec_harness',
};

/** The official client, for a double; it tries each request once, but for a connection that is cut. */
export const clientOf = (origin: string, key = KEYS.secretKey): Stripe => {
  const { hostname, port } = new URL(origin);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
};

/** A folder of its own for a ledger. */
export const folder = (): string => mkdtempSync(join(tmpdir(), 'stripe-double-'));

/** Timers that ring when a test says so. */
export const handTimers = () => {
  let waiting: { moment: number; ring: () => void }[] = [];
  const timers: Timers = { at: (moment, ring) => void waiting.push({ moment, ring }) };
  return {
    timers,
    /** How many ms from now each waits. */
    waiting: (): number[] => waiting.map(({ moment }) => moment - Date.now()),
    ring: (): void => {
      const due = waiting;
      waiting = [];
      for (const { ring } of due) ring();
    },
  };
};

/** A double with its client, in this process, on a folder of its own unless one is given. */
export const startDouble = async (options: Partial<StripeOptions> = {}) => {
  const double = await startStripe({ port: 0, dataDir: folder(), keys: KEYS, ...options });
  return { ...double, client: clientOf(double.origin) };
};
