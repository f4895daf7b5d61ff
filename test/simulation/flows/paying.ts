import { cancelOrder, getOrder, placeOrder } from '../../../functions/orders/contract.ts';
import { createPayment, createRefund, listPayments } from '../../../functions/payments/contract.ts';
import { type Answer, admin, type Card, type Flow, type Shop, shopper, staff } from '../flow.ts';

type Begun = { orderId: string; payment: Answer } | undefined;

/** An order, and its payment as far as it can be confirmed. */
const begin = async (shop: Shop, name: string, sku: string, quantity: number): Promise<Begun> => {
  const placed = await shop.ask(shopper(name), placeOrder, { body: { lines: [{ sku, quantity }] } });
  if (placed.status !== 201) return undefined;
  const payment = await pay(shop, name, placed.body.id);
  return { orderId: placed.body.id, payment };
};

const pay = (shop: Shop, name: string, orderId: string) =>
  shop.ask(shopper(name), createPayment, { params: { id: orderId } });

const confirm = async (shop: Shop, { body }: Answer, card: Card = 'good') => {
  if (body.clientSecret) await shop.confirm(body.clientSecret, card);
};

const statusOf = async (shop: Shop, orderId: string): Promise<string> =>
  (await shop.ask(staff, getOrder, { params: { id: orderId } })).body.status;

const isDecided = (shop: Shop, orderId: string) => async () =>
  !['pending_payment', 'expiring'].includes(await statusOf(shop, orderId));

/** A shopper pays: at once, or with a second card after the first was refused. */
export const paying: Flow = {
  name: 'pay',
  products: { TEA: { units: 4, price: 640 } },
  run: (shop) =>
    Promise.all(
      ['ada', 'ben'].slice(0, 1 + shop.choose(2)).map(async (name) => {
        const begun = await begin(shop, name, 'TEA', 1 + shop.choose(2));
        if (!begun) return;
        if (shop.choose(3) === 2) {
          await confirm(shop, begun.payment, 'refused');
          const again = await pay(shop, name, begun.orderId);
          return confirm(shop, again);
        }
        return confirm(shop, begun.payment);
      }),
    ),
};

/** Nobody pays, or somebody begins to and leaves. */
export const expiring: Flow = {
  name: 'expire',
  products: { JAM: { units: 3, price: 310 } },
  run: async (shop) => {
    if (shop.choose(2) === 0) await begin(shop, 'cleo', 'JAM', 2);
    else await shop.ask(shopper('cleo'), placeOrder, { body: { lines: [{ sku: 'JAM', quantity: 2 }] } });
    await shop.pass(31);
    if (shop.choose(2) === 1) await begin(shop, 'dora', 'JAM', 3);
  },
};

/** The money comes when the order's time is over, and somebody else may have the units by then. */
export const late: Flow = {
  name: 'late',
  products: { RUG: { units: 2, price: 5_000 } },
  run: async (shop) => {
    const begun = await begin(shop, 'ada', 'RUG', 2);
    if (!begun) return;
    await confirm(shop, begun.payment, 'late');
    if (shop.choose(3) === 2) await shop.ask(shopper('ada'), cancelOrder, { params: { id: begun.orderId } });
    await shop.pass(33 + shop.choose(3));
    if (shop.choose(2) === 1) await begin(shop, 'ben', 'RUG', 1);
  },
};

/** Two operators give money back at the same time; the sums are more than there is. */
export const refunding: Flow = {
  name: 'refund',
  products: { VASE: { units: 4, price: 1_000 } },
  run: async (shop) => {
    const begun = await begin(shop, 'ada', 'VASE', 2);
    if (!begun) return;
    await confirm(shop, begun.payment);
    await shop.until(isDecided(shop, begun.orderId));
    const give = (body: object) =>
      shop.ask(admin, createRefund, { params: { id: begun.payment.body.id }, body: { reason: 'broken', ...body } });
    const parts = [
      { lines: [{ lineId: '1', quantity: 1 }], restock: true },
      { amount: { amount: 1_500, currency: 'GBP' } },
      { restock: true },
    ];
    const [first, second] = [parts[shop.choose(3)], parts[shop.choose(3)]];
    await Promise.all([
      give(first ?? {}),
      ...(shop.choose(3) > 0 ? [give(second ?? {})] : []),
      ...(shop.choose(3) === 2 ? [shop.ask(staff, cancelOrder, { params: { id: begun.orderId } })] : []),
    ]);
    if (shop.choose(2) === 1) await shop.ask(shopper('ada'), listPayments, { params: { id: begun.orderId } });
  },
};

/** Staff cancels what is being paid, or was. */
export const revoking: Flow = {
  name: 'revoke',
  products: { FAN: { units: 3, price: 2_500 } },
  run: async (shop) => {
    const begun = await begin(shop, 'ben', 'FAN', 1);
    if (!begun) return;
    const cancel = () => shop.ask(staff, cancelOrder, { params: { id: begun.orderId } });
    if (shop.choose(2) === 0) {
      await Promise.all([confirm(shop, begun.payment), cancel()]);
    } else {
      await confirm(shop, begun.payment);
      await shop.until(isDecided(shop, begun.orderId));
      await cancel();
    }
  },
};
