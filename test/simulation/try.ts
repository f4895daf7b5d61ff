import { synthesise } from '/work/main/infra/local/synthesis.ts';
import { createPlan, createTape } from '/work/main/test/simulation/choices.ts';
import { FLOWS } from '/work/main/test/simulation/flows/flows.ts';
import { openLaboratory } from '/work/main/test/simulation/laboratory.ts';

const { folder } = await synthesise();
const lab = await openLaboratory(folder, FLOWS);
const only = process.argv[2];
for (const flow of FLOWS) {
  if (only && flow.name !== only) continue;
  const plan = createPlan([]);
  const t = process.hrtime.bigint();
  const ran = await lab.run({ choices: plan, flows: [flow], isPatient: true, traced: true });
  const ms = Number(process.hrtime.bigint() - t) / 1e6;
  console.log(
    flow.name,
    'steps',
    ran.simulation.counts.steps,
    'points',
    plan.points.length,
    'options',
    plan.points.reduce((s, p) => s + p.kinds.length, 0),
    ms.toFixed(1) + 'ms',
    ran.simulation.violations,
    [...ran.witness.seen],
    ran.witness.counts,
  );
  if (only || ran.simulation.violations.length)
    console.log(
      ran.simulation.trace
        .slice(-150)
        .map((l) => l.slice(0, 220))
        .join('\n'),
    );
}
