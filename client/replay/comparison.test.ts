import { describe, expect, it } from 'vitest';
import { money } from '../../shared/values.ts';
import type { Order, Report } from './api.ts';
import { expectedReport, orderDifferences, reportDifferences, sharesOf } from './comparison.ts';
import type { PlannedOrder } from './plan.ts';

const gbp = (amount: number) => money(amount, 'GBP');

const planned = {
  key: 'replay-of-an-order',
  paymentKey: 'replay-of-a-payment',
  reference: '1',
  opening: '2010-12-01/000000000000',
  input: {
    lines: [
      { sku: 'MUG', quantity: 2, agreedPrice: gbp(255) },
      { sku: 'MUG', quantity: 1, agreedPrice: gbp(210) },
    ],
    payment: 'on_account',
    reference: '1',
    orderedAt: '2010-12-01T08:26:00Z',
  },
  stocked: [],
  units: 3,
  total: 720,
} satisfies PlannedOrder;

const found = {
  id: 'ord_00000000000000000000000000' as Order['id'],
  status: 'on_account',
  payment: 'on_account',
  orderedAt: '2010-12-01T08:26:00Z',
  total: gbp(720),
  lines: [
    { sku: 'MUG', quantity: 1, unitPrice: gbp(210), amount: gbp(210) },
    { sku: 'MUG', quantity: 2, unitPrice: gbp(255), amount: gbp(510) },
  ],
} satisfies Order;

describe('an order', () => {
  it('agrees with its invoice in whatever order its lines come', () => {
    expect(orderDifferences(planned, found)).toEqual([]);
  });

  it.each([
    [{ total: gbp(719) }, ['order 1: total 720 in the file, 719 in Backroom']],
    [{ total: money(720, 'EUR') }, ['order 1: currency GBP in the file, EUR in Backroom']],
    [{ status: 'cancelled' }, ['order 1: was cancelled']],
    [
      { lines: found.lines.slice(1) },
      [
        'order 1: units of MUG at 210 1 in the file, 0 in Backroom',
        'order 1: sum of its lines 720 in the file, 510 in Backroom',
      ],
    ],
  ])('with %j differs', (change, differences) => {
    expect(orderDifferences(planned, { ...found, ...change })).toEqual(differences);
  });
});

describe('an order by card', () => {
  const card = { ...planned, input: { ...planned.input, payment: 'card' as const } };

  it.each(['paid', 'fulfilled'])('agrees when it is %s', (status) => {
    expect(orderDifferences(card, { ...found, payment: 'card', status })).toEqual([]);
  });

  it.each(['pending_payment', 'expiring', 'expired', 'cancelled'])('differs when it is %s', (status) => {
    expect(orderDifferences(card, { ...found, payment: 'card', status })).toEqual([`order 1: is ${status}, not paid`]);
  });

  it('differs when it is on account', () => {
    expect(orderDifferences(card, found)).toContain('order 1: payment card in the file, on_account in Backroom');
  });
});

describe('a ledger', () => {
  it('is split into what belongs to the file and all of it', () => {
    const ledger = [
      { quantity: 5, reason: 'opening', reference: 'day' },
      { quantity: 7, reason: 'opening', reference: 'another day' },
      { quantity: -3, reason: 'order', reference: 'ord_1' },
      { quantity: 3, reason: 'order_undone', reference: 'ord_1' },
      { quantity: -5, reason: 'order', reference: 'ord_1' },
      { quantity: -7, reason: 'order', reference: 'ord_2' },
      { quantity: 2, reason: 'return', reference: 'C1/1' },
      { quantity: 9, reason: 'count' },
    ];
    const refs = { openings: new Set(['day']), orders: new Set(['ord_1']), returns: new Set(['C1/1']) };

    expect(sharesOf(ledger, refs)).toEqual({ opened: 5, taken: 5, returned: 2, all: 11 });
  });
});

describe('a daily report', () => {
  const expected = expectedReport([planned, { ...planned, reference: '2' }]);
  const report: Report = {
    orders: 2,
    units: 6,
    revenue: gbp(1440),
    data: [{ sku: 'MUG', units: 6, revenue: gbp(1440) }],
  };

  it('agrees with the orders of its day', () => {
    expect(reportDifferences('2010-12-01', expected, report)).toEqual([]);
  });

  it('differs in the day and in its SKUs', () => {
    const late = { ...report, orders: 1, data: [] };

    expect(reportDifferences('2010-12-01', expected, late)).toEqual([
      'daily report 2010-12-01: orders 2 in the file, 1 in Backroom',
      'daily report 2010-12-01: units of MUG 6 in the file, 0 in Backroom',
      'daily report 2010-12-01: revenue of MUG 1440 in the file, 0 in Backroom',
    ]);
  });
});
