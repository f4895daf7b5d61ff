import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Edit, edited } from './mutant.ts';

/** What a mutant is tried with. */
export type Trial = {
  /** Where the templates were synthesised to. */
  folder: string;
  edits: Edit[];
  flows: string[];
  /** Independent ranges of seeds, and how many of each at the most. */
  ranges: number;
  schedules: number;
};

/** What a range came to: the schedule that killed the mutant, counted from 1, and by which invariant. */
export type Tried = { schedules: number; invariant?: string; detail?: string };

/** Seeds that lie between the beginnings of two ranges. */
const APART = 1_000_000;
/** A flow that goes wrong is a fault of the script as well as one of the shop. */
const UNNAMED = 'a flow went wrong';

const { folder, edits, flows: names, ranges, schedules } = workerData as Trial;
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

const flows = names.length > 0 ? FLOWS.filter(({ name }) => names.includes(name)) : FLOWS;
const laboratory = await openLaboratory(folder, FLOWS, { isWired: false });

const tryRange = async (range: number): Promise<Tried> => {
  for (let n = 1; n <= schedules; n++) {
    // Without the clients' own stack: it does not let a condition through that is called something else.
    const recipe = { ...recipeOf(range * APART + n, flows), isWired: false };
    const { simulation } = await run(laboratory, FLOWS, recipe);
    const violation = simulation.violations.find(({ invariant }) => invariant !== UNNAMED);
    if (violation) return { schedules: n, ...violation };
  }
  return { schedules };
};

for (let range = 1; range <= ranges; range++) {
  const tried = await tryRange(range);
  parentPort?.postMessage(tried);
  if (tried.invariant === undefined) break;
}
process.exit(0);
