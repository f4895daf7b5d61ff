import type { Change, Journal } from '../journal.ts';
import type { Keys } from './authentication.ts';
import type { Context } from './context.ts';
import { openExecution } from './execution.ts';
import type { Faults } from './faults.ts';
import type { Task } from './later.ts';
import { type Draft, openLedger } from './ledger.ts';
import type { Event, PaymentIntent } from './objects.ts';
import { finishCharge } from './payment-intents.ts';
import { finishRefund } from './refunds.ts';

type Options = {
  journal: Pick<Journal, 'get' | 'write' | 'keys'>;
  keys: Keys;
  /** Where people pay. */
  origin: string;
  /** What goes wrong now. */
  faults(): Faults;
  /** What is kept for an event so that it will be delivered. */
  deliveriesOf(event: Event, faults: Faults): Change[];
};

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

/** All that the double does between its doors and its clock: it sends nothing and waits for nothing. */
export const openAccount = ({ journal, keys, origin, faults, deliveriesOf }: Options) => {
  const ledger = openLedger(journal);
  const contextOf = (draft: Draft, request: Context['request']): Context => ({
    draft,
    faults: faults(),
    origin,
    request,
    deliveriesOf: (event) => deliveriesOf(event, faults()),
  });
  const transact = <T>(work: (context: Context) => T): T => ledger.transact((draft) => work(contextOf(draft, null)));

  return {
    ledger,
    /** Does what nobody asked for over the API. */
    transact,
    /** What becomes of a request. */
    execute: openExecution({ ledger, keys, contextOf }),
    /** What comes of a task that is due. */
    finish: (task: Task): void =>
      transact((context) => (task.act === 'charge' ? finishCharge(context, task) : finishRefund(context, task))),
    /** Every payment, newest first. */
    payments: (): LedgerEntry[] =>
      ledger.transact((draft) => [...draft.all('payment_intent')].map((intent) => entry(draft, intent))),
  };
};
