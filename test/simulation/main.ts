import { parseArgs } from 'node:util';
import { synthesise } from '../../infra/local/synthesis.ts';
import { exhaust } from './exhaustion.ts';
import { emptyTally, summed, type Tally } from './exploration.ts';
import { FLOWS } from './flows/flows.ts';
import type { Failure } from './jobs.ts';
import { runMutants, lineOf as verdictOf } from './mutants/mutants.ts';
import { openPool, type Pool } from './pool.ts';
import { lineOf, progress, storyOf } from './report.ts';
import { SOMETIMES, USUAL } from './sometimes.ts';
import { allTapes, keepTape, playTape, replayed } from './tapes.ts';

const USAGE = `npm run simulate -- [--schedules N] [--minutes M] [--seed S] [--flow F] [--exhaustive] [--mutants] [--tape FILE] [--threads N]`;
const CHUNK = 40;

/** The words of the command line that mean something together. */
const ALLOWED = {
  tape: ['tape'],
  mutants: ['mutants'],
  exhaustive: ['exhaustive', 'mutants', 'flow', 'threads'],
  random: ['schedules', 'minutes', 'seed', 'flow', 'threads'],
};

/** @throws Error that says how the command is used */
const readOptions = () => {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      flow: { type: 'string' },
      tape: { type: 'string' },
      threads: { type: 'string' },
      exhaustive: { type: 'boolean' },
      mutants: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const mode = (['tape', 'exhaustive', 'mutants'] as const).find((name) => values[name] !== undefined) ?? 'random';
  const astray = Object.keys(values).find((name) => name !== 'help' && !ALLOWED[mode].includes(name));
  if (astray) throw new Error(`--${astray} says nothing here`);
  const numberOf = (name: 'schedules' | 'minutes' | 'seed' | 'threads'): number | undefined => {
    const value = values[name];
    const isGood = name === 'minutes' ? Number(value) > 0 : /^[1-9]\d*$/.test(value ?? '');
    if (value !== undefined && !isGood) throw new Error(`--${name} is a number`);
    return value === undefined ? undefined : Number(value);
  };
  if (values.flow !== undefined && !FLOWS.some(({ name }) => name === values.flow)) {
    throw new Error(`--flow is one of ${FLOWS.map(({ name }) => name).join(', ')}`);
  }
  return {
    mode,
    tape: values.tape ?? '',
    flow: values.flow,
    help: values.help,
    schedules: numberOf('schedules'),
    minutes: numberOf('minutes'),
    seed: numberOf('seed'),
    threads: numberOf('threads'),
  };
};
type Options = ReturnType<typeof readOptions>;

/** What failed, made as short as it gets, is kept: from now on it is run before anything else. */
const explain = async (pool: Pool, { recipe }: Failure, { flow }: Options): Promise<void> => {
  process.stderr.write('Shrinking…\n');
  const { recipe: shrunk, violations, trace } = await pool.ask('shrink', { recipe });
  if (violations.length === 0)
    return console.log(`It did not fail again, so something here is left to chance: ${JSON.stringify(recipe)}`);
  const file = keepTape(violations[0]?.invariant, shrunk);
  console.log(storyOf({ violations }, trace, replayed(file)));
  if ('seed' in recipe)
    console.log(`   or: npm run simulate -- --schedules 1 --seed ${recipe.seed}${flow ? ` --flow ${flow}` : ''}`);
};

/** What has failed once must not fail again. */
const regressions = async (pool: Pool): Promise<boolean> => {
  let held = true;
  for (const file of allTapes()) {
    const { violations, trace } = await playTape(pool, file);
    if (violations.length === 0) continue;
    held = false;
    console.log(storyOf({ violations }, trace, replayed(file)));
  }
  return held;
};

