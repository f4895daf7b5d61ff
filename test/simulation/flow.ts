import type { Route } from '#shared/route';

/** Somebody with a token: a buyer, the shop's staff, its admin, or a trusted machine. */
export type Person = { kind: 'shopper' | 'staff' | 'admin' | 'machine'; name: string };

// biome-ignore lint/suspicious/noExplicitAny: flows say what a body should be, by looking into it
export type Answer = { status: number; headers: Record<string, string>; body: any };

export type Asked = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Idempotency key; a fresh one where the route needs one and nothing is said. */
  key?: string;
  /** The version that was seen, as its ETag says it. */
  ifMatch?: string | undefined;
};

/** A good card, one that is refused, or one whose money comes later, perhaps after the payment was cancelled. */
export type Card = 'good' | 'refused' | 'late';

/** The shop as those know it who use it: flows are written against this, whether it is simulated or runs. */
export type Shop = {
  /** Asks, and asks again under the same key until there is an answer: 2xx or 4xx. */
  ask(who: Person, route: Route, asked?: Asked): Promise<Answer>;
  /** Somebody signs up, and has proved their address: the pool tells the shop. */
  signUp(who: Person): Promise<void>;
  /** An administrator disables somebody in the pool. */
  disable(who: Person): Promise<void>;
  /** What the buyer's browser does with a payment's client secret. @returns the provider's status, or why it declined */
  confirm(clientSecret: string, card?: Card): Promise<string>;
  /** Lets time pass. */
  pass(minutes: number): Promise<void>;
  /** Looks again and again, a minute apart, until it holds. */
  until(look: () => Promise<boolean>): Promise<void>;
  /** A number from 0 to `n` - 1 that the run decides; 0 is the plain case. */
  choose(n: number): number;
  /** A key, or a name, that nobody has used. */
  fresh(): string;
};

/** What is on sale when the shop opens: units in stock, spread over so many counters, and the price in pence. */
export type Product = { units: number; price: number; shards?: number };

/** Something that people do with the shop. Who acts at the same time is awaited together. */
export type Flow = {
  name: string;
  products: Record<string, Product>;
  run(shop: Shop): Promise<unknown>;
  /** What somebody does when all has come to rest. With it, a flow may also put right what was lost for good. */
  afterwards?(shop: Shop): Promise<unknown>;
};

export const shopper = (name: string): Person => ({ kind: 'shopper', name });
export const staff: Person = { kind: 'staff', name: 'sam' };
export const admin: Person = { kind: 'admin', name: 'eve' };
export const machine: Person = { kind: 'machine', name: 'erp' };
