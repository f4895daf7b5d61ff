import { expect, it } from 'vitest';
import { derivedId, digest, inputHash, readKey } from './idempotency.ts';

it.each([
  ['bare', 'a'.repeat(16), 'a'.repeat(16)],
  ['quoted', `"${'a'.repeat(16)}"`, 'a'.repeat(16)],
  ['the longest', 'z'.repeat(255), 'z'.repeat(255)],
])('reads a key that is %s', (_, header, key) => {
  expect(readKey(header)).toBe(key);
});

it.each([
  ['missing', undefined, 'idempotency_key_missing'],
  ['empty', '', 'idempotency_key_missing'],
  ['short', 'a'.repeat(15), 'idempotency_key_invalid'],
  ['short within quotes', `"${'a'.repeat(15)}"`, 'idempotency_key_invalid'],
  ['long', 'a'.repeat(256), 'idempotency_key_invalid'],
  ['split over lines', `${'a'.repeat(16)}\r\nx`, 'idempotency_key_invalid'],
  ['quoted on one side only', `"${'a'.repeat(16)}`, 'idempotency_key_invalid'],
  ['not ASCII', `${'a'.repeat(16)}é`, 'idempotency_key_invalid'],
  ['blank within', `${'a'.repeat(8)} ${'a'.repeat(8)}`, 'idempotency_key_invalid'],
])('refuses a key that is %s', (_, header, code) => {
  expect(() => readKey(header)).toThrow(expect.objectContaining({ status: 400, code }));
});

it('derives the same id again, and another for every other caller, operation and key', () => {
  const keyed = { caller: 'ada', operation: 'placeOrder', key: 'k'.repeat(16) };
  const ids = [
    keyed,
    { ...keyed, caller: 'bob' },
    { ...keyed, operation: 'cancelOrder' },
    { ...keyed, key: 'l'.repeat(16) },
  ].map((each) => derivedId('ord', each));
  expect(derivedId('ord', { ...keyed })).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
  expect(ids[0]).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/);
});

it('spends all its digits', () => {
  const seen = new Set(Array.from({ length: 500 }, (_, n) => digest('x', n)).flatMap((digits) => [...digits]));
  expect(seen.size).toBe(32);
});

it('hashes equal input equally: names in any order, lists in theirs, nothing for what is undefined', () => {
  expect(inputHash({ a: 1, b: { c: 2, d: [1, 2] } })).toBe(inputHash({ b: { d: [1, 2], c: 2 }, a: 1, e: undefined }));
  expect(inputHash({ d: [1, 2] })).not.toBe(inputHash({ d: [2, 1] }));
  expect(inputHash({ a: 1 })).not.toBe(inputHash({ a: '1' }));
});
