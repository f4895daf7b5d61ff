import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, applyUpdate } from './update-expression.ts';

/** A decimal of thousandths, written as DynamoDB does. */
const decimal = (thousandths: bigint): string => {
  const digits = (thousandths < 0n ? -thousandths : thousandths).toString().padStart(4, '0');
  const plain = `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
  return thousandths < 0n ? `-${plain}` : plain;
};

const thousandths = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });

describe('arithmetic', () => {
  it('is exact for any two decimals', () => {
    fc.assert(
      fc.property(thousandths, thousandths, (a, b) => {
        expect(addDecimals(decimal(a), decimal(b))).toBe(decimal(a + b));
      }),
    );
  });

  it('refuses more than 38 digits', () => {
    expect(() => addDecimals(`1${'0'.repeat(37)}`, '0.01')).toThrow('38 significant digits');
  });
});

it('leaves the item as it was', () => {
  const before = { list: { L: [{ N: '1' }, { M: { a: { S: 'x' } } }] } };
  const copy = structuredClone(before);
  const after = applyUpdate(
    [
      { type: 'set', path: ['list', 1, 'a'], val: { S: 'y' } },
      { type: 'remove', path: ['list', 0], val: { NULL: true } },
    ],
    before,
  );
  expect(after).toEqual({ list: { L: [{ M: { a: { S: 'y' } } }] } });
  expect(before).toEqual(copy);
});
