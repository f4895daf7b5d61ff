import Stripe from 'stripe';
import { backOff, type Deadline } from '#shared/deadline';
import { env } from '#shared/env';
import { unavailable } from '#shared/errors';
import { logger } from '#shared/telemetry';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';
import { stripeKeys } from './stripe-keys.ts';

/** The provider's side of a payment, as it stands there. Amounts in minor units, currencies in capitals. */
export type Intent = {
  id: string;
  status: Stripe.PaymentIntent.Status;
  clientSecret: string;
  amount: number;
  currency: string;
  received: number;
  /** Given back so far; known where the charge was asked for. */
  refunded: number;
  /** Our own ids, as we gave them to the provider. */
  paymentId: string | undefined;
  orderId: string | undefined;
  generation: number | undefined;
  created: Date;
  /** When money was last asked of a card; known where the charge was asked for. */
  chargedAt: Date | undefined;
};

/**
 * What went wrong, by what can be concluded from it. `declined`: the provider decided, and nothing moved. `unknown`:
 * it may have happened or not, so the same call, with the same key, has to find out. `ours`: we asked for something wrong.
 */
export type Verdict = 'declined' | 'unknown' | 'ours';

/** What the provider said instead of doing it; never with what a card holder typed. */
export class ProviderError extends Error {
  readonly verdict: Verdict;
  readonly code: string;
  /** The intent that stood in the way, where it was one. */
  readonly intent: Intent | undefined;

  constructor(verdict: Verdict, code: string, intent?: Intent) {
    super(`the provider: ${code} (${verdict})`);
    this.name = 'ProviderError';
    this.verdict = verdict;
    this.code = code;
    this.intent = intent;
  }
}

const { hostname, port, protocol } = new URL(env('STRIPE_API'));

/** The longest one call may take, and what is kept of the time for what has to be written afterwards. */
const CALL_MILLISECONDS = 8_000;
const MARGIN_MILLISECONDS = 5_000;
/** After a connection was reset the client waits so long, and asks once more by itself. */
const CLIENT_PAUSE_MILLISECONDS = 500;

let client: { key: string; stripe: Stripe } | undefined;

const stripe = async (): Promise<Stripe> => {
  const { apiKey } = await stripeKeys();
  if (client?.key !== apiKey) {
    const stripe = new Stripe(apiKey, {
      host: hostname,
      ...(port && { port }),
      protocol: protocol === 'http:' ? 'http' : 'https',
      maxNetworkRetries: 0, // what is worth repeating is repeated by us, while there is time
      telemetry: false,
    });
    client = { key: apiKey, stripe };
  }
  return client.stripe;
};

const intentOf = (intent: Stripe.PaymentIntent): Intent => {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const { paymentId, orderId, generation } = intent.metadata;
  return {
    id: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret ?? '',
    amount: intent.amount,
    currency: intent.currency.toUpperCase(),
    received: intent.amount_received,
    refunded: charge?.amount_refunded ?? 0,
    paymentId,
    orderId,
    generation: generation === undefined ? undefined : Number(generation),
    created: new Date(intent.created * 1_000),
    chargedAt: charge ? new Date(charge.created * 1_000) : undefined,
  };
};

const REFUSING = ['charge_already_refunded', 'charge_disputed'];

/** By what the provider's answer proves; what is not an answer proves nothing. */
const classified = (error: unknown): ProviderError => {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { type, statusCode = 0, code = type } = error;
  const found = error.payment_intent && intentOf(error.payment_intent);
  if (error instanceof Stripe.errors.StripeCardError) return new ProviderError('declined', code, found);
  const isBusy = statusCode === 429 || code === 'idempotency_key_in_use' || code === 'lock_timeout';
  if (statusCode === 0 || statusCode >= 500 || isBusy) return new ProviderError('unknown', code);
  // What it will never do: an intent that is paid, a charge of which less is left, an amount or currency it does not take.
  const isRefusal =
    statusCode === 400 &&
    type !== 'StripeIdempotencyError' &&
    (found !== undefined || REFUSING.includes(code) || error.param === 'amount' || error.param === 'currency');
  return new ProviderError(isRefusal ? 'declined' : 'ours', code, found);
};

/**
 * Asks until the provider answers or time runs out.
 * @throws ProviderError `declined` | `ours` | Refusal 503 `busy` when nothing is known still
 */
const ask = async <T>(
  deadline: Deadline,
  call: (stripe: Stripe, options: { timeout: number }) => Promise<T>,
): Promise<T> => {
  const client = await stripe();
  for (let attempt = 0; ; attempt++) {
    const left = deadline.left() - MARGIN_MILLISECONDS - CLIENT_PAUSE_MILLISECONDS;
    const timeout = Math.floor(Math.min(CALL_MILLISECONDS, left / 2)); // the client ignores fractions
    if (timeout < 500) throw unavailable('busy', 'The provider did not answer in time; repeat it with the same key.');
    try {
      return await call(client, { timeout });
    } catch (error) {
      const known = classified(error);
      if (known.verdict !== 'unknown') throw known;
      logger.warn('provider', { code: known.code, attempt });
      await backOff(attempt, { base: 50, cap: 1_000 });
    }
  }
};

