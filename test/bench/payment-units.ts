import type { Books } from './books.ts';
import type { Run } from './run.ts';
import type { Section } from './tables.ts';
import { COLUMNS, openLines, tellStory } from './unit-lines.ts';

const HOLD_MINUTES = 31;
const SKU = 'ONE';

/** @throws Error when the figures would be those of something else */
const check = async ({ shop }: Books, key: string, wanted: string): Promise<void> => {
  const status = await shop.statusOf(key);
  if (status !== wanted) throw new Error(`the order is ${status}, and should be ${wanted}`);
};

/** What paying, giving back and letting go cost, step by step. */
export const paymentUnits = async (
  books: Books,
  clock: Float64Array,
  { progress, show }: Pick<Run, 'progress' | 'show'>,
): Promise<Section> => {
  const { shop, spentOn, spentOnWebhooks, spentOnConsequences } = books;
  const { rows, line } = openLines(progress);
  const pass = (minutes: number) => {
    clock[0] = (clock[0] ?? 0) + minutes * 60_000;
  };
  const order = (key: string) => shop.order([SKU], { by: 'shopper', key });
  const confirm = async (key: string, card?: string) => {
    await books.confirm(shop.clientSecretOf(key), card);
  };
  const settle = async () => {
    await spentOnWebhooks();
    await spentOnConsequences();
  };
  const pay = async (key: string) => {
    await order(key);
    await shop.beginPayment(key);
    await confirm(key);
    await settle();
    await check(books, key, 'paid');
  };
  await shop.stock(SKU);
  await pay('warms-everything-up'); // the first sale of a SKU's day, the keys' first reading

  const expiry = tellStory(books);
  await order('order-that-expires');
  await shop.beginPayment('order-that-expires');
  await settle();
  pass(HOLD_MINUTES);
  await expiry.step('the sweep finds it', () => shop.releaseOverdue());
  await expiry.consequences();
  await expiry.webhooks();
  expiry.end('an order with an open payment expires', line);
  await check(books, 'order-that-expires', 'expired');

  const payment = tellStory(books);
  await payment.step('order of 1 line, by card', () => order('order-that-is-paid'));
  await payment.consequences();
  await payment.step('begin the payment', () => shop.beginPayment('order-that-is-paid', 'key-of-the-payment'));
  await confirm('order-that-is-paid');
  await payment.webhooks();
  await payment.consequences();
  payment.end('an order is placed and paid', line);
  await check(books, 'order-that-is-paid', 'paid');
  const again = () => shop.beginPayment('order-that-is-paid', 'key-of-the-payment');
  line('begin the payment under the same key again', await spentOn(again));
  line("an order's payments", await spentOn(() => shop.readPayments('order-that-is-paid')));

  const decline = tellStory(books);
  await order('order-with-a-decline');
  await shop.beginPayment('order-with-a-decline');
  await spentOnWebhooks();
  await spentOnConsequences();
  await confirm('order-with-a-decline', 'pm_card_visa_chargeDeclined');
  await decline.webhooks();
  await decline.consequences();
  await decline.step('begin the next payment', () => shop.beginPayment('order-with-a-decline'));
  await decline.webhooks();
  await decline.consequences();
  decline.end('a card is declined, and the next payment begun', line);
  await confirm('order-with-a-decline');
  await settle();
  await check(books, 'order-with-a-decline', 'paid');

  const refund = tellStory(books);
  await refund.step('refund, with restock', () => shop.refund('order-that-is-paid'));
  await refund.webhooks();
  await refund.consequences();
  refund.end('all is given back, with restock', line);

  const cancellation = tellStory(books);
  await pay('order-that-is-cancelled');
  await cancellation.step('cancel the order', () => shop.cancel('order-that-is-cancelled', 'staff'));
  await cancellation.consequences();
  await cancellation.webhooks();
  cancellation.end('a paid order is cancelled', line);
  await check(books, 'order-that-is-cancelled', 'cancelled');

  line('sweep of unfinished payments and refunds, none', await spentOn(() => shop.settlePayments()));
  return show({
    title: 'Units of payments',
    says:
      "As above, with the provider's double; an order of 1 line, by card. Below what all of it comes to stands each step. The\n" +
      'door of webhooks hears everything that the provider says; named is what goes on to the worker, as a message. relay,\n' +
      'hearers: the event is sent, marked as sent, and everybody who hears it has acted.',
    columns: COLUMNS,
    rows,
  });
};
