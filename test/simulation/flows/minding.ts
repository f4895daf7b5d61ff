import { recordMovement, setShards } from '../../../functions/inventory/contract.ts';
import { getOrder, placeOrder } from '../../../functions/orders/contract.ts';
import { createPayment } from '../../../functions/payments/contract.ts';
import {
  getReconciliation,
  listDiscrepancies,
  repairDiscrepancy,
  startReconciliation,
} from '../../../functions/reconciliation/contract.ts';
import { admin, type Flow, machine, type Shop, shopper, staff } from '../flow.ts';

/** The warehouse moves units in and out while they sell, and somebody spreads them over more counters, or fewer. */
export const moving: Flow = {
  name: 'move',
  products: { BOX: { units: 4, price: 450, shards: 2 } },
  run: (shop) => {
    const move = (quantity: number) =>
      shop.ask(machine, recordMovement, { body: { sku: 'BOX', quantity, reason: quantity > 0 ? 'receipt' : 'count' } });
    return Promise.all([
      move(2).then(() => move(-3)),
      move(-3),
      shop.ask(shopper('dora'), placeOrder, { body: { lines: [{ sku: 'BOX', quantity: 2 + shop.choose(2) }] } }),
      ...(shop.choose(2) === 1
        ? [shop.ask(staff, setShards, { params: { sku: 'BOX' }, body: { shards: 1 + shop.choose(4) } })]
        : []),
    ]);
  },
};

type Discrepancy = { id: string; repair?: string };

/** Holds everything against everything. @returns what is open after it */
const reconcile = async (shop: Shop): Promise<Discrepancy[]> => {
  const { body } = await shop.ask(admin, startReconciliation);
  await shop.until(async () => {
    const run = await shop.ask(admin, getReconciliation, { params: { id: body.id } });
    return run.body.status === 'finished';
  });
  const { body: open } = await shop.ask(admin, listDiscrepancies);
  return open.data;
};

/** Somebody, or several at once, put right what can be. @returns how much was wrong */
const putRight = async (shop: Shop): Promise<number> => {
  const found = await Promise.all(Array.from({ length: 1 + shop.choose(3) }, () => reconcile(shop)));
  const repair = async (open: Discrepancy[]) => {
    for (const { id, repair } of open) if (repair) await shop.ask(admin, repairDiscrepancy, { params: { id } });
  };
  await Promise.all(found.map(repair));
  return Math.max(...found.map(({ length }) => length));
};

/** Words of the provider are lost for good; a reconciliation finds what they were about, and puts it right. */
export const reconciling: Flow = {
  name: 'reconcile',
  products: { LAMP: { units: 3, price: 3_300 } },
  run: async (shop) => {
    const buyer = shopper('cleo');
    const placed = await shop.ask(buyer, placeOrder, { body: { lines: [{ sku: 'LAMP', quantity: 2 }] } });
    if (placed.status !== 201) return;
    const payment = await shop.ask(buyer, createPayment, { params: { id: placed.body.id } });
    if (payment.body.clientSecret)
      await shop.confirm(payment.body.clientSecret, shop.choose(2) === 1 ? 'late' : 'good');
    if (shop.choose(3) > 0) {
      await shop.pass(6);
      await putRight(shop);
    }
    await shop.ask(buyer, getOrder, { params: { id: placed.body.id } });
  },
  afterwards: async (shop) => {
    for (let n = 0; n < 3; n++) {
      await shop.pass(20);
      if ((await putRight(shop)) === 0) return;
    }
    throw new Error('three reconciliations were not enough');
  },
};
