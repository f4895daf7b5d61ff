import type { Tally } from './exploration.ts';
import type { Failure } from './jobs.ts';

/** What a violated invariant means to whoever runs a shop, by the number it has in docs/reliability.md. */
const MEANINGS: Record<string, number[]> = {
  lost: [7, 16, 19, 20],
  duplicated: [6, 18, 21],
  oversold: [1, 2, 3],
  'double-charged': [11, 12, 13, 14, 15],
  stuck: [5, 10],
};
const OTHER = 'unexpected';

const meaningOf = (invariant: string): string => {
  const number = Number.parseInt(invariant, 10);
  return Object.entries(MEANINGS).find(([, numbers]) => numbers.includes(number))?.[0] ?? OTHER;
};

/** The published line of a random run. */
export const lineOf = ({ schedules, faults, acknowledged, recovered, violated }: Tally): string => {
  const times = (meaning: string) =>
    Object.entries(violated)
      .filter(([invariant]) => meaningOf(invariant) === meaning)
      .reduce((sum, [, count]) => sum + count, 0);
  const counts = ['lost', 'duplicated', OTHER, 'oversold', 'double-charged', 'stuck'].map(
    (name) => `${name}=${times(name)}`,
  );
  return [
    `schedules=${schedules}`,
    `faults=${faults}`,
    `acknowledged=${acknowledged}`,
    ...counts,
    `recovered=${recovered}`,
  ].join(' ');
};

const MOST_LINES = 400;

/** A failure for somebody who has to understand it: what was violated, how it came to that, and how to see it again. */
export const storyOf = ({ violations }: Pick<Failure, 'violations'>, trace: string[], command: string): string =>
  [
    ...violations.map(({ invariant, detail }) => `VIOLATED ${invariant}: ${detail}`),
    '',
    ...trace.slice(-MOST_LINES),
    '',
    `Again: ${command}`,
  ].join('\n');

/** Every so often, where nobody watches a terminal; milliseconds. */
const SPEAKING = process.stderr.isTTY ? 500 : 30_000;
let spokenAt = Date.now();
/** Says how far it is, now and then. */
export const progress = (sentence: () => string) => {
  if (Date.now() - spokenAt < SPEAKING) return;
  spokenAt = Date.now();
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${sentence()}` : `${sentence()}\n`);
};