const explore = async (pool: Pool, options: Options): Promise<boolean> => {
  const { minutes, flow } = options;
  const schedules = options.schedules ?? (minutes === undefined ? USUAL : Number.POSITIVE_INFINITY);
  const base = options.seed ?? Date.now() % 1_000_000_000;
  const began = performance.now();
  process.stderr.write(`seed ${base}\n`); // known also of a run that does not come to its end
  const isOver = () => minutes !== undefined && performance.now() - began > minutes * 60_000;
  const tallies: Tally[] = [];
  const failures: Failure[] = [];
  let next = 0;
  await pool.all(
    'explore',
    () => {
      if (next >= schedules || isOver() || failures.length > 0) return undefined;
      const seeds = Array.from({ length: Math.min(CHUNK, schedules - next) }, (_, n) => base + next + n);
      next += seeds.length;
      return { seeds, flows: flow === undefined ? undefined : [flow] };
    },
    (answer, n) => {
      tallies[n] = answer.tally;
      failures.push(...answer.failures);
      const done = tallies.reduce((sum, tally) => sum + (tally?.schedules ?? 0), 0);
      const perMinute = Math.round((done / (performance.now() - began)) * 60_000);
      progress(() => `${done} schedules, ${perMinute} a minute, ${failures.length} failed`);
    },
  );
  const tally = tallies.length > 0 ? summed(tallies) : emptyTally();
  const seconds = (performance.now() - began) / 1_000;
  progress(() => '');
  const each = (tally.faults / Math.max(1, tally.schedules)).toFixed(1);
  console.log(
    `seed=${base} seconds=${seconds.toFixed(0)} a-minute=${Math.round((tally.schedules / seconds) * 60)} faults-each=${each} trace=${tally.hash.toString(16)}`,
  );
  console.log(lineOf(tally));
  for (const failure of failures.slice(0, 1)) await explain(pool, failure, options);

  const unseen = SOMETIMES.filter((what) => !tally.seen[what]);
  const isUsual = flow === undefined && tally.schedules >= USUAL;
  if (!isUsual) console.log(`Whether every rare thing was seen is judged from ${USUAL} schedules of all flows on.`);
  if (isUsual && unseen.length > 0) console.log(`Never seen, so nothing is known of it: ${unseen.join('; ')}`);
  return failures.length === 0 && !(isUsual && unseen.length > 0);
};

/** Every mutant against random schedules. @returns its part of the published line, and whether all came out as they should */
const mutate = async (): Promise<{ line: string; held: boolean }> => {
  const report = await runMutants({ onVerdict: (verdict) => console.log(verdictOf(verdict)) });
  for (const failure of report.failures) console.log(failure);
  console.log(`Schedules until a mutant is killed, median of all: ${report.median}`);
  const line = `mutants=${report.killed}/${report.total} equivalent=${report.equivalents}`;
  return { line, held: report.failures.length === 0 };
};

const main = async (options: Options): Promise<boolean> => {
  const { mode, flow, threads, tape } = options;
  if (options.help) {
    console.log(USAGE);
    return true;
  }
  if (mode === 'mutants') {
    const { line, held } = await mutate();
    console.log(line);
    return held;
  }
  const { folder } = await synthesise();
  const pool = await openPool(folder, threads);
  try {
    if (mode === 'tape') {
      const { violations, trace } = await playTape(pool, tape);
      console.log(storyOf({ violations }, trace, replayed(tape)));
      return violations.length === 0;
    }
    if (mode === 'random') return (await regressions(pool)) && (await explore(pool, options));
    const { single, pairs } = await exhaust(pool, flow);
    const mutants = flow === undefined ? await mutate() : { line: '', held: true };
    console.log(`single=${single.held}/${single.runs} pairs=${pairs.held}/${pairs.runs} ${mutants.line}`);
    return single.held === single.runs && pairs.held === pairs.runs && mutants.held;
  } finally {
    await pool.close();
  }
};

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
}
process.exitCode = options && (await main(options)) ? 0 : 1;
