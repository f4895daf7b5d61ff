import { cancelOrder, getOrder, placeOrder } from '../../../functions/orders/contract.ts';
import { type Flow, machine, type Shop, shopper, staff } from '../flow.ts';
import { PRIVATE } from '../invariants/facts.ts';

const order = (shop: Shop, name: string, sku: string, quantity: number) =>
  shop.ask(shopper(name), placeOrder, { body: { lines: [{ sku, quantity }] } });

const shipTo = { name: PRIVATE, street: PRIVATE, city: 'London', postalCode: 'SW1', country: 'GB' };

/** A shopper orders, and looks; a machine orders on account. */
export const small: Flow = {
  name: 'place',
  products: { MUG: { units: 6, price: 250 }, CUP: { units: 4, price: 195 } },
  run: async (shop) => {
    await Promise.all([
      (async () => {
        const lines = [{ sku: 'MUG', quantity: 1 + shop.choose(4) }];
        const { status, body } = await shop.ask(shopper('ada'), placeOrder, { body: { lines, shipTo } });
        if (status === 201) await shop.ask(shopper('ada'), getOrder, { params: { id: body.id } });
      })(),
      shop.ask(machine, placeOrder, {
        body: {
          payment: 'on_account',
          lines: [
            { sku: 'CUP', quantity: 1 + shop.choose(4) },
            { sku: 'MUG', quantity: 1 },
          ],
        },
      }),
    ]);
  },
};

/** More buyers than units, of a product whose stock lies in several counters. */
export const hot: Flow = {
  name: 'hot',
  products: { HOT: { units: 5, price: 999, shards: 3 } },
  run: (shop) =>
    Promise.all(
      ['ada', 'ben', 'cleo', 'dora']
        .slice(0, 3 + shop.choose(2))
        .map((name) => order(shop, name, 'HOT', 1 + shop.choose(3))),
    ),
};

const skus = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${String(n).padStart(3, '0')}`);

const BULK = skus('BULK', 300);
/** Just too many for one transaction, and now and then the whole list. */
const lengthOf = (shop: Shop): number => (shop.choose(12) === 11 ? BULK.length : 52);

/** An order taken in several transactions, while somebody wants its last line too. */
export const long: Flow = {
  name: 'long',
  products: Object.fromEntries(BULK.map((sku) => [sku, { units: 3, price: 120 }])),
  run: async (shop) => {
    const all = BULK.slice(0, lengthOf(shop));
    const lines = all.map((sku) => ({ sku, quantity: 1 + shop.choose(2) }));
    const take = async () => {
      const { status, body } = await shop.ask(machine, placeOrder, { body: { payment: 'on_account', lines } });
      if (status === 201 && shop.choose(2) === 1) await shop.ask(staff, cancelOrder, { params: { id: body.id } });
    };
    await Promise.all([take(), order(shop, 'ada', all.at(-1) ?? '', 2 + shop.choose(2))]);
  },
};

/** Orders that are let go: by their owner, by staff, and by both at once. */
export const cancelling: Flow = {
  name: 'cancel',
  products: { PEN: { units: 5, price: 80 } },
  run: async (shop) => {
    const { status, body } = await order(shop, 'ben', 'PEN', 2);
    if (status !== 201) return;
    const cancel = (who: typeof staff) => shop.ask(who, cancelOrder, { params: { id: body.id } });
    await Promise.all(shop.choose(2) === 0 ? [cancel(shopper('ben'))] : [cancel(shopper('ben')), cancel(staff)]);
    await order(shop, 'ben', 'PEN', 5);
  },
};
