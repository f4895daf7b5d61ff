import type { Planned } from './choices.ts';
import { FLOWS } from './flows/flows.ts';
import type { Pool } from './pool.ts';
import { progress, storyOf } from './report.ts';
import { keepTape, replayed } from './tapes.ts';

/** Every single fault of every flow, and every pair. @returns the numbers of the published line */
export const exhaust = async (pool: Pool, flow: string | undefined) => {
  const sums = { single: { runs: 0, held: 0 }, pairs: { runs: 0, held: 0 } };
  let isExplained = false;
  for (const { name } of FLOWS.filter((one) => flow === undefined || one.name === flow)) {
    const began = performance.now();
    const { singles } = await pool.ask('singles', { flow: name });
    const left = [...singles];
    let pairs = 0;
    let failed: { flow: string; faults: Planned[] } | undefined;
    await pool.all(
      'enumerate',
      () => {
        const first = left.shift();
        return first && { flow: name, first };
      },
      ({ single, pairs: two }) => {
        pairs += two.runs;
        for (const [sum, part] of [
          [sums.single, single],
          [sums.pairs, two],
        ] as const) {
          sum.runs += part.runs;
          sum.held += part.held;
          failed ??= part.found[0];
        }
        progress(() => `${name}: ${singles.length - left.length} of ${singles.length} faults, ${pairs} pairs`);
      },
    );
    console.log(
      `${name}: ${singles.length} single faults, ${pairs} pairs, ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    );
    if (failed && !isExplained) {
      isExplained = true;
      const { violations, trace } = await pool.ask('plan', failed);
      const [violated] = violations;
      const file = keepTape(violated?.invariant, failed);
      console.log(storyOf({ violations }, trace, replayed(file)));
    }
  }
  return sums;
};
