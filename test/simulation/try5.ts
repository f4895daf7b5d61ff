import { synthesise } from '../../infra/local/synthesis.ts';
import { recipeOf, run } from './exploration.ts';
import { FLOWS } from './flows/flows.ts';
import { openLaboratory } from './laboratory.ts';

const { folder } = await synthesise();
const lab = await openLaboratory(folder, FLOWS);
const by = new Map<string, number>();
const byFlow = new Map<string, [number, number, number]>();
let calm = 0,
  all = 0;
for (let seed = 1; seed < 600; seed++) {
  const recipe = recipeOf(seed, FLOWS);
  const t = performance.now();
  const ran = await run(lab, FLOWS, recipe, true);
  let isCalm = false;
  for (const l of ran.simulation.trace) {
    if (l.includes('--- calm')) isCalm = true;
    const m = /s (\S+?)[~#]\d+ (\w+)/.exec(l);
    if (m && !['begins', 'killed:', 'killed', 'answers'].includes(m[2]!)) {
      all++;
      if (isCalm) calm++;
      by.set(m[1]!, (by.get(m[1]!) ?? 0) + 1);
    }
  }
  const k = recipe.flows.join('+');
  const e = byFlow.get(k) ?? [0, 0, 0];
  e[0]++;
  e[1] += ran.simulation.counts.steps;
  byFlow.set(k, e);
}
console.log(
  [...by]
    .sort((a, b) => b[1] - a[1])
    .map(([k, v]) => k + ' ' + (v / 600).toFixed(1))
    .join('\n'),
  { all, calm },
);
console.log(
  [...byFlow]
    .sort((a, b) => b[1][1] - a[1][1])
    .slice(0, 12)
    .map(([k, v]) => k + ' n=' + v[0] + ' steps ' + (v[1] / v[0]).toFixed(0))
    .join('\n'),
);
