import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '../journal.ts';
import { type Codes, openCodes, type Purpose } from './codes.ts';

const HOUR = 3_600_000;
let file: string;
let codes: Codes;
const open = () => openCodes(openJournal(file));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  file = join(mkdtempSync(join(tmpdir(), 'codes-')), 'codes.jsonl');
  codes = open();
});
afterEach(() => {
  vi.useRealTimers();
});

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a code', () => {
  it('is six digits, and no plain text in the file', () => {
    const code = codes.issue('reset', 'ada');

    expect(code).toMatch(/^\d{6}$/);
    expect(readFileSync(file, 'utf8')).toContain('reset/ada');
    expect(readFileSync(file, 'utf8')).not.toContain(code);
  });

  it('is redeemed once, spaces or not', () => {
    const code = codes.issue('reset', 'ada');

    expect(codes.redeem('reset', 'ada', ` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe(true);
    expect(codes.redeem('reset', 'ada', code)).toBe(false);
  });

  it.each<[string, Purpose, string]>([
    ['another purpose', 'verification', 'ada'],
    ['another user', 'reset', 'grace'],
  ])('is of no use for %s', (_, purpose, sub) => {
    const code = codes.issue('reset', 'ada');

    expect(codes.redeem(purpose, sub, code)).toBe(false);
    expect(codes.redeem('reset', 'ada', code)).toBe(true);
  });

  it.each<[Purpose, number]>([
    ['verification', 24 * HOUR],
    ['reset', HOUR],
  ])('for %s lasts %d ms', (purpose, life) => {
    const codeOf = { ada: codes.issue(purpose, 'ada'), grace: codes.issue(purpose, 'grace') };

    vi.setSystemTime(Date.now() + life - 1);
    expect(codes.redeem(purpose, 'ada', codeOf.ada)).toBe(true);
    vi.setSystemTime(Date.now() + 1);
    expect(codes.redeem(purpose, 'grace', codeOf.grace)).toBe(false);
  });

  it('has five tries, also across a restart', () => {
    const code = codes.issue('reset', 'ada');
    for (let n = 0; n < 4; n += 1) expect(codes.redeem('reset', 'ada', wrong(code))).toBe(false);
    codes = open();
    expect(codes.redeem('reset', 'ada', wrong(code))).toBe(false);

    expect(codes.redeem('reset', 'ada', code)).toBe(false);
  });

  it('is right at the fifth try', () => {
    const code = codes.issue('reset', 'ada');
    for (let n = 0; n < 4; n += 1) codes.redeem('reset', 'ada', wrong(code));

    expect(codes.redeem('reset', 'ada', code)).toBe(true);
  });

  it('is void when its user goes', () => {
    const code = codes.issue('verification', 'ada');
    codes.forget('ada');

    expect(codes.redeem('verification', 'ada', code)).toBe(false);
  });
});