/**
 * The payment's intent: made now, or the one that the same call has made before. The key is the order's and the number of
 * the payment, so however often it is asked for, there is one.
 */
export const createIntent = async (payment: Payment, deadline: Deadline): Promise<Intent> => {
  const { id: paymentId, orderId, generation, amount, currency } = payment;
  const wanted = {
    amount,
    currency: currency.toLowerCase(),
    automatic_payment_methods: { enabled: true },
    metadata: { paymentId, orderId, generation: String(generation) },
  };
  const idempotencyKey = `${orderId}/${generation}`;
  return ask(deadline, async (client, options) =>
    intentOf(await client.paymentIntents.create(wanted, { ...options, idempotencyKey })),
  );
};

export const readIntent = (intentId: string, deadline: Deadline): Promise<Intent> =>
  ask(deadline, async (client, options) =>
    intentOf(await client.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] }, options)),
  );

/** The same, or undefined where the provider has no such intent: other keys are another account, or another mode. */
export const atProvider = async (intentId: string, deadline: Deadline): Promise<Intent | undefined> => {
  try {
    return await readIntent(intentId, deadline);
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'resource_missing') return undefined;
    throw error;
  }
};

/**
 * Ends an intent. The key is new each time: under an old one, the provider would repeat that it was still processing.
 * @returns the intent as it then is: canceled, or as what keeps it from that
 */
export const cancelIntent = async (intentId: string, deadline: Deadline): Promise<Intent> => {
  const idempotencyKey = `cancel/${intentId}/${crypto.randomUUID()}`;
  try {
    return await ask(deadline, async (client, options) =>
      intentOf(await client.paymentIntents.cancel(intentId, {}, { ...options, idempotencyKey })),
    );
  } catch (error) {
    if (error instanceof ProviderError && error.intent) return readIntent(intentId, deadline);
    throw error;
  }
};

/** Gives money back, once for each refund of ours. @throws ProviderError `declined` when the provider will not */
export const refund = async (
  { id, amount, orderId, paymentId }: Refund,
  intentId: string,
  deadline: Deadline,
): Promise<void> => {
  const wanted = { payment_intent: intentId, amount, metadata: { refundId: id, paymentId, orderId } };
  const made = await ask(deadline, (client, options) =>
    client.refunds.create(wanted, { ...options, idempotencyKey: id }),
  );
  if (made.status === 'failed' || made.status === 'canceled')
    throw new ProviderError('declined', `refund_${made.status}`);
};

/** What was given back of an intent and has not come back again, oldest first, with our own ids where they are ours. */
export const listRefunds = async (
  intentId: string,
  deadline: Deadline,
): Promise<{ refundId: string | undefined; amount: number }[]> => {
  const all: Stripe.Refund[] = [];
  for (let after: string | undefined; ; ) {
    const page = await ask(deadline, (client, options) =>
      client.refunds.list({ payment_intent: intentId, limit: 100, ...(after && { starting_after: after }) }, options),
    );
    all.push(...page.data);
    if (!page.has_more) break;
    after = page.data.at(-1)?.id;
  }
  return all
    .toReversed()
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .map(({ metadata, amount }) => ({ refundId: metadata?.refundId, amount }));
};

/** Everything the provider has of a span of time, oldest last, a page at a time. */
export const listIntents = async (
  { from, before, after }: { from: Date; before: Date; after?: string | undefined },
  deadline: Deadline,
): Promise<{ intents: Intent[]; next: string | undefined }> => {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);
  const page = await ask(deadline, (client, options) =>
    client.paymentIntents.list(
      {
        created: { gte: seconds(from), lt: seconds(before) },
        limit: 100,
        expand: ['data.latest_charge'],
        ...(after && { starting_after: after }),
      },
      options,
    ),
  );
  return { intents: page.data.map(intentOf), next: page.has_more ? page.data.at(-1)?.id : undefined };
};

/** More than our clock and the provider's differ by, and than an intent is asked for. */
const BEFORE_MINUTES = 1;
const AFTER_MINUTES = 60;

/** A payment's intent, looked for by our own id where nobody may ask under its key any more. */
export const findIntent = async (
  { id, createdAt, askedAt = createdAt }: Payment,
  deadline: Deadline,
): Promise<Intent | undefined> => {
  const at = (time: string, minutes: number) => new Date(Date.parse(time) + minutes * 60_000);
  const span = { from: at(createdAt, -BEFORE_MINUTES), before: at(askedAt, AFTER_MINUTES) };
  for (let after: string | undefined; ; ) {
    const { intents, next } = await listIntents({ ...span, after }, deadline);
    const found = intents.find(({ paymentId }) => paymentId === id);
    if (found || next === undefined) return found;
    after = next;
  }
};

/** When the last intent before a moment was made. */
export const newestIntentBefore = async (before: Date, deadline: Deadline): Promise<Date | undefined> => {
  const created = { lt: Math.floor(before.getTime() / 1_000) };
  const page = await ask(deadline, (client, options) => client.paymentIntents.list({ created, limit: 1 }, options));
  const [newest] = page.data;
  return newest && new Date(newest.created * 1_000);
};
