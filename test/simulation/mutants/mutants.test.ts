import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOWS } from '../flows/flows.ts';
import { EQUIVALENTS } from './equivalents.ts';
import { allMutants, runMutants } from './mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');

// Making the list looks for every source it changes, and throws where one does not stand there once.
const mutants = allMutants();
const names = mutants.map(({ name }) => name);

describe('mutants', () => {
  it('take away every condition there is', () => {
    const files = globSync(['functions/**/*.ts', 'shared/**/*.ts'], {
      cwd: ROOT,
      exclude: (name) => name.endsWith('.test.ts'),
    });
    const sources = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
    const conditions = sources.match(/\bConditionExpression\b/g) ?? [];
    expect(names.filter((name) => name.startsWith('no condition: '))).toHaveLength(conditions.length);
  });

  it('have names of their own', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(EQUIVALENTS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are reached by flows that there are', () => {
    const flows = FLOWS.map(({ name }) => name);
    expect(mutants.flatMap((mutant) => mutant.flows).filter((name) => !flows.includes(name))).toEqual([]);
  });

  it('are killed', async () => {
    const report = await runMutants({ only: /^stock is allocated after payment/, ranges: 1, threads: 1 });
    expect(report).toMatchObject({ killed: 1, total: 1, failures: [] });
    expect(report.verdicts[0]?.tried[0]?.invariant).toBe('3 nothing held is given away');
  }, 60_000);
});
