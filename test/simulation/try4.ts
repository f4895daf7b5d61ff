import { synthesise } from '../../infra/local/synthesis.ts';
import { emptyTally, recipeOf, run, tallied } from './exploration.ts';
import { FLOWS } from './flows/flows.ts';
import { openLaboratory } from './laboratory.ts';

const { folder } = await synthesise();
const lab = await openLaboratory(folder, FLOWS);
const tally = emptyTally();
const from = Number(process.argv[3] ?? 1);
const N = Number(process.argv[2]);
let u = process.cpuUsage();
for (let seed = from; seed < from + N; seed++) {
  const recipe = recipeOf(seed, FLOWS);
  const ran = await run(lab, FLOWS, recipe);
  tallied(tally, ran);
  if (ran.simulation.violations.length) console.log(seed, recipe.flows, recipe.isWired, ran.simulation.violations);
  if (seed % 500 === 0) {
    const c = process.cpuUsage(u);
    u = process.cpuUsage();
    console.log(
      seed,
      ((c.user + c.system) / 1000 / 500).toFixed(1) + 'ms',
      Math.round(process.memoryUsage().heapUsed / 1e6) + 'MB',
    );
  }
}
console.log(tally);
