import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '../journal.ts';
import { hashPassword, POLICY, randomPassword, unmetBy } from './passwords.ts';
import { openUsers } from './users.ts';

const MINUTE = 60_000;
let file: string;
const open = () => openUsers(openJournal(file), ['staff', 'admin']);

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'users-')), 'users.jsonl');
});
afterEach(() => {
  vi.useRealTimers();
});

describe('creating a user', () => {
  it('gives an existing one, whatever the case of the address, a new password and new groups', async () => {
    const users = open();
    const first = await users.create({ email: 'Ada@Example.com', groups: ['staff'] });
    const second = await users.create({ email: 'ada@example.COM', groups: ['admin'] });

    expect(second.sub).toBe(first.sub);
    expect(users.find(first.sub)?.groups).toEqual(['admin']);
    expect(await users.signIn('ada@example.com', first.password)).toBeUndefined();
    expect(await users.signIn(' ADA@example.com ', second.password)).toMatchObject({ sub: first.sub });
  });

  it('makes one user when two ask at the same moment', async () => {
    const users = open();
    const both = await Promise.all([1, 2].map(() => users.create({ email: 'ada@example.com', groups: [] })));

    expect(both[0]?.sub).toBe(both[1]?.sub);
  });

  it.each([
    { email: 'ada', groups: [] },
    { email: 'ada@example.com', groups: ['root'] },
  ])('refuses $email in $groups', async (wanted) => {
    await expect(open().create(wanted)).rejects.toThrow(/not an e-mail address|no such group/);
  });

  it('keeps no password in the file', async () => {
    const { password } = await open().create({ email: 'ada@example.com', groups: [] });

    expect(readFileSync(file, 'utf8')).toContain('ada@example.com');
    expect(readFileSync(file, 'utf8')).not.toContain(password);
  });
});

describe('a password', () => {
  it.each([
    ['Aa1!5678901', 'at least 12 characters'],
    ['AAAAAAAAAAA1!', 'a lower-case letter'],
    ['aaaaaaaaaaa1!', 'an upper-case letter'],
    ['Aaaaaaaaaaaa!', 'a digit'],
    ['Aaaaaaaaaaaa1', 'a symbol'],
    [`Aa1!${'a'.repeat(253)}`, 'no more than 256 characters'],
  ])('%s needs %s', async (password, demand) => {
    expect(unmetBy(password)).toBe(`The password needs ${demand}.`);
    await expect(hashPassword(password)).rejects.toThrow(demand);
  });

  it('that keeps the policy is kept as a hash of its own', async () => {
    expect(POLICY).toContain('12 characters');
    expect(unmetBy('Aa1!56789012')).toBeUndefined();
    expect(unmetBy(randomPassword())).toBeUndefined();
    const [one, other] = await Promise.all([1, 2].map(() => hashPassword('Aa1!56789012')));
    expect(one).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(one).not.toBe(other);
  });
});

describe('a file of before', () => {
  it('holds users who are verified and enabled', async () => {
    const password = randomPassword();
    const old = { sub: 'ada', email: 'ada@example.com', hash: await hashPassword(password), groups: ['staff'] };
    writeFileSync(file, `${JSON.stringify(['ada', old])}\n`);
    const users = open();

    expect(await users.signIn('ada@example.com', password)).toMatchObject({ ...old, verified: true, enabled: true });
    expect(users.find('ada')?.secondFactor).toBeUndefined();
  });
});

describe('a sign-in', () => {
  it('takes as long for an unknown e-mail as for a wrong password', async () => {
    const users = open();
    await users.create({ email: 'ada@example.com', groups: [] });
    const quickest = { unknown: Number.POSITIVE_INFINITY, known: Number.POSITIVE_INFINITY };
    const attempt = async (who: keyof typeof quickest, email: string) => {
      const begun = performance.now();
      await users.signIn(email, 'not the password');
      quickest[who] = Math.min(quickest[who], performance.now() - begun);
    };
    // In turns, so that a machine that is busy for a while is so for both.
    for (let n = 0; n < 10; n += 1) {
      await attempt('unknown', 'nobody@example.com');
      await attempt('known', 'ada@example.com');
    }

    // Without the work the unknown would take a thousandth; half leaves room for a busy machine.
    expect(quickest.unknown).toBeGreaterThan(quickest.known / 2);
  });
});

describe('an account', () => {
  const email = 'ada@example.com';

  it('is locked for five minutes by ten failures, also for the right password', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const users = open();
    const { password } = await users.create({ email, groups: [] });
    await Promise.all(Array.from({ length: 10 }, () => users.signIn(email, 'not the password')));

    expect(await users.signIn(email, password)).toBeUndefined();
    vi.setSystemTime(Date.now() + 5 * MINUTE - 1);
    expect(await users.signIn(email, password)).toBeUndefined();
    vi.setSystemTime(Date.now() + 1);
    expect(await users.signIn(email, password)).toBeDefined();
  });

  it('is not opened by many guesses at the same moment', async () => {
    const users = open();
    const { password } = await users.create({ email, groups: [] });
    const guesses = [...Array.from({ length: 20 }, (_, n) => `guess number ${n}`), password];
    const answers = await Promise.all(guesses.map((guess) => users.signIn(email, guess)));

    expect(answers.filter(Boolean)).toEqual([]);
  });

  it('forgets failures when its owner signs in, and its lock when its password is renewed', async () => {
    const users = open();
    const { password } = await users.create({ email, groups: [] });
    const fail = (times: number) =>
      Promise.all(Array.from({ length: times }, () => users.signIn(email, 'not the password')));

    await fail(9);
    expect(await users.signIn(email, password)).toBeDefined();
    await fail(9);
    expect(await users.signIn(email, password)).toBeDefined();
    await fail(10);
    expect(await users.signIn(email, password)).toBeUndefined();
    const renewed = await users.create({ email, groups: [] });
    expect(await users.signIn(email, renewed.password)).toBeDefined();
  });
});
