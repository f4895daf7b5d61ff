import { synthesise } from '../../infra/local/synthesis.ts';
import { createPlan, createTape } from './choices.ts';
import { FLOWS } from './flows/flows.ts';
import { openLaboratory } from './laboratory.ts';

const { folder } = await synthesise();
const lab = await openLaboratory(folder, FLOWS);
const only = process.argv[2];
const N = Number(process.argv[3] ?? 200);
for (const flow of FLOWS) {
  if (only && flow.name !== only) continue;
  for (const mode of ['plan', 'tape']) {
    const u = process.cpuUsage();
    let steps = 0,
      faults = 0;
    const bad = new Map<string, number[]>();
    const seen = new Set<string>();
    let hash = 0;
    for (let seed = 1; seed <= (mode === 'plan' ? N / 4 : N); seed++) {
      const ran = await lab.run({
        choices: mode === 'plan' ? createPlan([]) : createTape({ seed }),
        flows: [flow],
        isPatient: mode === 'plan',
      });
      steps += ran.simulation.counts.steps;
      faults += ran.simulation.counts.faults;
      hash = (hash * 31 + ran.simulation.hash()) | 0;
      for (const s of ran.witness.seen) seen.add(s);
      for (const v of ran.simulation.violations) bad.set(v.invariant, [...(bad.get(v.invariant) ?? []), seed]);
    }
    const c = process.cpuUsage(u);
    const n = mode === 'plan' ? N / 4 : N;
    console.log(
      flow.name.padEnd(10),
      mode,
      ((c.user + c.system) / 1000 / n).toFixed(1) + 'ms',
      'steps',
      (steps / n).toFixed(0),
      'faults',
      (faults / n).toFixed(1),
      hash,
      [...bad].map(([k, v]) => k + ': ' + v.length + ' ' + v.slice(0, 3)),
      mode === 'tape' ? [...seen].join('; ') : '',
    );
  }
}
