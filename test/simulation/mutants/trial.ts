import { Worker } from 'node:worker_threads';
import type { Edit } from './mutant.ts';

/** What a thread is given: where the templates were synthesised to, and what is changed in the sources. */
export type Setting = { folder: string; edits: Edit[] };

/** A range of schedules: the `from`th, or the first, to the last of them, unless one violates an invariant before. */
export type Asked = { flows: string[]; range: number; from?: number; schedules: number };

/** What a range came to: the schedule that violated an invariant, counted from 1, and which. */
export type Tried = { schedules: number; invariant?: string; detail?: string };

/** The shop with a bug, in a thread of its own, with modules of its own; without edits, the shop as it is. */
export type Trial = {
  /** @throws Error when it cannot be loaded, or takes too long */
  range(asked: Asked): Promise<Tried>;
  end(): Promise<unknown>;
};

/** No mutant may hold the others up for longer; ms. */
const PATIENCE = 150_000;

export const openTrial = (setting: Setting): Trial => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: setting,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const broken = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread has ended')));
  });
  broken.catch(() => undefined); // whoever asks is told
  return {
    range: (asked) => {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error('it takes too long')), PATIENCE);
      const answer = new Promise<Tried>((resolve) => worker.once('message', resolve));
      worker.postMessage(asked);
      return Promise.race([answer, broken, late.promise]).finally(() => clearTimeout(timer));
    },
    end: () => worker.terminate(),
  };
};
