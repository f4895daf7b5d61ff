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

/** What the client throws. */
export const failure = (promise: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  promise.then(
    (answer) => {
      throw new Error(`it was not refused: ${JSON.stringify(answer)}`);
    },
    (error) => error,
  );

/** A double with its client, in this process, on a folder of its own unless one is given. */
export const startDouble = async (options: Partial<StripeOptions> = {}) => {
  const double = await startStripe({ port: 0, dataDir: folder(), keys: KEYS, ...options });
  const client = clientOf(double.origin);
  const create = (more: Partial<Stripe.PaymentIntentCreateParams> = {}, settings?: Stripe.RequestOptions) =>
    client.paymentIntents.create({ amount: 510, currency: 'gbp', metadata: { orderId: 'ord_1' }, ...more }, settings);
  return {
    ...double,
    client,
    /** An intent over £5.10. */
    create,
    pay: (payment_method = 'pm_card_visa') => create({ payment_method, confirm: true }),
    /** What was said of the object of that id, and of what belongs to it, oldest first. */
    eventsOf: async (id: string): Promise<string[]> => {
      const { data } = await client.events.list({ limit: 100 });
      const isOf = ({ data }: Stripe.Event) => {
        const { id: own, payment_intent } = data.object as { id?: string; payment_intent?: string };
        return own === id || payment_intent === id;
      };
      return data
        .filter(isOf)
        .map(({ type }) => type)
        .reverse();
    },
  };
};

export type Double = Awaited<ReturnType<typeof startDouble>>;
