import { AsyncLocalStorage } from 'node:async_hooks';
import type { Choices } from './choices.ts';
import { chance, type Virtual } from './clock.ts';
import type { Kind } from './faults.ts';

/** When every schedule begins. */
const START = Date.parse('2026-03-02T09:00:00Z');
/** What an I/O takes, and how long a caller waits for an answer that is lost; milliseconds. */
const LATENCY = 4;
const PATIENCE = 3_000;

/** Somebody who does I/O: a function at work, which may be killed, or a person. */
export type Actor = {
  name: string;
  /** When it is killed; people are not. */
  deadline: number;
  /** At which step it began. */
  since: number;
  isFunction: boolean;
  state: 'running' | 'ended' | 'killed';
  /** Called once, when it is killed. */
  onKill: (reason: 'crash' | 'timeout') => void;
};

export type Outcome = { result: unknown } | { error: Error } | { killed: 'crash' | 'timeout' };

export type Operation<T> = {
  label: string | (() => string);
  /** What may go wrong with it, as things are when it is done, by the name of whoever does it. */
  kinds: readonly Kind[] | ((actor: string) => readonly Kind[]);
  /** Does it, with a fault that only the service itself knows how to have. */
  perform: (fault: Kind | undefined) => T;
  /** What the caller sees of an answer that never comes. */
  lost: () => Error;
};

type Parked = Operation<unknown> & {
  actor: Actor;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};
type Timer = { at: number; order: number; actor: Actor; ring: () => void };

/** One for the process: a store for every schedule would make each switch of context slower than the one before. */
const acting = new AsyncLocalStorage<Actor>();

/** Whatever a violated invariant is called, and what exactly was seen. */
export type Violation = { invariant: string; detail: string };

export type Simulation = ReturnType<typeof createSimulation>;

