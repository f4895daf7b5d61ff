import {
  deleteAddress,
  eraseMe,
  getExport,
  getMe,
  listExportItems,
  patchMe,
  putAddress,
  requestExport,
} from '../../../functions/accounts/contract.ts';
import { cancelOrder, placeOrder } from '../../../functions/orders/contract.ts';
import { type Flow, type Person, type Shop, shopper } from '../flow.ts';
import { secretOf } from '../invariants/accounts.ts';

/** Somebody whom nobody has heard of yet. */
const stranger = (shop: Shop): Person => shopper(`guest-${shop.fresh()}`);

/** Whoever waits for a copy looks so often, and comes back another day. */
const LOOKS = 5;

const addressOf = (who: Person) => ({
  name: secretOf(who),
  street: secretOf(who),
  city: 'London',
  postalCode: 'SW1',
  country: 'GB',
});

/** Somebody signs up, says who they are in two windows at once, and wants a copy of it all. */
export const joining: Flow = {
  name: 'join',
  products: { JAR: { units: 3, price: 450 } },
  run: async (shop) => {
    const guest = stranger(shop);
    const home = { params: { id: 'home' }, body: addressOf(guest) };
    await shop.signUp(guest);
    await Promise.all([
      shop.ask(guest, patchMe, { body: { name: secretOf(guest) } }),
      shop.ask(guest, putAddress, home),
      ...(shop.choose(3) === 1 ? [shop.ask(guest, putAddress, { ...home, params: { id: 'work' } })] : []),
    ]);
    const lines = [{ sku: 'JAR', quantity: 1 }];
    if (shop.choose(2) === 1) await shop.ask(guest, placeOrder, { body: { lines, shipTo: addressOf(guest) } });
    if (shop.choose(3) === 1) {
      const { headers } = await shop.ask(guest, getMe);
      await Promise.all([
        shop.ask(guest, patchMe, { body: { locale: 'en-GB' }, ifMatch: headers.etag }),
        shop.ask(guest, deleteAddress, { params: { id: 'home' } }),
      ]);
    }
    const [{ body }] = await Promise.all([
      shop.ask(guest, requestExport),
      ...(shop.choose(3) === 1 ? [shop.ask(guest, requestExport)] : []),
    ]);
    const params = { id: body.id };
    for (let looks = 0; looks < LOOKS; looks++) {
      const copy = await shop.ask(guest, getExport, { params });
      if (copy.body.status === 'ready') return shop.ask(guest, listExportItems, { params });
      await shop.pass(1);
    }
  },
};

/** Somebody leaves, while another window goes on: with an order, its cancellation, or a copy of everything. */
export const leaving: Flow = {
  name: 'leave',
  products: { LID: { units: 6, price: 310 } },
  run: async (shop) => {
    const guest = stranger(shop);
    const order = () =>
      shop.ask(guest, placeOrder, { body: { lines: [{ sku: 'LID', quantity: 1 }], shipTo: addressOf(guest) } });
    await shop.signUp(guest);
    const { status, body } = await order();
    if (status !== 201) return;
    const how = shop.choose(6);
    if (how === 1) {
      await shop.disable(guest);
      await Promise.all([shop.ask(guest, requestExport), shop.ask(guest, eraseMe)]);
      return;
    }
    if (how === 2) await shop.ask(guest, requestExport);
    await Promise.all([
      shop.ask(guest, eraseMe),
      ...(how === 3 ? [order()] : []),
      ...(how === 4 ? [shop.ask(guest, cancelOrder, { params: { id: body.id } })] : []),
      ...(how === 5 ? [shop.ask(guest, putAddress, { params: { id: 'home' }, body: addressOf(guest) })] : []),
    ]);
    if (shop.choose(3) === 1) await order();
    if (shop.choose(3) === 1) await shop.signUp(guest);
  },
};
