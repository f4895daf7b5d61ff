import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../journal.ts';
import { openSecondFactors, type SecondFactors } from './second-factor.ts';
import { openUsers } from './users.ts';

const STEP = 30_000;
/** The beginning of a step. */
const NOON = Date.UTC(2026, 0, 1, 12);
let file: string;
let time: number;
let sub: string;
let factors: SecondFactors;

const open = () => openUsers(openJournal(file), []);
beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'factors-')), 'users.jsonl');
  time = NOON;
  const users = open();
  ({ sub } = await users.create({ email: 'ada@example.com', groups: [] }));
  factors = openSecondFactors(users, () => time);
});

/** What the device shows `steps` from now. */
const shown = (secret: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: time + steps * STEP });
const begun = () => {
  factors.begin(sub);
  return factors.enrolment(sub)?.secret ?? '';
};
const active = () => {
  const secret = begun();
  factors.activate(sub, shown(secret));
  time += 2 * STEP;
  return secret;
};

describe('a device', () => {
  it('is told 160 bits, and how to name them', () => {
    const secret = begun();

    expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
    const uri = new URL(factors.enrolment(sub)?.uri ?? '');
    expect(uri.href).toMatch(/^otpauth:\/\/totp\/Backroom:ada%40example\.com\?/);
    expect(uri.searchParams.get('secret')).toBe(secret);
  });

  it('asks for nothing before its first code has proved it', () => {
    const secret = begun();
    expect(factors.isActive(sub)).toBe(false);
    expect(factors.activate(sub, 'wrong')).toBe(false);
    expect(factors.isActive(sub)).toBe(false);

    expect(factors.activate(sub, shown(secret))).toBe(true);
    expect(factors.isActive(sub)).toBe(true);
  });

  it('is not replaced, nor its secret shown, once it is active', () => {
    const secret = active();
    factors.begin(sub);

    expect(factors.enrolment(sub)).toBeUndefined();
    expect(factors.redeem(sub, shown(secret))).toBe(true);
  });

  it('is known after a restart, with the codes that were used', () => {
    const secret = active();
    const code = shown(secret);
    factors.redeem(sub, code);
    factors = openSecondFactors(open(), () => time);

    expect(factors.isActive(sub)).toBe(true);
    expect(factors.redeem(sub, code)).toBe(false);
    expect(factors.redeem(sub, shown(secret, 1))).toBe(true);
  });
});

describe('a code', () => {
  it.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('of a device that is %d steps ahead is right: %s', (steps, right) => {
    expect(factors.redeem(sub, shown(active(), steps))).toBe(right);
  });

  it('is taken once, and so is none before it', () => {
    const secret = active();
    expect(factors.redeem(sub, shown(secret))).toBe(true);

    expect(factors.redeem(sub, shown(secret))).toBe(false);
    expect(factors.redeem(sub, shown(secret, -1))).toBe(false);
    time += STEP;
    expect(factors.redeem(sub, shown(secret))).toBe(true);
  });

  it('is not found by guessing', () => {
    const secret = active();
    for (let n = 0; n < 5; n += 1) factors.redeem(sub, 'wrong');

    expect(factors.redeem(sub, shown(secret))).toBe(false);
  });

  it('turns the device off', () => {
    const secret = active();
    expect(factors.drop(sub, 'wrong')).toBe(false);
    expect(factors.drop(sub, shown(secret))).toBe(true);

    expect(factors.isActive(sub)).toBe(false);
    expect(factors.redeem(sub, shown(secret, 1))).toBe(false);
  });

  it('of nobody is never right', () => {
    expect(factors.redeem('nobody', '123456')).toBe(false);
  });
});
