import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readIfThere, replaceFile } from './files.ts';
import { releaseLock, takeLock } from './lock.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** All that the templates and bundles are made from. */
const INPUTS = [
  'functions/**/*.ts',
  'shared/**/*.ts',
  'events/**/*.ts',
  'infra/**/*.ts',
  'cdk.json',
  'package-lock.json',
];

const run = promisify(execFile);

const inputHash = (): string => {
  const hash = createHash('sha256');
  const files = globSync(INPUTS, { cwd: ROOT, exclude: (name) => name.startsWith('infra/local') });
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
};

/** Systems that start together share the folder: one makes the templates, the others wait for it. */
const alone = async <T>(lock: string, act: () => Promise<T>): Promise<T> => {
  while (takeLock(lock) !== undefined) await pause(50);
  try {
    return await act();
  } finally {
    releaseLock(lock);
  }
};

/** Not the CLI's own `cdk.out`: what somebody synthesised there, with other options, is not what runs here. */
const FOLDER = join(ROOT, 'cdk.local');

/**
 * Synthesises the templates into `cdk.local` when anything they are made from has changed.
 * @returns the folder, and whether it had to be done
 * @throws Error with what the CDK says when it cannot
 */
export const synthesise = async (): Promise<{ folder: string; changed: boolean }> => {
  const folder = FOLDER;
  const stamp = join(folder, 'inputs.sha256');
  mkdirSync(folder, { recursive: true });
  return alone(join(folder, 'synthesis.lock'), async () => {
    const hash = inputHash();
    if (readIfThere(stamp) === hash && existsSync(join(folder, 'manifest.json'))) return { folder, changed: false };
    try {
      await run(process.execPath, ['infra/app.ts'], { cwd: ROOT, env: { ...process.env, CDK_OUTDIR: folder } });
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      throw new Error(`The templates could not be made:\n${stderr || (error as Error).message}`, { cause: error });
    }
    replaceFile(stamp, hash);
    return { folder, changed: true };
  });
};
