import { parentPort, workerData } from 'node:worker_threads';
import { enumerate, runPlan, singlesOf } from './exhaustive.ts';
import { emptyTally, type Recipe, recipeOf, run, tallied } from './exploration.ts';
import type { Flow } from './flow.ts';
import { FLOWS } from './flows/flows.ts';
import type { Failure, Jobs, Name } from './jobs.ts';
import { openLaboratory } from './laboratory.ts';
import { shrink } from './shrink.ts';

/** Failures of one job that are told; one is enough to go on with. */
const TOLD = 3;

const laboratory = await openLaboratory((workerData as { folder: string }).folder, FLOWS);
const flowOf = (name: string): Flow => FLOWS.find((flow) => flow.name === name) as Flow;

const perform: { [N in Name]: (asked: Jobs[N]['asked']) => Promise<Jobs[N]['answer']> } = {
  explore: async ({ seeds, flows }) => {
    const tally = emptyTally();
    const failures: Failure[] = [];
    const among = flows ? flows.map(flowOf) : FLOWS;
    for (const seed of seeds) {
      const recipe = recipeOf(seed, among);
      const ran = await run(laboratory, FLOWS, recipe);
      tallied(tally, ran);
      const { violations } = ran.simulation;
      if (violations.length > 0 && failures.length < TOLD) failures.push({ recipe, violations });
    }
    return { tally, failures };
  },
  run: async ({ recipe }) => {
    const { simulation } = await run(laboratory, FLOWS, recipe, true);
    return { violations: simulation.violations, trace: simulation.trace, hash: simulation.hash() };
  },
  shrink: async ({ recipe }) => {
    const { flows, isWired } = recipe;
    const first = await run(laboratory, FLOWS, recipe);
    const [wanted] = first.simulation.violations;
    const fails = async (tape: number[]) => {
      const { simulation } = await run(laboratory, FLOWS, { flows, isWired, tape: [...tape] });
      return simulation.violations.some(({ invariant }) => invariant === wanted?.invariant);
    };
    const shrunk: Recipe = { flows, isWired, tape: await shrink([...first.tape], fails) };
    const { simulation } = await run(laboratory, FLOWS, shrunk, true);
    return { recipe: shrunk, violations: simulation.violations, trace: simulation.trace };
  },
  singles: async ({ flow }) => ({ singles: await singlesOf(laboratory, flowOf(flow)) }),
  enumerate: ({ flow, first }) => enumerate(laboratory, flowOf(flow), first),
  plan: async ({ flow, faults }) => runPlan(laboratory, flowOf(flow), faults, { traced: true }),
};

parentPort?.on('message', async ({ name, asked }: { name: Name; asked: never }) => {
  try {
    parentPort?.postMessage({ answer: await perform[name](asked) });
  } catch (error) {
    parentPort?.postMessage({ error: (error as Error).stack ?? String(error) });
  }
});
parentPort?.postMessage({ ready: true });
