import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Keys } from './authentication.ts';
import { type Context, emit } from './context.ts';
import { deliveriesOf, startDeliveries } from './deliveries.ts';
import { openDoor } from './door.ts';
import { Faults, type FaultsInput, NO_FAULTS } from './faults.ts';
import { runTasks, type Timers } from './later.ts';
import { type Draft, openLedger } from './ledger.ts';
import type { Event, PaymentIntent } from './objects.ts';
import { openPayDoor } from './pay-door.ts';
import { finishCharge } from './payment-intents.ts';
import { finishRefund } from './refunds.ts';
import { found } from './route.ts';

export type StripeOptions = {
  /** Where it listens; 0 takes a free port. */
  port: number;
  /** Its ledger lives here and survives the process being killed. One process at a time. */
  dataDir: string;
  keys: Keys;
  /** Where events are sent; without one they are kept and sent to nobody. */
  webhookUrl?: string;
  /** What all delays go by. */
  timers?: Timers;
};

export type StripeDouble = Awaited<ReturnType<typeof startStripe>>;

/** A payment as the ledger shows it. */
export type LedgerEntry = Pick<
  PaymentIntent,
  | 'id'
  | 'status'
  | 'amount'
  | 'currency'
  | 'amount_received'
  | 'latest_charge'
  | 'metadata'
  | 'created'
  | 'client_secret'
> & { amount_refunded: number };

const REAL_TIMERS: Timers = {
  at: (moment, ring) => void setTimeout(ring, Math.max(0, moment - Date.now())).unref(),
};

const entry = (draft: Draft, intent: PaymentIntent): LedgerEntry => ({
  id: intent.id,
  status: intent.status,
  amount: intent.amount,
  currency: intent.currency,
  amount_received: intent.amount_received,
  amount_refunded: draft.find('charge', intent.latest_charge ?? '')?.amount_refunded ?? 0,
  latest_charge: intent.latest_charge,
  metadata: intent.metadata,
  created: intent.created,
  client_secret: intent.client_secret,
});

/**
 * A double of Stripe: the part of its API that takes card payments, its events and webhooks, a page to pay on, and what
 * can go wrong with it. No money moves.
 */
export const startStripe = async ({ port, dataDir, keys, webhookUrl, timers = REAL_TIMERS }: StripeOptions) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.keepAliveTimeout = 75_000; // longer than any client keeps an idle connection
  const { port: taken } = server.address() as { port: number };
  const origin = `http://127.0.0.1:${taken}`;

  const ledger = openLedger(join(dataDir, 'ledger.jsonl'));
  let faults = NO_FAULTS;
  let isStopped = false;
  const contextOf = (draft: Draft, request: Context['request']): Context => ({
    draft,
    faults,
    origin,
    request,
    deliveriesOf: (event) => (webhookUrl === undefined ? [] : deliveriesOf(event, faults)),
  });
  const transact = <T>(work: (context: Context) => T): T => ledger.transact((draft) => work(contextOf(draft, null)));

  const deliveries =
    webhookUrl === undefined
      ? undefined
      : startDeliveries({ ledger, timers, url: webhookUrl, secret: keys.webhookSecret });
  runTasks(ledger, timers, (task) => {
    if (isStopped) return;
    transact((context) => (task.act === 'charge' ? finishCharge(context, task) : finishRefund(context, task)));
  });

  const api = openDoor({ ledger, keys, timers, faults: () => faults, contextOf });
  const pay = openPayDoor(transact);
  server.on('request', (request, response) => {
    const answer = request.url?.startsWith('/pay/') ? pay(request, response) : api(request, response);
    answer.catch((error) => {
      if (request.destroyed) return;
      console.error(`stripe: ${request.method} ${request.url?.split('?', 1)[0]} failed`, error);
      response.destroy();
    });
  });

  return {
    origin,
    /** What goes wrong from now on; what is not named does not. */
    faults: (wanted: FaultsInput): void => {
      faults = v.parse(Faults, wanted);
    },
    /** Every payment, newest first. */
    ledger: (): LedgerEntry[] =>
      ledger.transact((draft) => [...draft.all('payment_intent')].map((intent) => entry(draft, intent))),
    /** Delivers a kept event once more. @throws StripeError when there is none of that id */
    emitAgain: (id: string): Event =>
      transact(({ draft, deliveriesOf: deliver }) => {
        const event = found(draft, 'event', id);
        for (const change of deliver(event)) draft.keep(change);
        return event;
      }),
    /** Keeps and delivers an event that says whatever it is told to. */
    plant: ({ type, object }: { type: string; object: object }): Event =>
      transact((context) => emit(context, type, object)),
    stop: async (): Promise<void> => {
      isStopped = true;
      deliveries?.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      ledger.close();
    },
  };
};
