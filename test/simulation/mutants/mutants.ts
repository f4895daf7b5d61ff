import { synthesise } from '../../../infra/local/synthesis.ts';
import { conditions } from './conditions.ts';
import { EQUIVALENTS } from './equivalents.ts';
import { HAND_WRITTEN } from './hand-written.ts';
import type { Mutant } from './mutant.ts';
import { openTrial, type Setting, type Trial, type Tried } from './trial.ts';

export const allMutants = (): Mutant[] => [...conditions(), ...HAND_WRITTEN];

export type Verdict = {
  name: string;
  /** Each range of seeds: how many schedules until an invariant was violated, and which. */
  tried: Tried[];
  /** Of all ranges that killed it. */
  median: number | undefined;
  /** Why nothing can kill it, where it is one of those. */
  equivalent: string | undefined;
  /** Why no range was tried to its end. */
  error?: string;
};

export type MutantReport = {
  verdicts: Verdict[];
  killed: number;
  /** Those to be killed. */
  total: number;
  equivalents: number;
  median: number | undefined;
  /** What is wrong: survivors, and equivalents that are none. */
  failures: string[];
};

type Options = {
  /** What their names hold; all mutants where nothing is said. */
  only?: RegExp | undefined;
  ranges?: number;
  /** Schedules of a range, and those an equivalent has to live through. */
  schedules?: number;
  /** Mutants tried at once. */
  threads?: number;
  /** Told as soon as a mutant's fate is known. */
  onVerdict?: (verdict: Verdict) => void;
};

/** After so long a mutant that is killed is left alone, however many ranges are left; ms. */
const ENOUGH = 3_000;
/** Of those that nothing is said to kill. */
const EQUIVALENT_SCHEDULES = 150;

const medianOf = (numbers: number[]): number | undefined =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

/**
 * Tries a mutant until a range is lived through, or all have killed it. What kills it must be the bug: the shop as it is
 * lives through the same schedule.
 */
const tryIt = async (
  { edits, flows }: Mutant,
  { folder, ranges, schedules, control }: { folder: string; ranges: number; schedules: number; control: Trial },
): Promise<{ tried: Tried[]; error?: string }> => {
  const tried: Tried[] = [];
  const until = performance.now() + ENOUGH;
  const trial = openTrial({ folder, edits } satisfies Setting);
  try {
    for (let range = 1; range <= ranges && (range === 1 || performance.now() < until); range++) {
      const one = await trial.range({ flows, range, schedules });
      tried.push(one);
      if (one.invariant === undefined) break;
      const { schedules: n } = one;
      const { invariant } = await control.range({ flows, range, from: n, schedules: n });
      if (invariant !== undefined) {
        return {
          tried: [],
          error: `the shop as it is violates ${invariant} with ${flows} in schedule ${n} of range ${range}`,
        };
      }
    }
    return { tried };
  } catch (error) {
    return { tried, error: String(error) };
  } finally {
    await trial.end();
  }
};

const isKilled = ({ tried }: Verdict): boolean => tried.some(({ invariant }) => invariant !== undefined);

const failuresOf = (verdicts: Verdict[]): string[] =>
  verdicts.flatMap((verdict) => {
    const { name, equivalent, error, tried } = verdict;
    if (isKilled(verdict) && equivalent !== undefined)
      return [`is no equivalent: ${name} (${tried.map(({ invariant }) => invariant)})`];
    if (isKilled(verdict)) return [];
    if (error !== undefined) return [`cannot be tried: ${name} (${error})`];
    return equivalent === undefined ? [`survives: ${name}`] : [];
  });

const reportOf = (verdicts: Verdict[], gone: string[]): MutantReport => {
  const real = verdicts.filter(({ equivalent }) => equivalent === undefined);
  return {
    verdicts,
    killed: real.filter(isKilled).length,
    total: real.length,
    equivalents: verdicts.length - real.length,
    median: medianOf(real.flatMap(({ median }) => median ?? [])),
    failures: [...failuresOf(verdicts), ...gone.map((name) => `is no mutant any more: ${name}`)],
  };
};

/** Plants every bug in turn, and sees whether the proof finds it. */
export const runMutants = async ({
  only = /^/,
  ranges = 5,
  schedules = 4_000,
  threads = 2,
  onVerdict = () => undefined,
}: Options = {}): Promise<MutantReport> => {
  const { folder } = await synthesise();
  const all = allMutants();
  const chosen = all.filter(({ name }) => only.test(name));
  const waiting = [...chosen];
  const verdicts: Verdict[] = [];
  const work = async () => {
    const control = openTrial({ folder, edits: [] });
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { name } = one;
      const equivalent = EQUIVALENTS[name];
      const most = equivalent === undefined ? schedules : EQUIVALENT_SCHEDULES;
      const { tried, error } = await tryIt(one, { folder, ranges, schedules: most, control });
      const counts = tried.flatMap(({ invariant, schedules: n }) => (invariant === undefined ? [] : [n]));
      const verdict = { name, tried, equivalent, median: medianOf(counts), ...(error !== undefined && { error }) };
      verdicts.push(verdict);
      onVerdict(verdict);
    }
    await control.end();
  };
  await Promise.all(Array.from({ length: threads }, work));
  const names = new Set(all.map(({ name }) => name));
  return reportOf(
    verdicts,
    Object.keys(EQUIVALENTS).filter((name) => !names.has(name)),
  );
};

/** A mutant's fate in a line. */
export const lineOf = (verdict: Verdict): string => {
  const { name, tried, median, equivalent, error } = verdict;
  const by = [...new Set(tried.flatMap(({ invariant }) => invariant ?? []))].join('; ');
  if (isKilled(verdict)) return `killed   ${name}: after ${median} by ${by}`;
  return equivalent === undefined ? `SURVIVES ${name}${error ? `: ${error}` : ''}` : `same     ${name}: ${equivalent}`;
};
