import { createPlan, type Planned, type Point } from './choices.ts';
import type { Flow } from './flow.ts';
import type { Laboratory } from './laboratory.ts';
import type { Violation } from './simulation.ts';

/** A flow's run with no fault, one, or two. */
type Planning = { flow: string; faults: Planned[] };
type Found = Planning & { violations: Violation[] };

/** What one single fault, and all pairs that begin with it, came to. */
export type Enumerated = { runs: number; held: number; found: Found[] };

type Running = { traced?: boolean; isLast?: boolean };

/** @param running.isLast no further fault is looked for on its way */
export const runPlan = async (
  laboratory: Laboratory,
  flow: Flow,
  faults: Planned[],
  { traced = false, isLast = false }: Running = {},
) => {
  const choices = createPlan(faults, { isExact: !isLast });
  const { simulation } = await laboratory.run({ choices, flows: [flow], isPatient: true, traced, isSilent: !traced });
  return { points: choices.points, violations: simulation.violations, trace: simulation.trace };
};

const faultsAt = (points: Point[]): Planned[] => points.flatMap(({ at, kinds }) => kinds.map((kind) => ({ at, kind })));

/** Every fault that a run of this flow without any comes by. */
export const singlesOf = async (laboratory: Laboratory, flow: Flow): Promise<Planned[]> =>
  faultsAt((await runPlan(laboratory, flow, [])).points);

/** A single fault, and then with each one that may come after it on the way that it led to. */
export const enumerate = async (
  laboratory: Laboratory,
  flow: Flow,
  first: Planned,
): Promise<{ single: Enumerated; pairs: Enumerated }> => {
  const single: Enumerated = { runs: 0, held: 0, found: [] };
  const pairs: Enumerated = { runs: 0, held: 0, found: [] };
  const note = (to: Enumerated, faults: Planned[], violations: Violation[]) => {
    to.runs++;
    if (violations.length === 0) to.held++;
    else if (to.found.length < 3) to.found.push({ flow: flow.name, faults, violations });
  };
  const { points, violations } = await runPlan(laboratory, flow, [first]);
  note(single, [first], violations);
  for (const second of faultsAt(points)) {
    if (second.at <= first.at) continue;
    const both = [first, second];
    note(pairs, both, (await runPlan(laboratory, flow, both, { isLast: true })).violations);
  }
  return { single, pairs };
};
