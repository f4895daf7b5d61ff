import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SystemUnderTest } from '../../infra/local/harness.ts';

// A replay by card, while the system that it talks to is killed again and again, and now and then the replay itself.

const REPLAY = join(import.meta.dirname, '../../client/replay/replay.ts');

/** A kill comes so long after the system is back, at random. */
const SHORTEST_MILLISECONDS = 200;
const LONGEST_MILLISECONDS = 3_000;
/** Of the kills, how many may hit what comes before the first order; the others wait for orders. */
const EARLY = 0.25;
const REPLAY_KILLED_TOO = 0.15;
/** Longer than the longest a message is hidden that a killed worker held. */
const HIDDEN_SECONDS = 200;

export type Run = { code: number | null; stdout: string; stderr: string };

const begin = (home: string, file: string, pay = 'card') => {
  const child: ChildProcess = spawn(process.execPath, [REPLAY, '--pay', pay, file], {
    env: { ...process.env, BACKROOM_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    run.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    run.stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    run.code = code;
    return run;
  });
  return { child, run, ended };
};

export const replayed = (home: string, file: string, pay = 'card'): Promise<Run> => begin(home, file, pay).ended;

const isOver = ({ child }: { child: ChildProcess }) => child.exitCode !== null || child.signalCode !== null;

/**
 * Replays until it is through, with so many kills of the system on the way.
 * @param say hears of each kill, and of what was done so far
 * @returns the last run of the replay, and how often it had to be begun
 */
export const replayUnderKills = async (
  system: SystemUnderTest,
  file: string,
  { kills, random, say }: { kills: number; random: () => number; say: (what: string) => void },
) => {
  const runs: Run[] = [];
  let current = begin(system.home, file);
  const beginAnew = async () => {
    runs.push(await current.ended);
    current = begin(system.home, file);
  };
  const hasSaid = async (text: string) => {
    while (!current.run.stderr.includes(text) && !isOver(current)) await delay(20);
  };

  for (let kill = 1; kill <= kills; kill++) {
    await hasSaid(kill > kills * EARLY ? 'openings' : 'orders'); // the first line says how many there are
    await delay(SHORTEST_MILLISECONDS + random() * (LONGEST_MILLISECONDS - SHORTEST_MILLISECONDS));
    const last = current.run.stderr.trim().split('\n').at(-1);
    await system.kill();
    const alsoReplay = random() < REPLAY_KILLED_TOO;
    if (alsoReplay) current.child.kill('SIGKILL');
    say(`kill ${kill}${alsoReplay ? ', the replay too' : ''}, after: ${last}`);
    await system.restart();
    if (alsoReplay || isOver(current)) await beginAnew();
  }
  // At rest at once: what killed workers held comes back now, not in minutes.
  await system.control('POST', '/clock', { advanceSeconds: HIDDEN_SECONDS });
  const last = await current.ended;
  return { last, begun: runs.length + 1 };
};
