import { rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { readIfThere } from './files.ts';

const Held = v.pipe(v.string(), v.parseJson(), v.object({ pid: v.number(), born: v.string() }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** When a process began, so that a pid that somebody else has by now is not taken for its owner's. Empty off Linux. */
const bornAt = (pid: number): string => readIfThere(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19] ?? '';

/**
 * Takes the lock unless a live process holds it; one whose owner was killed is taken over.
 * @returns the pid of who holds it, or nothing when it is ours
 */
export const takeLock = (file: string): number | undefined => {
  const mine = JSON.stringify({ pid: process.pid, born: bornAt(process.pid) });
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const held = v.safeParse(Held, readIfThere(file));
    if (held.success && isAlive(held.output.pid) && bornAt(held.output.pid) === held.output.born) {
      return held.output.pid;
    }
    rmSync(file, { force: true });
  }
};

export const releaseLock = (file: string): void => rmSync(file, { force: true });
