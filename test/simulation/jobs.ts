import type { Planned } from './choices.ts';
import type { Enumerated } from './exhaustive.ts';
import type { Recipe, Tally } from './exploration.ts';
import type { Violation } from './simulation.ts';

/** What a failing schedule is, and what it did. */
export type Failure = { recipe: Recipe; violations: Violation[] };

/** What a laboratory in a thread of its own can be asked to do, and what it answers. */
export type Jobs = {
  explore: { asked: { seeds: number[]; flows: string[] | undefined }; answer: { tally: Tally; failures: Failure[] } };
  run: { asked: { recipe: Recipe }; answer: { violations: Violation[]; trace: string[]; hash: number } };
  shrink: { asked: { recipe: Recipe }; answer: { recipe: Recipe; violations: Violation[]; trace: string[] } };
  singles: { asked: { flow: string }; answer: { singles: Planned[] } };
  enumerate: { asked: { flow: string; first: Planned }; answer: { single: Enumerated; pairs: Enumerated } };
  plan: { asked: { flow: string; faults: Planned[] }; answer: { violations: Violation[]; trace: string[] } };
};
export type Name = keyof Jobs;
