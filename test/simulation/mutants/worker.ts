import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { edited } from './mutant.ts';
import type { Asked, Setting, Tried } from './trial.ts';

/** Seeds that lie between the beginnings of two ranges. */
const APART = 1_000_000;
/** A flow that goes wrong may be the script's own fault. */
const UNNAMED = 'a flow went wrong';

const { folder, edits } = workerData as Setting;
const root = join(import.meta.dirname, '../../..');
const byUrl = Object.groupBy(edits, ({ file }) => pathToFileURL(join(root, file)).href);

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const changes = byUrl[url];
    return changes ? { ...loaded, source: edited(String(loaded.source), changes) } : loaded;
  },
});

// What is mutated must not have been loaded before: everything else is loaded from here on.
const { openLaboratory } = await import('../laboratory.ts');
const { recipeOf, run } = await import('../exploration.ts');
const { FLOWS } = await import('../flows/flows.ts');

const laboratory = await openLaboratory(folder, FLOWS, { isWired: false });

const tryRange = async ({ flows: names, range, from = 1, schedules }: Asked): Promise<Tried> => {
  const flows = names.length > 0 ? FLOWS.filter(({ name }) => names.includes(name)) : FLOWS;
  for (let n = from; n <= schedules; n++) {
    // Without the clients' own stack: it does not let a condition through that is called something else.
    const recipe = { ...recipeOf(range * APART + n, flows), isWired: false };
    const { simulation } = await run(laboratory, FLOWS, recipe);
    const violation = simulation.violations.find(({ invariant }) => invariant !== UNNAMED);
    if (violation) return { schedules: n, ...violation };
  }
  return { schedules };
};

parentPort?.on('message', async (asked: Asked) => parentPort?.postMessage(await tryRange(asked)));
