import type { Deployment } from './deployment.ts';
import type { Answer } from './flow.ts';
import type { HttpRequest } from './gateway.ts';
import { access } from './invariants/access.ts';
import { accounts } from './invariants/accounts.ts';
import { type Facts, type Fields, isOrder } from './invariants/facts.ts';
import { inventory } from './invariants/inventory.ts';
import { keys } from './invariants/keys.ts';
import { limits } from './invariants/limits.ts';
import { logs } from './invariants/logs.ts';
import { messages } from './invariants/messages.ts';
import { orders } from './invariants/orders.ts';
import { payments } from './invariants/payments.ts';
import { promises } from './invariants/promises.ts';
import { rows } from './invariants/rows.ts';
import type { Message, Queue } from './queues.ts';
import type { Change } from './table/table.ts';

type Parts = Omit<Facts, 'hearers' | 'saw' | 'written' | 'strangers'> & { deployment: Deployment };

/** What a queue hears is said to whoever relays events. */
const hearersOf = ({ functions }: Deployment): Facts['hearers'] => {
  const relay = functions.find(({ environment }) => environment.HEARERS);
  return JSON.parse(relay?.environment.HEARERS ?? '{}');
};

/**
 * What each sweeper looks for in the index of work that is due, and how long it leaves it to others; seconds. Unpaid orders
 * are found by their status. A sweeper that is not named here runs only when a schedule happens to run it.
 */
const SWEPT: Record<string, { partition: RegExp; after: number }> = {
  'accounts/schedules/finish-erasures': { partition: /^ERASING#/, after: 1 },
  'operations/schedules/resend-unsent-events': { partition: /^UNSENT#/, after: 61 },
  'orders/schedules/release-overdue-orders': { partition: /^DUE#/, after: 1 },
  'payments/schedules/settle-payments': { partition: /^SETTLING#/, after: 1 },
};
const UNPAID = 'orders/schedules/release-overdue-orders';
/** Sweepers run so often; seconds. */
const EVERY = 60;

export type Witness = ReturnType<typeof createWitness>;

/** Sees all that happens, and holds every invariant against it. */
export const createWitness = ({ deployment, ...parts }: Parts) => {
  const { simulation } = parts;
  const seen = new Set<string>();
  const counts = { acknowledged: 0, recovered: 0 };
  const saw = (what: string) => void seen.add(what);
  const written: Facts['written'] = new Map();
  const strangers: Facts['strangers'] = new Set();
  const facts: Facts = { ...parts, hearers: hearersOf(deployment), saw, written, strangers };
  const invariants = [inventory, orders, payments, messages, access, accounts, limits, keys, rows, logs, promises].map(
    (make) => make(facts),
  );
  /** By sweeper: what it will find, and when. */
  const due = new Map(Object.keys(SWEPT).map((door) => [door, new Map<string, number>()]));
  const sweptAt = new Map<string, number>();
  const failed = new Set<string>();

  const track = ({ key, before, after }: Change) => {
    const name = `${key.pk} ${key.sk}`;
    if (after) written.set(name, after);
    else written.delete(name);
    const { gsi4pk, gsi4sk, status, expiresAt } = (after ?? {}) as Fields;
    for (const [door, { partition, after: seconds }] of Object.entries(SWEPT)) {
      const found = due.get(door);
      const was = found?.delete(name);
      if (partition.test(String(gsi4pk)))
        found?.set(name, Date.parse(String(gsi4sk).split('#', 1)[0] ?? '') + seconds * 1_000);
      else if (was && door !== 'operations/schedules/resend-unsent-events') counts.recovered++;
    }
    if (!isOrder(key)) return;
    if (status === 'pending_payment') due.get(UNPAID)?.set(`unpaid ${name}`, Date.parse(expiresAt) + 1_000);
    else due.get(UNPAID)?.delete(`unpaid ${name}`);
    if (before && !after) due.get(UNPAID)?.delete(name);
  };

  return {
    seen,
    counts,
    saw,
    changed: (changes: Change[]): void => {
      for (const change of changes) track(change);
      for (const { changed } of invariants) changed?.(changes);
    },
    answered: (request: HttpRequest, answer: Answer, since: number): void => {
      const name = `${request.who?.name} ${request.headers?.['idempotency-key']}`;
      if (answer.status >= 500) failed.add(name);
      if (answer.status < 300 && request.who) {
        counts.acknowledged++;
        if (failed.delete(name)) counts.recovered++;
      }
      if (answer.body?.code) saw(`answered ${answer.body.code}`);
      for (const { answered } of invariants) answered?.(request, answer, since);
    },
    handled: (queue: Queue, taken: Message[]): void => {
      counts.recovered += taken.filter(({ receives }) => receives > 1).length;
      for (const { handled } of invariants) handled?.(queue, taken);
    },
    died: (queue: Queue, message: Message): void => {
      for (const { died } of invariants) died?.(queue, message);
    },
    logged: (line: string): void => {
      for (const { logged } of invariants) logged?.(line);
    },
    /** A message that nobody should have sent. */
    stranger: (body: string): void => void strangers.add(body),
    /** When a sweeper has something to do, not before its next run. */
    dueAt: (door: string): number | undefined => {
      const times = [...(due.get(door)?.values() ?? [])];
      if (times.length === 0) return undefined;
      return Math.max(Math.min(...times), (sweptAt.get(door) ?? 0) + EVERY * 1_000);
    },
    /** A sweeper has run. */
    swept: (door: string): void => void sweptAt.set(door, simulation.now()),
    /** Everything, once nothing moves any more. */
    judge: (isAtRest: boolean): void => {
      if (!isAtRest) simulation.violate('10 everything comes to rest', 'something still goes on');
      for (const { judge } of invariants) judge?.();
    },
  };
};
