import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Jobs, Name } from './jobs.ts';

const MOST = 8;

export type Pool = Awaited<ReturnType<typeof openPool>>;

/** Laboratories in threads of their own, one for each core; each does one job at a time. */
export const openPool = async (folder: string, size = Math.min(MOST, availableParallelism())) => {
  const workers = Array.from({ length: size }, () => {
    const file = join(import.meta.dirname, 'thread.ts');
    return new Worker(file, {
      workerData: { folder },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxYoungGenerationSizeMb: 64 }, // what a schedule leaves behind is gone before the next
    });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));

  const ask = async <N extends Name>(worker: Worker, name: N, asked: Jobs[N]['asked']): Promise<Jobs[N]['answer']> => {
    worker.postMessage({ name, asked });
    const [{ answer, error }] = await once(worker, 'message');
    if (error) throw new Error(error);
    return answer;
  };

  return {
    /** One job. */
    ask: <N extends Name>(name: N, asked: Jobs[N]['asked']) => ask(workers[0] as Worker, name, asked),
    /** Jobs as they are drawn, to whichever thread is free, until there are none. `done` gets answers with their number. */
    all: async <N extends Name>(
      name: N,
      draw: () => Jobs[N]['asked'] | undefined,
      done: (answer: Jobs[N]['answer'], n: number) => void,
    ): Promise<void> => {
      let drawn = 0;
      const serve = async (worker: Worker) => {
        for (let asked = draw(); asked !== undefined; asked = draw()) {
          const n = drawn++;
          done(await ask(worker, name, asked), n);
        }
      };
      await Promise.all(workers.map(serve));
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
};
