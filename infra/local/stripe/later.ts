import type { Change } from '../journal.ts';
import type { Ledger } from './ledger.ts';

/** Something that comes of a request after its answer: what, of which object, when (ms since the epoch). */
export type Task = { act: 'charge' | 'refund'; id: string; at: number };

/** Rings once at that moment (ms since the epoch), or soon after. */
export type Timers = { at(moment: number, ring: () => void): void };

const TASK = 'task:';
const keyOf = ({ act, id }: Task): string => `${TASK}${act}:${id}`;

/** Keeps the task until it is done, whatever happens to this process. */
export const later = (task: Task): Change => ({ key: keyOf(task), value: task });

/** Forgets the task; kept together with what it did. */
export const done = (task: Task): Change => ({ key: keyOf(task) });

/** Runs each task when it is due, those of an earlier process too. */
export const runTasks = (ledger: Ledger, timers: Timers, run: (task: Task) => void): void => {
  const wait = (task: Task) => timers.at(task.at, () => run(task));
  ledger.onCommit((changes) => {
    for (const { key, value } of changes) if (key.startsWith(TASK) && value) wait(value as Task);
  });
  for (const task of ledger.under(TASK)) wait(task as Task);
};
