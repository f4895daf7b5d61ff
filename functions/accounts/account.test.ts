import { describe, expect, it } from 'vitest';
import type { Address, ExportId } from '#shared/values';
import {
  type Account,
  checkOpen,
  checkVersion,
  close,
  erased,
  forgetAddress,
  freshExport,
  isSettled,
  keepAddress,
  patch,
  removed,
  requestExport,
  signedUp,
  unknown,
} from './account.ts';

const now = new Date('2026-11-23T10:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const AT = now.toISOString();
const address: Address = { name: 'Ada', street: '12 Row', city: 'London', postalCode: 'N1', country: 'GB' };
const ada = signedUp(unknown('ada'), 'ada@example.com', now) as Account;
const EXPORT = `exp_${'0'.repeat(26)}` as ExportId;

describe('an account', () => {
  it('is made by sign-up, once', () => {
    expect(ada).toEqual({
      id: 'ada',
      status: 'active',
      email: 'ada@example.com',
      addresses: [],
      version: 1,
      seq: 0,
      createdAt: AT,
    });
    expect(signedUp(ada, 'ada@example.com', later(1))).toBeUndefined();
  });

  it('that its owner has begun before the pool told of them learns the address', () => {
    const begun = patch(unknown('ada'), { name: 'Ada' }, now) as Account;
    expect(signedUp(begun, 'ada@example.com', later(1))).toMatchObject({
      name: 'Ada',
      email: 'ada@example.com',
      version: 2,
      createdAt: AT,
    });
  });

  it('takes what is said and drops what is null; what is nothing new raises no version', () => {
    const named = patch(ada, { name: 'Ada', phone: '+442071838750' }, now) as Account;
    expect(named).toMatchObject({ name: 'Ada', phone: '+442071838750', version: 2 });
    expect(patch(named, { name: 'Ada', locale: null }, now)).toBeUndefined();
    expect(patch(named, { phone: null }, now)).toMatchObject({ name: 'Ada', phone: undefined, version: 3 });
    expect(patch(ada, {}, now)).toBeUndefined();
  });

  it('keeps twenty addresses, each under its name', () => {
    let full = ada;
    for (let n = 0; n < 20; n++) full = keepAddress(full, `a-${n}`, address, now) as Account;
    expect(full.version).toBe(21);
    expect(() => keepAddress(full, 'one-more', address, now)).toThrow('keeps 20 addresses');
    expect(keepAddress(full, 'a-3', address, now)).toBeUndefined();
    const other = { id: 'a-3', address: { ...address, city: 'Leeds' } };
    expect(keepAddress(full, 'a-3', other.address, now)?.addresses).toContainEqual(other);
    const fewer = forgetAddress(full, 'a-3', now) as Account;
    expect(fewer.addresses).toHaveLength(19);
    expect(forgetAddress(fewer, 'a-3', now)).toBeUndefined();
  });

  it.each([
    [undefined, true],
    [['1'], true],
    [['*'], true],
    [['0', '2'], false],
  ])('that was seen as %s may be changed: %s', (ifMatch, may) => {
    const check = () => checkVersion(ada, ifMatch);
    if (may) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ status: 412 }));
  });
});

describe('a copy', () => {
  it('is the same within an hour, and kept for a week', () => {
    const { account, copy } = requestExport(ada, EXPORT, now);
    expect(copy).toMatchObject({ status: 'pending', items: 0, expiresAt: '2026-11-30T10:00:00.000Z' });
    expect(account).toMatchObject({ version: 2, seq: 1 });
    expect([0, 59, 60].map((minutes) => freshExport(account, later(minutes)))).toEqual([EXPORT, EXPORT, undefined]);
    expect(freshExport(ada, now)).toBeUndefined();
  });
});

describe('somebody who leaves', () => {
  const told = keepAddress(patch(ada, { name: 'Ada', phone: '+442071838750' }, now) as Account, 'home', address, now);
  const closed = close(requestExport(told as Account, EXPORT, now).account, later(5));

  it('leaves nothing personal on the account', () => {
    expect(closed).toEqual({
      id: 'ada',
      status: 'erasing',
      addresses: [],
      version: 5,
      seq: 2,
      createdAt: AT,
      closedAt: later(5).toISOString(),
      eraseAt: later(5).toISOString(),
    });
    expect(() => checkOpen(closed)).toThrow(expect.objectContaining({ status: 410, code: 'account_closed' }));
    expect(() => checkOpen(ada)).not.toThrow();
  });

  it('is not made anew when the pool tells of them again', () => {
    expect(signedUp(closed, 'ada@example.com', later(6))).toBeUndefined();
  });

  it('is erased for good half an hour after the user was removed, however late that was', () => {
    expect(isSettled(closed, later(1_000))).toBe(false);
    const gone = removed(closed, later(100));
    expect([129, 130].map((minutes) => isSettled(gone, later(minutes)))).toEqual([false, true]);
    expect(erased(gone)).toMatchObject({ status: 'erased', version: 7, removedAt: later(100).toISOString() });
    expect(erased(gone)).not.toHaveProperty('eraseAt');
  });
});
