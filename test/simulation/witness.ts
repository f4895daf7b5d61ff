import type { Deployment } from './deployment.ts';
import type { Answer } from './flow.ts';
import type { HttpRequest } from './gateway.ts';
import { access } from './invariants/access.ts';
import { type Facts, type Fields, isOrder } from './invariants/facts.ts';
import { inventory } from './invariants/inventory.ts';
import { messages } from './invariants/messages.ts';
import { orders } from './invariants/orders.ts';
import { payments } from './invariants/payments.ts';
import type { Message, Queue } from './queues.ts';
import type { Change } from './table/table.ts';

type Parts = Omit<Facts, 'hearers' | 'saw'> & { deployment: Deployment };

/** What a queue hears is said to whoever relays events. */
const hearersOf = ({ functions }: Deployment): Facts['hearers'] => {
  const relay = functions.find(({ environment }) => environment.HEARERS);
  return JSON.parse(relay?.environment.HEARERS ?? '{}');
};

/** Index partitions in which work lies that a sweeper goes on with. */
const DUE = /^(UNSENT|DUE|SETTLING)#/;

/** Sees all that happens, and holds every invariant against it. */
export const createWitness = ({ deployment, ...parts }: Parts) => {
  const { simulation } = parts;
  const seen = new Set<string>();
  const counts = { acknowledged: 0, recovered: 0 };
  const saw = (what: string) => void seen.add(what);
  const facts: Facts = { ...parts, hearers: hearersOf(deployment), saw };
  const invariants = [inventory, orders, payments, messages, access].map((make) => make(facts));
  const due = new Set<string>();
  const expiries = new Map<string, number>();
  const failed = new Set<string>();

  const track = ({ key, before, after }: Change) => {
    const name = `${key.pk} ${key.sk}`;
    const wasDue = due.delete(name);
    if (DUE.test(String((after as Fields)?.gsi4pk))) due.add(name);
    else if (wasDue && String((before as Fields)?.gsi4pk).startsWith('DUE')) counts.recovered++;
    if (!isOrder(key)) return;
    expiries.delete(name);
    const { status, expiresAt } = (after ?? {}) as Fields;
    if (status === 'pending_payment') expiries.set(name, Date.parse(expiresAt));
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
    /** Whether a sweeper has something to do. */
    hasDueWork: (): boolean => due.size > 0 || [...expiries.values()].some((at) => at <= simulation.now()),
    /** When the next order's time is over. */
    nextExpiry: (): number | undefined => {
      const times = [...expiries.values()].filter((at) => at > simulation.now());
      return times.length > 0 ? Math.min(...times) + 1 : undefined;
    },
    /** Everything, once nothing moves any more. */
    judge: (isAtRest: boolean): void => {
      if (!isAtRest) simulation.violate('10 everything comes to rest', 'something still goes on');
      for (const { judge } of invariants) judge?.();
    },
  };
};
