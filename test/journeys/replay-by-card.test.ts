import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SystemUnderTest, startSystem } from '../../infra/local/harness.ts';
import { replayed, replayUnderKills } from './killed-replay.ts';
import { randomFrom, writeDay } from './wholesale-day.ts';

// A longer proof, on a real day:
// KILLS=20 FILE=../shared/data/online-retail/2010-12-01.csv npx vitest run test/journeys/replay-by-card.test.ts

const KILLS = Number(process.env.KILLS ?? 4);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const random = randomFrom(SEED);

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const file = process.env.FILE ?? join(folder, 'day.csv');
let system: SystemUnderTest;
beforeAll(async () => {
  if (!process.env.FILE) writeDay(file, 30, random);
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

/** What of a row of the statement was asked for, done, already there, and refused. */
const tallyOf = (stdout: string, label: string): number[] =>
  (new RegExp(`^  ${label}  +(.*)$`, 'm').exec(stdout)?.[1] ?? '')
    .split(/ +/)
    .map((cell) => Number(cell.replace(',', '')));

describe('a replay by card', { timeout: 240_000 + KILLS * 30_000 }, () => {
  it(`adds up to the penny after ${KILLS} kills of the system, here and at the provider`, async () => {
    const begun = performance.now();
    const say = (what: string) => console.log(`${((performance.now() - begun) / 1_000).toFixed(1)} s: ${what}`);
    say(`seed ${SEED}`);

    const { last, begun: runs } = await replayUnderKills(system, file, { kills: KILLS, random, say });
    say(`the replay was begun ${runs} times${last.stdout}`);

    expect(last, `seed ${SEED}`).toMatchObject({ code: 0 });
    expect(last.stdout).toContain('found 0 discrepancies');
    expect(last.stdout).toContain('  Difference 0.');
  });

  it('finds everything done when it is run again', async () => {
    const { code, stdout, stderr } = await replayed(system.home, file);

    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const label of ['Products', 'Openings', 'Orders', 'Payments', 'Returns']) {
      const [asked, done, alreadyThere, refused] = tallyOf(stdout, label);
      expect({ label, done, alreadyThere, refused }).toEqual({ label, done: 0, alreadyThere: asked, refused: 0 });
    }
    expect(stdout).toContain('  Difference 0.');
  });

  it('does not place on account what was placed by card', async () => {
    const { code, stderr } = await replayed(system.home, file, 'account');

    expect(code).toBe(1);
    expect(stderr).toMatch(/order \d+ is there already by card, so it cannot be placed on account/);
  });
});
