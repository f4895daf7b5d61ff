import { Worker } from 'node:worker_threads';
import { synthesise } from '../../../infra/local/synthesis.ts';
import { conditions } from './conditions.ts';
import { EQUIVALENTS } from './equivalents.ts';
import { HAND_WRITTEN } from './hand-written.ts';
import type { Mutant } from './mutant.ts';
import type { Trial, Tried } from './worker.ts';

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

/** No mutant may hold the others up for longer; ms. */
const PATIENCE = 150_000;
/** Of those that nothing is said to kill. */
const EQUIVALENT_SCHEDULES = 150;

const medianOf = (numbers: number[]): number | undefined =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** Tries a mutant in a thread of its own, with modules of its own. */
const tryIt = (trial: Trial): Promise<{ tried: Tried[]; error?: string }> =>
  new Promise((resolve) => {
    const tried: Tried[] = [];
    let error: string | undefined;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: trial,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const timer = setTimeout(() => {
      error = 'it takes too long';
      void worker.terminate();
    }, PATIENCE);
    worker.on('message', (one: Tried) => tried.push(one));
    worker.on('error', (thrown) => {
      error = String(thrown instanceof Error ? thrown.stack : thrown);
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve({ tried, ...(error !== undefined && { error }) });
    });
  });

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
  schedules = 1_000,
  threads = 2,
  onVerdict = () => undefined,
}: Options = {}): Promise<MutantReport> => {
  const { folder } = await synthesise();
  const all = allMutants();
  const chosen = all.filter(({ name }) => only.test(name));
  const waiting = [...chosen];
  const verdicts: Verdict[] = [];
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { name, edits, flows } = one;
      const equivalent = EQUIVALENTS[name];
      const trial = { folder, edits, flows, ranges, schedules: equivalent ? EQUIVALENT_SCHEDULES : schedules };
      const { tried, error } = await tryIt(trial);
      const counts = tried.flatMap(({ invariant, schedules: n }) => (invariant === undefined ? [] : [n]));
      const verdict = { name, tried, equivalent, median: medianOf(counts), ...(error !== undefined && { error }) };
      verdicts.push(verdict);
      onVerdict(verdict);
    }
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
