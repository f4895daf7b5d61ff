import type { Answer } from '../flow.ts';
import type { HttpRequest } from '../gateway.ts';
import type { Provider } from '../provider.ts';
import type { Message, Queue, Queues } from '../queues.ts';
import type { Simulation } from '../simulation.ts';
import type { Change, Row, SimulatedTable } from '../table/table.ts';
import type { Users } from '../users.ts';

/** What a buyer tells the shop and nobody else. */
export const PRIVATE = 'Ada Augusta King, 12 St James Square';

/** What invariants may look at. */
export type Facts = {
  simulation: Simulation;
  table: SimulatedTable;
  base: SimulatedTable;
  queues: Queues;
  provider: Provider;
  users: Users;
  /** URLs of the queues that hear a type of event. */
  hearers: Record<string, string[]>;
  /** Every row that was written since the shop was opened, as it is now, by key. */
  written: Map<string, Row>;
  /** Messages that nobody can read. */
  strangers: Set<string>;
  /** Notes that a rare thing has happened. */
  saw(what: string): void;
};

/** Something that must hold: looked at with every change and answer, and once more when all is at rest. */
export type Invariant = {
  changed?(changes: Change[]): void;
  answered?(request: HttpRequest, answer: Answer, since: number): void;
  handled?(queue: Queue, messages: Message[]): void;
  died?(queue: Queue, message: Message): void;
  /** A line that was written to a log. */
  logged?(line: string): void;
  judge?(): void;
};

// biome-ignore lint/suspicious/noExplicitAny: rows are read here as they lie, without the code that is judged
export type Fields = any;

export type OrderLine = { id: string; sku: string; quantity: number; amount: number; stocked: boolean };

export const isOrder = ({ pk, sk }: { pk: string; sk: string }) => sk === 'ORDER' && pk.startsWith('ORDER#');
export const isPayment = ({ pk, sk }: { pk: string; sk: string }) => sk === 'PAYMENT' && pk.startsWith('PAYMENT#');
export const isAccount = ({ pk, sk }: { pk: string; sk: string }) => sk === 'ACCOUNT' && pk.startsWith('ACCOUNT#');
export const isRefund = ({ pk, sk }: { pk: string; sk: string }) =>
  sk.startsWith('REFUND#') && pk.startsWith('PAYMENT#');

/** Of the rows that were written since the shop was opened; before that there was stock, and nothing else. */
export const rowsOf = ({ written }: Pick<Facts, 'written'>, is: (row: Row) => boolean): Fields[] =>
  [...written.values()].filter(is);

/** The lines of an order, from its first event or that event's parts. */
export const linesOf = (table: SimulatedTable, order: Fields): OrderLine[] => {
  const part = (n: number) => ({ pk: order.pk, sk: `PART#000001#${String(n).padStart(6, '0')}` });
  const keys = order.parts
    ? Array.from({ length: order.parts }, (_, n) => part(n + 1))
    : [{ pk: order.pk, sk: 'EVENT#000001' }];
  return keys.flatMap((key) => (table.get(key) as Fields)?.data.lines ?? []);
};

/** Paid, to be paid, or to be paid later: what it was taken for it is the buyer's. */
export const isAlive = ({ status }: Fields): boolean =>
  ['pending_payment', 'expiring', 'on_account', 'paid', 'fulfilled'].includes(status);
export const isSold = ({ status }: Fields): boolean => ['on_account', 'paid', 'fulfilled'].includes(status);

/** Refunds that were made, with the lines they name, or all of them where they gave everything back. */
export const refundsOf = (facts: Facts): Fields[] =>
  rowsOf(facts, isRefund).filter(({ status }) => status === 'succeeded');
