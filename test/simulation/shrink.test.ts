import { expect, test } from 'vitest';
import { shrink } from './shrink.ts';

test('leaves only what it takes to fail', async () => {
  const tape = Array.from({ length: 200 }, (_, n) => n + 1);
  const fails = async (candidate: number[]) => candidate.includes(50) && candidate.includes(120);
  expect((await shrink(tape, fails)).filter((one) => one !== 0)).toEqual([50, 120]);
});
