import { describe, expect, it } from 'vitest';
import { chargesOf } from './charges.ts';
import type { PlannedOrder } from './plan.ts';
import type { Intent } from './provider.ts';

const order = (reference: string, total: number): PlannedOrder => ({
  key: `replay-of-order-${reference}`,
  paymentKey: `replay-of-payment-${reference}`,
  reference,
  opening: '2010-12-01/000000000000',
  input: { lines: [], payment: 'card', reference, orderedAt: '2010-12-01T08:26:00Z' },
  stocked: [],
  units: 1,
  total,
});
const orders = [order('1', 510), order('2', 255), order('3', 0)];
const orderIds = new Map([
  ['1', 'ord_1'],
  ['2', 'ord_2'],
  ['3', 'ord_3'],
]);
const paid = (id: string, orderId: string, amount: number, more: Partial<Intent> = {}): Intent => ({
  id,
  status: 'succeeded',
  amount_received: amount,
  currency: 'gbp',
  metadata: { orderId },
  latest_charge: { amount_refunded: 0 },
  ...more,
});
const unpaid = (id: string, orderId: string, status: string) => paid(id, orderId, 0, { status, latest_charge: null });

const first = paid('pi_1', 'ord_1', 510);
const second = paid('pi_2', 'ord_2', 255);

describe("the provider's ledger", () => {
  it('agrees when each order was paid once, whatever was given up before, and whatever else was sold', () => {
    const ledger = [second, first, unpaid('pi_0', 'ord_1', 'canceled'), paid('pi_9', 'ord_9', 999)];

    expect(chargesOf(orders, orderIds, ledger)).toEqual({
      payments: { file: 2, backroom: 2 },
      taken: { file: 765, backroom: 765 },
      refunded: { file: 0, backroom: 0 },
      differences: [],
    });
  });

  it.each<[string, Intent[], string[]]>([
    ['nothing was taken', [first], ['order 2: the provider took nothing of 255']],
    [
      'it is only being taken',
      [first, unpaid('pi_2', 'ord_2', 'processing')],
      ['order 2: the provider took nothing of 255'],
    ],
    [
      'it was taken twice',
      [first, second, paid('pi_3', 'ord_2', 255)],
      ['order 2: the provider took its money 2 times (pi_2, pi_3)'],
    ],
    [
      'another amount was taken',
      [first, paid('pi_2', 'ord_2', 256)],
      ['order 2: the provider took 256 gbp of 255 gbp (pi_2)'],
    ],
    [
      'another currency was taken',
      [first, paid('pi_2', 'ord_2', 255, { currency: 'eur' })],
      ['order 2: the provider took 255 eur of 255 gbp (pi_2)'],
    ],
    [
      'it was given back',
      [first, paid('pi_2', 'ord_2', 255, { latest_charge: { amount_refunded: 100 } })],
      ['order 2: the provider gave back 100 (pi_2)'],
    ],
    [
      'nothing was to be paid',
      [first, second, paid('pi_3', 'ord_3', 30)],
      [
        'order 3: the provider took money for an order of nothing (pi_3)',
        'order 3: the provider took 30 gbp of 0 gbp (pi_3)',
      ],
    ],
  ])('differs where %s', (_, ledger, differences) => {
    expect(chargesOf(orders, orderIds, ledger).differences).toEqual(differences);
  });

  it('has nothing for an order that was never placed', () => {
    expect(chargesOf([order('4', 100)], new Map(), [paid('pi_4', '', 100)])).toMatchObject({
      taken: { file: 100, backroom: 0 },
      differences: ['order 4: the provider took nothing of 100'],
    });
  });
});
