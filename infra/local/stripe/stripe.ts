import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { openJournal } from '../journal.ts';
import { openAccount } from './account.ts';
import type { Keys } from './authentication.ts';
import { emit } from './context.ts';
import { deliveriesOf, startDeliveries } from './deliveries.ts';
import { openDoor } from './door.ts';
import { Faults, type FaultsInput, NO_FAULTS } from './faults.ts';
import { runTasks, type Timers } from './later.ts';
import type { Event } from './objects.ts';
import { openPayDoor } from './pay-door.ts';
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

const REAL_TIMERS: Timers = {
  at: (moment, ring) => void setTimeout(ring, Math.max(0, moment - Date.now())).unref(),
};

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

  const journal = openJournal(join(dataDir, 'ledger.jsonl'));
  let faults = NO_FAULTS;
  let isStopped = false;
  const { ledger, transact, execute, finish, payments } = openAccount({
    journal,
    keys,
    origin,
    faults: () => faults,
    deliveriesOf: (event, current) => (webhookUrl === undefined ? [] : deliveriesOf(event, current)),
  });

  const deliveries =
    webhookUrl === undefined
      ? undefined
      : startDeliveries({ ledger, timers, url: webhookUrl, secret: keys.webhookSecret });
  runTasks(ledger, timers, (task) => {
    if (!isStopped) finish(task);
  });

  const api = openDoor({ execute, timers, faults: () => faults });
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
    ledger: payments,
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
      journal.close();
    },
  };
};
