import { synthesise } from '../../infra/local/synthesis.ts';
import { createTape } from './choices.ts';
import { FLOWS } from './flows/flows.ts';
import { openLaboratory } from './laboratory.ts';

const { folder } = await synthesise();
const lab = await openLaboratory(folder, FLOWS);
const flow = FLOWS.find((f) => f.name === process.argv[2])!;
const ran = await lab.run({ choices: createTape({ seed: Number(process.argv[3]) }), flows: [flow], traced: true });
console.log(ran.simulation.violations, ran.simulation.trace.length);
console.log(ran.simulation.trace.map((l) => l.slice(0, 260)).join('\n'));
