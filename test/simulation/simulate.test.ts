import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthesise } from '../../infra/local/synthesis.ts';

const run = promisify(execFile);
const PATIENCE = 120_000;

/** What the command prints; it fails when it does. */
const simulate = async (...options: string[]): Promise<string> => {
  const file = join(import.meta.dirname, 'main.ts');
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...options]);
  return stdout;
};

const traceOf = (said: string): string | undefined => /trace=(\w+)/.exec(said)?.[1];

describe('npm run simulate', () => {
  beforeAll(async () => void (await synthesise()), PATIENCE);

  it('does the same for the same seed, in whichever process and thread', { timeout: PATIENCE }, async () => {
    const [one, two, other] = await Promise.all([
      simulate('--schedules', '120', '--seed', '7', '--threads', '1'),
      simulate('--schedules', '120', '--seed', '7', '--threads', '2'),
      simulate('--schedules', '120', '--seed', '8', '--threads', '1'),
    ]);
    expect(traceOf(one)).toMatch(/^[0-9a-f]+$/);
    expect(traceOf(two)).toBe(traceOf(one));
    expect(traceOf(other)).not.toBe(traceOf(one));
    expect(one).toMatch(/schedules=120 faults=\d{3,} acknowledged=\d{2,} lost=0 duplicated=0 unexpected=0 oversold=0/);
  });

  it('says what it does not know', async () => {
    await expect(simulate('--flow', 'nothing')).rejects.toThrow(/--flow is one of place, /);
    await expect(simulate('--minutes', 'many')).rejects.toThrow(/--minutes is a number\nnpm run simulate/);
    await expect(simulate('--exhaustive', '--seed', '1')).rejects.toThrow(/--seed says nothing here/);
    await expect(simulate('--tape', 'nowhere.json')).rejects.toThrow(/nowhere\.json/);
  });
});
