import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';

/** Objects as they are kept: what they refer to is named by id. */
export type PaymentIntent = Stripe.PaymentIntent & {
  client_secret: string;
  latest_charge: string | null;
  payment_method: string | null;
};
export type Charge = Stripe.Charge & { payment_intent: string; payment_method: string };
export type Refund = Stripe.Refund & { charge: string; payment_intent: string };
export type Dispute = Stripe.Dispute & { charge: string; payment_intent: string };
export type PaymentMethod = Stripe.PaymentMethod & { card: Stripe.PaymentMethod.Card };
/** Of any type: a planted event may hold anything. */
export type Event = Omit<Stripe.EventBase, 'type' | 'data'> & { type: string; data: { object: object } };

export type Objects = {
  payment_intent: PaymentIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  payment_method: PaymentMethod;
  event: Event;
};
export type Kind = keyof Objects;

const PREFIXES: Record<Kind, string> = {
  payment_intent: 'pi',
  charge: 'ch',
  refund: 're',
  dispute: 'dp',
  payment_method: 'pm',
  event: 'evt',
};
const KINDS = new Map(Object.entries(PREFIXES).map(([kind, prefix]) => [prefix, kind as Kind]));

/** Letters and digits nobody can guess. */
export const random = (bytes = 18): string => randomBytes(bytes).toString('base64url').replaceAll(/[-_]/g, 'x');

export const newId = (kind: Kind): string => `${PREFIXES[kind]}_${random()}`;

/** What an id is of, if it is one. */
export const kindOf = (id: string): Kind | undefined => KINDS.get(id.split('_', 1)[0] ?? '');

/** Seconds since the epoch, by the local clock. */
export const now = (): number => Math.floor(Date.now() / 1_000);
