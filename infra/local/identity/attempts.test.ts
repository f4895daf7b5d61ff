import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Attempts, openAttempts } from './attempts.ts';

const WINDOW = 60_000;
let attempts: Attempts;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  attempts = openAttempts({ most: 3, windowMilliseconds: WINDOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const begin = (times: number, name = 'ada') => Array.from({ length: times }, () => attempts.begin(name));
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

describe('attempts', () => {
  it('are refused after so many, each name for itself', () => {
    expect(begin(4)).toEqual([true, true, true, false]);
    expect(begin(1, 'grace')).toEqual([true]);
  });

  it('are allowed again when the time since the first is over', () => {
    begin(1);
    pass(WINDOW - 1);
    expect(begin(3)).toEqual([true, true, false]);
    pass(1);
    expect(begin(4)).toEqual([true, true, true, false]);
  });

  it('that were right do not count', () => {
    begin(3);
    attempts.forgive('ada');
    expect(begin(2)).toEqual([true, false]);
    attempts.forget('ada');
    expect(begin(3)).toEqual([true, true, true]);
  });

  it('of a crowd are still counted', () => {
    begin(3);
    for (let n = 0; n < 10_001; n += 1) attempts.begin(`somebody ${n}`);
    expect(begin(1)).toEqual([false]);
  });
});
