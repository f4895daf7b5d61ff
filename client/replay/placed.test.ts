import { describe, expect, it } from 'vitest';
import { openBackroom } from './backroom.ts';
import { ask, type Reply, systemOf } from './fake-system.ts';
import { findPlaced, PlacedOtherwise } from './placed.ts';
import type { Plan } from './plan.ts';

const ID = 'ord_00000000000000000000000000';
const opening = '2010-12-01/000000000000';
const plan = (payment: Plan['payment']): Plan => ({
  payment,
  products: [],
  openings: [],
  orders: [
    {
      key: 'replay-of-an-order',
      paymentKey: 'replay-of-a-payment',
      reference: '1',
      opening,
      input: { lines: [], payment, reference: '1', orderedAt: '2010-12-01T08:26:00Z' },
      stocked: ['MUG' as Plan['products'][number]['sku']],
      units: 1,
      total: 255,
    },
  ],
  returns: [],
});
const page = (...data: object[]): Reply => ({ status: 200, body: { data, nextCursor: null } });
const order = { id: ID, status: 'paid', payment: 'card' };

const placedOf = async (payment: Plan['payment'], ...replies: Reply[]) => {
  const { find } = await systemOf(...replies);
  return findPlaced(plan(payment), await openBackroom(find, ask), (_step, _total, work) => work(() => {}));
};

describe('an order that is there', () => {
  it('is gone on from when it came of the same lines and is paid the same way', async () => {
    const ledger = page({ quantity: 1, reason: 'opening', reference: opening });

    expect([...(await placedOf('card', page(order), ledger))]).toEqual([[ID, 'paid']]);
  });

  it('refuses the file when it is paid another way', async () => {
    const placed = placedOf('card', page({ ...order, payment: 'on_account' }));

    await expect(placed).rejects.toThrow(PlacedOtherwise);
    await expect(placed).rejects.toThrow('order 1 is there already on account, so it cannot be placed by card');
    await expect(placedOf('on_account', page(order))).rejects.toThrow(
      'order 1 is there already by card, so it cannot be placed on account',
    );
  });

  it('refuses the file when it came of other lines', async () => {
    const ledger = page({ quantity: 1, reason: 'opening', reference: '2010-12-01/ffffffffffff' });

    await expect(placedOf('card', page(order), ledger)).rejects.toThrow(PlacedOtherwise);
  });
});
