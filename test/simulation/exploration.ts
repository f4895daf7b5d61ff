import { createTape, generator } from './choices.ts';
import type { Flow } from './flow.ts';
import type { Laboratory } from './laboratory.ts';
import type { Ran } from './world.ts';

/** What a schedule is made of: the same seed is the same schedule for ever; a tape says it without one. */
export type Recipe = { flows: string[]; isWired: boolean } & ({ seed: number } | { tape: number[] });

/** So many in a hundred go through the clients' whole stack. */
const WIRED = 1;
/** Flows that take long are drawn so much less often. */
const RARELY: Record<string, number> = { long: 6, bulk: 6, reconcile: 5 };

/** How many flows a schedule has. */
const MANY = [...Array.from({ length: 18 }, () => 1), 2, 3];

/** The flows of a seed: one mostly, now and then two or three at once. */
export const recipeOf = (seed: number, flows: Flow[]): Recipe => {
  const random = generator(seed ^ 0x5eed);
  const draw = (n: number) => random() % n;
  const count = Math.min(flows.length, MANY[draw(MANY.length)] ?? 1);
  const drawn = new Set<string>();
  for (let n = 0; drawn.size < count && n < 100; n++) {
    const { name = '' } = flows[draw(flows.length)] ?? {};
    if (draw(RARELY[name] ?? 1) === 0) drawn.add(name);
  }
  if (drawn.size === 0) drawn.add(flows[0]?.name ?? '');
  return { seed, flows: [...drawn], isWired: draw(100) < WIRED };
};

export const run = (
  laboratory: Laboratory,
  flows: Flow[],
  recipe: Recipe,
  traced = false,
): Promise<Ran & { tape: number[] }> => {
  const choices = createTape('seed' in recipe ? { seed: recipe.seed } : { tape: recipe.tape });
  const chosen = recipe.flows.map((name) => {
    const flow = flows.find((one) => one.name === name);
    if (!flow) throw new Error(`there is no flow ${name} any more`);
    return flow;
  });
  return laboratory
    .run({ choices, flows: chosen, isWired: recipe.isWired, traced })
    .then((ran) => ({ ...ran, tape: choices.tape }));
};

/** What many schedules came to. */
export type Tally = {
  schedules: number;
  faults: number;
  acknowledged: number;
  recovered: number;
  /** How often each invariant was violated. */
  violated: Record<string, number>;
  /** How often each rare thing was seen. */
  seen: Record<string, number>;
  /** Of all traces, in order. */
  hash: number;
};

export const emptyTally = (): Tally => ({
  schedules: 0,
  faults: 0,
  acknowledged: 0,
  recovered: 0,
  violated: {},
  seen: {},
  hash: 0,
});

const count = (counts: Record<string, number>, name: string, times = 1) => {
  counts[name] = (counts[name] ?? 0) + times;
};

export const tallied = (tally: Tally, { simulation, witness }: Ran): void => {
  tally.schedules++;
  tally.faults += simulation.counts.faults;
  tally.acknowledged += witness.counts.acknowledged;
  tally.recovered += witness.counts.recovered;
  for (const { invariant } of simulation.violations) count(tally.violated, invariant);
  for (const what of witness.seen) count(tally.seen, what);
  tally.hash = (Math.imul(tally.hash, 31) + simulation.hash()) >>> 0;
};

/** Several tallies as one; their hashes in the order given. */
export const summed = (tallies: Tally[]): Tally => {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const name of ['schedules', 'faults', 'acknowledged', 'recovered'] as const) sum[name] += tally[name];
    for (const [name, times] of Object.entries(tally.violated)) count(sum.violated, name, times);
    for (const [name, times] of Object.entries(tally.seen)) count(sum.seen, name, times);
    sum.hash = (Math.imul(sum.hash, 31) + tally.hash) >>> 0;
  }
  return sum;
};