const textOf = (label: Operation<unknown>['label']): string => (typeof label === 'function' ? label() : label);

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Everything that waits, and the choice of what goes on next and what goes wrong with it. */
export const createSimulation = (choices: Choices, { traced = false, isSilent = false } = {}) => {
  let now = START;
  let order = 0;
  let parked: Parked[] = [];
  let timers: Timer[] = [];
  let hash = 0;
  let isCalm = false;
  /** Whose I/O was the last, if nothing went wrong with it. */
  let lastActor: Actor | undefined;
  const running = new Set<Actor>();
  const trace: string[] = [];
  const violations: Violation[] = [];
  const counts = { steps: 0, faults: 0 };
  const random = chance(1);

  const say = (line: string): void => {
    if (isSilent) return;
    for (let n = 0; n < line.length; n++) hash = (Math.imul(hash, 31) + line.charCodeAt(n)) | 0;
    if (traced)
      trace.push(`${String(counts.steps).padStart(4)} ${((now - START) / 1_000).toFixed(3).padStart(9)}s ${line}`);
  };

  const violate = (invariant: string, detail: string): void => {
    if (violations.some((known) => known.invariant === invariant)) return;
    violations.push({ invariant, detail });
    say(`VIOLATED ${invariant}: ${detail}`);
  };

  const kill = (actor: Actor, reason: 'crash' | 'timeout'): void => {
    if (actor.state !== 'running') return;
    actor.state = 'killed';
    running.delete(actor);
    parked = parked.filter((one) => one.actor !== actor);
    timers = timers.filter((one) => one.actor !== actor);
    say(`${actor.name} killed: ${reason}`);
    actor.onKill(reason);
  };

  const advance = (milliseconds: number): void => {
    now += milliseconds;
    for (const actor of running) if (now >= actor.deadline) kill(actor, 'timeout');
  };

  /** Does an I/O, when it is chosen. One of a killed function never comes back; one of a function that has ended is wrong. */
  const io = <T>(operation: Operation<T>): Promise<T> => {
    const actor = acting.getStore();
    if (!actor) throw new Error(`nobody does ${textOf(operation.label)}`);
    if (actor.state === 'ended')
      violate('26 no I/O from an ended invocation', `${actor.name} ${textOf(operation.label)}`);
    if (actor.state !== 'running') return new Promise(() => {});
    return new Promise<T>((resolve, reject) => {
      parked.push({ ...operation, actor, resolve: resolve as (value: unknown) => void, reject });
    });
  };

  const execute = ({ label, kinds, actor, perform, resolve, reject, lost }: Parked): void => {
    counts.steps++;
    advance(LATENCY);
    if (actor.state !== 'running') return;
    const offered = (): readonly Kind[] => {
      const all = typeof kinds === 'function' ? kinds(actor.name) : kinds;
      // Killed before this, or right after what it did last: that is one moment.
      const isAsBefore = (kind: Kind) => kind === 'crash before' && choices.isExact && lastActor === actor;
      return all.filter((kind) => (actor.isFunction || !kind.startsWith('crash')) && !isAsBefore(kind));
    };
    const fault = isCalm ? undefined : choices.fault(offered());
    if (fault) counts.faults++;
    lastActor = fault ? undefined : actor;
    const attempt = (): { value: unknown } | { error: unknown } => {
      try {
        return { value: perform(fault) };
      } catch (error) {
        return { error };
      }
    };
    const outcome = fault === 'lost request' || fault === 'crash before' ? undefined : attempt();
    if (!isSilent) {
      const came = outcome && 'error' in outcome ? ` -> ${(outcome.error as Error).name}` : '';
      say(`${actor.name} ${textOf(label)}${fault ? ` !${fault}` : ''}${came}`);
    }
    if (fault === 'lost request' || fault === 'lost answer') {
      advance(PATIENCE);
      reject(lost());
    } else if (fault === 'crash before' || fault === 'crash after') {
      kill(actor, 'crash');
    } else if (outcome && 'error' in outcome) {
      reject(outcome.error);
    } else {
      resolve(outcome?.value);
    }
  };

  const begin = (name: string, milliseconds: number): Actor => {
    const actor: Actor = {
      name,
      deadline: now + milliseconds,
      since: counts.steps,
      isFunction: milliseconds !== Number.POSITIVE_INFINITY,
      state: 'running',
      onKill: () => undefined,
    };
    running.add(actor);
    return actor;
  };

  const end = (actor: Actor): boolean => {
    if (actor.state !== 'running') return false;
    const left = parked.find((one) => one.actor === actor);
    if (left) violate('26 no I/O from an ended invocation', `${actor.name} did not wait for ${textOf(left.label)}`);
    actor.state = 'ended';
    running.delete(actor);
    return true;
  };

  /** What the code under test takes for time and chance while it runs here. */
  const virtual: Virtual = {
    now: () => now,
    random,
    sleep: (ring, milliseconds) => {
      const actor = acting.getStore();
      if (!actor) return undefined;
      const timer: Timer = { at: now + milliseconds, order: order++, actor, ring };
      if (actor.state === 'running') timers.push(timer);
      return timer;
    },
    wake: (timer) => {
      timers = timers.filter((one) => one !== timer);
    },
  };

  const earliest = (): Timer | undefined =>
    timers.reduce<Timer | undefined>(
      (first, one) => (!first || one.at < first.at || (one.at === first.at && one.order < first.order) ? one : first),
      undefined,
    );

  return {
    virtual,
    choices,
    counts,
    trace,
    violations,
    io,
    say,
    violate,
    advance,
    now: () => now,
    hash: () => hash >>> 0,
    /** From now on nothing goes wrong any more. */
    calmDown: () => {
      isCalm = true;
      say('--- calm');
    },
    isCalm: () => isCalm,
    /** How many I/Os wait. */
    waiting: () => parked.length,
    /** Lets one of those that wait go on. */
    step: async (): Promise<void> => {
      const [next] = parked.splice(choices.pick(parked.length), 1);
      if (next) execute(next);
      await settled();
    },
    /** Lets all that wait go on, in order. */
    stepAll: async (): Promise<void> => {
      const all = parked;
      parked = [];
      for (const one of all) execute(one);
      await settled();
    },
    nextTimer: (): number | undefined => earliest()?.at,
    /** Lets time pass until the next timer rings. */
    ring: async (): Promise<void> => {
      const timer = earliest();
      if (!timer) return;
      advance(Math.max(0, timer.at - now));
      if (!timers.includes(timer)) return; // whoever set it was killed meanwhile
      timers = timers.filter((one) => one !== timer);
      acting.run(timer.actor, timer.ring);
      await settled();
    },
    settled,
    /** Functions and people that have not come to their end. */
    running: (): number => running.size,
    /** Invokes a function that is killed after so many milliseconds. */
    invoke: (name: string, milliseconds: number, act: (actor: Actor) => Promise<unknown>): Promise<Outcome> => {
      const actor = begin(name, milliseconds);
      say(`${name} begins`);
      return new Promise((resolve) => {
        actor.onKill = (reason) => resolve({ killed: reason });
        const over = (outcome: Outcome) => {
          if (end(actor)) resolve(outcome);
        };
        acting.run(actor, () => {
          act(actor).then(
            (result) => over({ result }),
            (error) => over({ error }),
          );
        });
      });
    },
    /** Somebody who acts by a script, and is never killed. What goes wrong in the script is a fault of ours. */
    person: (name: string, act: () => Promise<unknown>): Promise<void> => {
      const actor = begin(name, Number.POSITIVE_INFINITY);
      return acting.run(actor, () =>
        act().then(
          () => void end(actor),
          (error: Error) => {
            end(actor);
            violate('a flow went wrong', `${name}: ${error.stack}`);
          },
        ),
      );
    },
  };
};
