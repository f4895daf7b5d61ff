import { expect, it } from 'vitest';
import type { Sku } from '#shared/values';
import { sharesOf, totalOf } from './daily.ts';

const line = (sku: string, quantity: number, amount: number) => ({
  id: '1',
  sku: sku as Sku,
  name: sku,
  quantity,
  unitPrice: 0,
  amount,
  stocked: true,
});
const lines = [line('A', 2, 500), line('B', 1, 300), line('A', 1, 200)];

it('adds lines up by SKU and counts the order once', () => {
  const shares = sharesOf({ lines, part: 1 }, 1);
  expect(shares).toEqual([
    { sku: 'A', units: 3, revenue: 700, orders: 1 },
    { sku: 'B', units: 1, revenue: 300, orders: 0 },
  ]);
  expect(totalOf(shares)).toEqual({ orders: 1, units: 4, revenue: 1000 });
});

it('does not count the order again with its further parts', () => {
  expect(totalOf(sharesOf({ lines, part: 2 }, 1)).orders).toBe(0);
});

it('takes back exactly what it added', () => {
  const both = [...sharesOf({ lines, part: 1 }, 1), ...sharesOf({ lines, part: 1 }, -1)];
  expect(totalOf(both)).toEqual({ orders: 0, units: 0, revenue: 0 });
});
