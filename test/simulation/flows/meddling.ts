import type { Route } from '#shared/route';
import {
  archiveProduct,
  getProduct,
  listProducts,
  patchProduct,
  putProduct,
} from '../../../functions/catalog/contract.ts';
import { recordMovement, setShards } from '../../../functions/inventory/contract.ts';
import { cancelOrder, getOrder, listOrders, placeOrder } from '../../../functions/orders/contract.ts';
import { createPayment, createRefund, listPayments } from '../../../functions/payments/contract.ts';
import { type Answer, type Asked, admin, type Flow, machine, type Person, type Shop, shopper, staff } from '../flow.ts';

const LOTS = Array.from({ length: 52 }, (_, n) => `LOT-${String(n).padStart(3, '0')}`);

const NOBODYS = `pay_${'0'.repeat(26)}`;

/** Somebody clicks twice: the same request, under one key, at the same time. Or the key is used for something else. */
const twice = async (shop: Shop, who: Person, route: Route, asked: Asked, other?: unknown): Promise<Answer> => {
  const { key = `twice-asked-${shop.fresh()}` } = asked;
  const body = other !== undefined && shop.choose(6) === 5 ? other : asked.body;
  const [first] = await Promise.all([
    shop.ask(who, route, { ...asked, key }),
    shop.ask(who, route, { ...asked, body, key }),
  ]);
  return first;
};

/** Whatever is asked for is asked for twice at once. */
export const doubling: Flow = {
  name: 'double',
  products: { POT: { units: 5, price: 1_200 } },
  run: async (shop) => {
    const lines = (quantity: number) => ({ lines: [{ sku: 'POT', quantity }] });
    if (shop.choose(3) === 1) {
      const move = (quantity: number) => ({ sku: 'POT', quantity, reason: 'receipt' });
      await twice(shop, machine, recordMovement, { body: move(2) }, move(3));
    }
    const { status, body: order } = await twice(shop, shopper('ada'), placeOrder, { body: lines(2) }, lines(1));
    if (status !== 201) return;
    const params = { id: order.id };
    const how = shop.choose(3);
    if (how > 0) {
      const { body: payment } = await twice(shop, shopper('ada'), createPayment, { params });
      if (!payment.clientSecret) return;
      await shop.confirm(payment.clientSecret);
      const isPaid = async () => (await shop.ask(staff, getOrder, { params })).body.status !== 'pending_payment';
      await shop.until(isPaid);
      const give = (amount: number) => ({ reason: 'broken', amount: { amount, currency: 'GBP' } });
      if (how === 2) {
        const key = `for-two-payments-${shop.fresh()}`;
        await twice(shop, admin, createRefund, { params: { id: payment.id }, body: give(500), key }, give(600));
        await shop.ask(admin, createRefund, { params: { id: NOBODYS }, body: give(500), key });
      }
    }
    await twice(shop, staff, cancelOrder, { params }, { reason: 'other' });
  },
};

/** The same, of an order of several transactions. */
export const bulk: Flow = {
  name: 'bulk',
  products: Object.fromEntries(LOTS.map((sku) => [sku, { units: 3, price: 120 }])),
  run: async (shop) => {
    const lines = LOTS.map((sku) => ({ sku, quantity: 1 + shop.choose(2) }));
    const wanted = { payment: 'on_account', lines };
    const [{ status, body }] = await Promise.all([
      twice(shop, machine, placeOrder, { body: wanted }),
      shop.ask(shopper('ada'), placeOrder, { body: { lines: [{ sku: LOTS.at(-1), quantity: 2 }] } }),
    ]);
    if (status === 201 && shop.choose(2) === 1) await twice(shop, staff, cancelOrder, { params: { id: body.id } });
  },
};

/** Two windows: one pays while the other cancels, or the time is just over; and one key for two orders. */
export const hurrying: Flow = {
  name: 'hurry',
  products: { CAN: { units: 4, price: 360 } },
  run: async (shop) => {
    const buyer = shopper('dora');
    const order = () => shop.ask(buyer, placeOrder, { body: { lines: [{ sku: 'CAN', quantity: 1 }] } });
    const [first, second] = await Promise.all([order(), order()]);
    if (first.status !== 201 || second.status !== 201) return;
    const params = { id: first.body.id };
    const key = `for-two-orders-${shop.fresh()}`;
    const cancel = (id: string) => shop.ask(buyer, cancelOrder, { params: { id }, key });
    const pay = async () => {
      const { body } = await shop.ask(buyer, createPayment, { params });
      if (body.clientSecret) await shop.confirm(body.clientSecret);
    };
    const how = shop.choose(5);
    if (how === 4) {
      const asked = { params, key: `of-another-window-${shop.fresh()}` };
      const { body } = await shop.ask(buyer, createPayment, asked);
      if (body.clientSecret) await shop.confirm(body.clientSecret, 'refused');
      if (shop.choose(2) === 1) await shop.pass(1);
      await pay();
      await shop.ask(buyer, createPayment, asked);
    }
    if (how === 3) await shop.pass(30);
    await Promise.all([
      pay(),
      ...(how === 1 ? [pay()] : []),
      ...(how < 2 ? [cancel(params.id)] : []),
      cancel(second.body.id),
    ]);
  },
};

