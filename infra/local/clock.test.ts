import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openClock } from './clock.ts';

const RealDate = Date;
const folder = mkdtempSync(join(tmpdir(), 'clock-'));
const file = join(folder, 'clock.json');
const clock = openClock(file);
const HOUR = 3_600_000;

afterAll(() => {
  clock.stop();
  globalThis.Date = RealDate;
  Object.defineProperty(RealDate.prototype, 'constructor', { value: RealDate });
  rmSync(folder, { recursive: true });
});

const ahead = () => Date.now() - RealDate.now();

test('it moves every way of asking for the time, and nothing else of Date', () => {
  clock.advance(HOUR);

  expect(ahead()).toBeGreaterThanOrEqual(HOUR - 5);
  // biome-ignore lint/complexity/useDateNow: the constructor is what is tested
  expect(new Date().getTime() - RealDate.now()).toBeGreaterThanOrEqual(HOUR - 5);
  expect(RealDate.parse(Date()) - RealDate.now()).toBeGreaterThan(HOUR - 2_000);
  expect(new Date(5).getTime()).toBe(5);
  expect(new Date(2020, 0).getFullYear()).toBe(2020);
  expect(Date.UTC(2020, 0)).toBe(RealDate.UTC(2020, 0));
  expect(new RealDate() instanceof Date).toBe(true);
  expect(new Date() instanceof RealDate).toBe(true);
  expect(structuredClone(new Date(7)).constructor).toBe(Date);
  class Later extends Date {}
  expect(new Later(9) instanceof Later).toBe(true);
});

test('it keeps how far it was moved', () => {
  const { offsetMilliseconds } = JSON.parse(readFileSync(file, 'utf8'));
  expect(offsetMilliseconds).toBe(HOUR);
});

test('it rings once what became due when it is moved past it', () => {
  const rung: string[] = [];
  clock.at(Date.now() + HOUR, () => rung.push('hour'));
  clock.at(Date.now() + 3 * HOUR, () => rung.push('three hours'));

  clock.advance(2 * HOUR);
  expect(rung).toEqual(['hour']);
  clock.advance(2 * HOUR);
  expect(rung).toEqual(['hour', 'three hours']);
});

test('it rings each once although those that ring set new ones', () => {
  let rings = 0;
  const again = () => {
    rings += 1;
    clock.at(Date.now() + HOUR, again);
  };
  for (let n = 0; n < 3; n++) clock.at(Date.now() + HOUR, again);

  for (let n = 0; n < 5; n++) clock.advance(HOUR);
  expect(rings).toBe(15);
});

test('it rings by itself when the time comes', async () => {
  await new Promise<void>((resolve) => clock.at(Date.now() + 20, resolve));
});
