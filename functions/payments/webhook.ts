import Stripe from 'stripe';
import * as v from 'valibot';
import { ProviderEvent } from '#events/payments';
import { Refusal } from '#shared/errors';
import type { Raw } from '#shared/http';

/** Seconds that the signature's time may be away from ours, either way. */
const TOLERANCE_SECONDS = 300;

const forged = () => new Refusal(400, 'invalid_signature', 'The signature is not ours, or not of now.');

const malformed = () => new Refusal(400, 'malformed_event', 'The event is not of a shape that we know.');

/** The client looks at signatures that are too old, not at those of the future. */
const isAhead = (header: string, now: Date): boolean =>
  Number(/(?:^|,)t=(\d+)/.exec(header)?.[1]) * 1_000 > now.getTime() + TOLERANCE_SECONDS * 1_000;

/**
 * The event, if one of the secrets has signed these very bytes a moment ago. Two are good while one is rotated.
 * @throws Refusal 400 `invalid_signature`, `malformed_event`
 */
export const verified = ({ bytes, headers }: Raw, secrets: string[], now: Date): unknown => {
  const header = headers['stripe-signature'] ?? '';
  if (isAhead(header, now)) throw forged();
  for (const secret of secrets) {
    try {
      return Stripe.webhooks.constructEvent(bytes, header, secret, TOLERANCE_SECONDS, undefined, now.getTime());
    } catch (error) {
      if (error instanceof SyntaxError) throw malformed(); // it is signed, and no JSON
    }
  }
  throw forged();
};

const Envelope = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  type: v.string(),
  created: v.number(),
  livemode: v.boolean(),
  data: v.object({ object: v.record(v.string(), v.unknown()) }),
});

const metadata = v.optional(v.nullable(v.record(v.string(), v.unknown())));
const ours = (named: v.InferOutput<typeof metadata>) =>
  typeof named?.paymentId === 'string' ? named.paymentId : undefined;

const id = v.nullish(
  v.pipe(
    v.union([v.string(), v.object({ id: v.string() })]),
    v.transform((value) => (typeof value === 'string' ? value : value.id)),
  ),
  null,
);
const currency = v.pipe(v.string(), v.toUpperCase());

type Data = v.InferInput<typeof ProviderEvent.data>;
type Facts = Omit<Data, 'kind' | 'livemode'>;

const Intent = v.object({
  id: v.string(),
  amount: v.number(),
  amount_received: v.number(),
  currency,
  metadata,
  last_payment_error: v.nullish(v.object({ code: v.nullish(v.string()), decline_code: v.nullish(v.string()) })),
});
const intentFacts = v.pipe(
  Intent,
  v.transform(
    ({ id: intentId, amount_received: amount, currency, metadata, last_payment_error: error }): Facts => ({
      intentId,
      amount,
      currency,
      paymentId: ours(metadata),
      code: error?.decline_code ?? error?.code ?? undefined,
    }),
  ),
);

const chargeFacts = v.pipe(
  v.object({
    payment_intent: id,
    amount_captured: v.number(),
    amount_refunded: v.number(),
    currency,
    metadata,
  }),
  v.transform(
    ({ payment_intent: intentId, amount_captured: captured, amount_refunded: amount, currency, metadata }): Facts => ({
      intentId,
      amount,
      captured,
      currency,
      paymentId: ours(metadata),
    }),
  ),
);

const disputeFacts = v.pipe(
  v.object({ id: v.string(), payment_intent: id, amount: v.number(), currency }),
  v.transform(
    ({ id: disputeId, payment_intent: intentId, amount, currency }): Facts => ({
      intentId,
      amount,
      currency,
      disputeId,
    }),
  ),
);

/** What of each kind of event we need: amounts and ids, no card holder's data. */
const FACTS: Record<Data['kind'], v.GenericSchema<unknown, Facts>> = {
  'payment_intent.succeeded': intentFacts,
  'payment_intent.payment_failed': intentFacts,
  'payment_intent.canceled': intentFacts,
  'charge.refunded': chargeFacts,
  'charge.dispute.created': disputeFacts,
};

const isKnown = (type: string): type is Data['kind'] => Object.hasOwn(FACTS, type);

/**
 * The message that goes on our queue; undefined for a kind of event that nobody here hears.
 * @throws Refusal 400 `malformed_event`
 */
export const messageOf = (event: unknown, requestId: string) => {
  const envelope = v.safeParse(Envelope, event);
  if (!envelope.success) throw malformed();
  const { id, type, created, livemode, data } = envelope.output;
  if (!isKnown(type)) return undefined;
  const facts = v.safeParse(FACTS[type], data.object);
  if (!facts.success) throw malformed();
  return {
    id,
    type: ProviderEvent.type,
    version: ProviderEvent.version,
    at: new Date(created * 1_000).toISOString(),
    subject: facts.output.intentId ?? id,
    seq: 0, // the provider does not number its events
    correlationId: requestId,
    causationId: requestId,
    data: { kind: type, livemode, ...facts.output },
  };
};