/** Somebody spreads a product over more and fewer counters while units come and go; somebody else wants it otherwise. */
export const spreading: Flow = {
  name: 'spread',
  products: { NUT: { units: 5, price: 40, shards: 3 } },
  run: async (shop) => {
    const buyer = shopper('cleo');
    const spread = (who: Person) =>
      shop.ask(who, setShards, { params: { sku: 'NUT' }, body: { shards: 1 + shop.choose(4) } });
    const come = (quantity: number) =>
      shop.ask(machine, recordMovement, { body: { sku: 'NUT', quantity, reason: 'receipt' } });
    const comeAndGo = async () => {
      const { status, body } = await shop.ask(buyer, placeOrder, { body: { lines: [{ sku: 'NUT', quantity: 4 }] } });
      if (status === 201) await shop.ask(buyer, cancelOrder, { params: { id: body.id } });
    };
    await Promise.all([spread(staff), spread(admin), come(1), come(2), comeAndGo()]);
  },
};

/** Two editors are at one product, and somebody else makes one that is new. */
export const editing: Flow = {
  name: 'edit',
  products: { HAT: { units: 1, price: 2_100 } },
  run: async (shop) => {
    const sku = 'HAT';
    const hat = { name: 'Hat', price: { amount: 2_000 + shop.choose(3), currency: 'GBP' }, stocked: true };
    const cap = (name: string) => ({ name, price: { amount: 900, currency: 'GBP' }, stocked: false });
    await Promise.all([
      shop.ask(staff, putProduct, { params: { sku }, body: hat }),
      shop.ask(machine, putProduct, { params: { sku }, body: { ...hat, name: 'A hat', category: 'hats' } }),
      shop.ask(staff, putProduct, { params: { sku: 'CAP' }, body: cap('Cap') }),
      shop.ask(machine, putProduct, { params: { sku: 'CAP' }, body: cap('A cap') }),
    ]);
    const seen = await shop.ask(staff, getProduct, { params: { sku } });
    const ifMatch = seen.headers.etag;
    await Promise.all([
      shop.ask(staff, patchProduct, { params: { sku }, body: { name: 'The hat' }, ifMatch }),
      shop.ask(machine, patchProduct, { params: { sku }, body: { category: 'hats' }, ifMatch }),
      shop.ask(staff, archiveProduct, { params: { sku: 'CAP' }, ifMatch: '*' }),
    ]);
    await shop.ask(staff, listProducts);
  },
};

/** Somebody tries what is none of theirs. */
export const prying: Flow = {
  name: 'pry',
  products: { KEY: { units: 3, price: 700 } },
  run: async (shop) => {
    const lines = [{ sku: 'KEY', quantity: 1 }];
    const { status, body } = await shop.ask(shopper('ada'), placeOrder, { body: { lines, reference: 'gift' } });
    if (status !== 201) return;
    const params = { id: body.id };
    const { body: payment } = await shop.ask(shopper('ada'), createPayment, { params });
    const mallory = shopper('mallory');
    await shop.ask(mallory, getOrder, { params });
    await shop.ask(mallory, listOrders);
    await shop.ask(mallory, listOrders, { query: { reference: 'gift' } });
    await shop.ask(mallory, listPayments, { params });
    await shop.ask(mallory, createPayment, { params });
    await shop.ask(mallory, cancelOrder, { params });
    await shop.ask(mallory, placeOrder, { body: { payment: 'on_account', lines } });
    if (payment.clientSecret) await shop.confirm(payment.clientSecret);
  },
};

/** Somebody asks far more often than anybody may, while another shopper buys. */
export const flooding: Flow = {
  name: 'flood',
  products: { BUN: { units: 3, price: 110 } },
  run: async (shop) => {
    const buy = (name: string) =>
      shop.ask(shopper(name), placeOrder, { body: { lines: [{ sku: 'BUN', quantity: 1 }] } });
    const flood = async () => {
      const { status, body } = await buy('mallory');
      if (status !== 201) return;
      const params = { id: body.id };
      const look = () => shop.ask(shopper('mallory'), getOrder, { params });
      for (let rounds = 1 + 4 * shop.choose(2); rounds > 0; rounds--)
        await Promise.all(Array.from({ length: 6 }, look));
    };
    await Promise.all([flood(), buy('ada')]);
  },
};
