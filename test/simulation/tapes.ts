import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Planned } from './choices.ts';
import type { Recipe } from './exploration.ts';
import type { Pool } from './pool.ts';

/** What failed once: a schedule, or a flow with the faults that were planned for it. */
export type Tape = Recipe | { flow: string; faults: Planned[] };

const FOLDER = join(import.meta.dirname, 'tapes');

/** Keeps what failed: from now on it is run before anything else. @returns the file */
export const keepTape = (violated = 'unknown', tape: Tape): string => {
  const what = 'flow' in tape ? tape.flow : tape.flows.join('-');
  const file = join(FOLDER, `${violated.replaceAll(/[^a-z0-9]+/gi, '-')}-${what}.json`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ violated, ...tape })}\n`);
  return file;
};

export const allTapes = (): string[] =>
  globSync('*.json', { cwd: FOLDER })
    .sort()
    .map((name) => join(FOLDER, name));

/** The command that shows it again. */
export const replayed = (file: string): string => `npm run simulate -- --tape ${relative(process.cwd(), file)}`;

export const playTape = (pool: Pool, file: string) => {
  const { violated: _, ...tape } = JSON.parse(readFileSync(file, 'utf8')) as Tape & { violated: string };
  return 'flow' in tape ? pool.ask('plan', tape) : pool.ask('run', { recipe: tape });
};
