import { shiftDate } from '../../infra/local/thread/shifted-date.ts';
import { type Books, openBooks, plus } from './books.ts';
import { paymentUnits } from './payment-units.ts';
import { reconciliationUnits } from './reconciliation-units.ts';
import type { Run } from './run.ts';
import type { Section } from './tables.ts';
import { COLUMNS, openLines } from './unit-lines.ts';

const MOST_ORDER = 12;
const MOST_ORDER_AND_ALL = 18;
const MOST_PRODUCT_READ = 0.5;

const HOLD_MINUTES = 31;
const LONG_ORDER = 700;

/** What each operation with products, stock, orders and reports reads and writes, from the engine's ConsumedCapacity. */
const orderUnits = async (books: Books, clock: Float64Array, { progress, show }: Run): Promise<Section> => {
  const { shop, spentOn, spentOnConsequences } = books;
  const { rows, line } = openLines(progress);
  line('put a new product', await spentOn(() => shop.putProduct('ONE')));
  await shop.putProduct('HOT');
  line('stock movement, the first of a SKU', await spentOn(() => shop.receive('ONE', 10_000)));
  line('stock movement', await spentOn(() => shop.receive('ONE', 10)));
  await shop.receive('HOT', 10_000);

  const card = () => shop.order(['ONE'], { by: 'shopper', key: 'order-by-card-001' });
  line('order of 1 line, by card', await spentOn(card), { write: MOST_ORDER });
  line('  the same again (replayed)', await spentOn(card));
  line('  its consequences: relay, report', await spentOnConsequences());
  const onAccount = () => shop.order(['ONE'], { by: 'erp', key: 'order-on-account-1', reference: '536365' });
  const ordered = await spentOn(onAccount);
  line('order of 1 line, on account, with a reference', ordered, { write: MOST_ORDER });
  const consequences = await spentOnConsequences();
  line('  its consequences: relay, report', consequences);
  line('  with all its consequences', plus(ordered, consequences), { write: MOST_ORDER_AND_ALL });
  line('cancellation of 1 line', await spentOn(() => shop.cancel('order-on-account-1')));
  line('  its consequences', await spentOnConsequences());

  await shop.spread('HOT', 16);
  line('order of 1 line, from 16 shards', await spentOn(() => shop.order(['HOT'], { by: 'erp' })), {
    write: MOST_ORDER,
  });
  await spentOnConsequences();
  const ten = Array.from({ length: 10 }, (_, n) => `TEN-${n}`);
  for (const sku of ten) await shop.stock(sku);
  line('order of 10 lines', await spentOn(() => shop.order(ten, { by: 'erp' })));
  line('  its consequences', await spentOnConsequences());
  const many = Array.from({ length: LONG_ORDER }, (_, n) => `MANY-${String(n).padStart(4, '0')}`);
  for (const sku of many) await shop.stock(sku);
  line(`order of ${LONG_ORDER} SKUs`, await spentOn(() => shop.order(many, { by: 'erp', key: 'order-of-many-skus' })));
  line('  its consequences', await spentOnConsequences());
  line(`cancellation of ${LONG_ORDER} SKUs`, await spentOn(() => shop.cancel('order-of-many-skus')));
  line('  its consequences', await spentOnConsequences());

  line('product read', await spentOn(() => shop.readProduct('ONE')), { read: MOST_PRODUCT_READ });
  line('product list, 20', await spentOn(() => shop.listProducts()));
  line('product list of a category, 20', await spentOn(() => shop.listProducts('Benchmarks')));
  line('stock read, 1 shard', await spentOn(() => shop.readStock('ONE')));
  line('stock read, 16 shards', await spentOn(() => shop.readStock('HOT')));
  line('ledger of a SKU, 20', await spentOn(() => shop.readLedger('ONE')));
  line('order read, 1 line', await spentOn(() => shop.readOrder('order-on-account-1')));
  line(`order read, ${LONG_ORDER} SKUs`, await spentOn(() => shop.readOrder('order-of-many-skus')));
  line("order's events", await spentOn(() => shop.readEvents('order-on-account-1')));
  line('order list, an owner', await spentOn(() => shop.listOrders('erp', {})));
  line('order list, a reference', await spentOn(() => shop.listOrders('erp', { reference: '536365' })));
  line('order list, everybody, a state', await spentOn(() => shop.listOrders('staff', { status: 'on_account' })));
  line('order list, everybody', await spentOn(() => shop.listOrders('staff', {})));
  line('daily report', await spentOn(() => shop.readReport()));

  line('sweep of overdue orders, none', await spentOn(() => shop.releaseOverdue()));
  clock[0] = HOLD_MINUTES * 60_000;
  line('  one of 1 line expires', await spentOn(() => shop.releaseOverdue()));
  line('  its consequences', await spentOnConsequences());
  line('sweep of unsent events, none', await spentOn(() => shop.resendUnsent()));
  return show({
    title: 'Units of DynamoDB by operation',
    says:
      'Doors called one by one, in process, on the local engine. Units as AWS counts them: transactions double, indexes\n' +
      'included (of which: the fourth column). Messages: sent to queues by the relay.',
    columns: COLUMNS.slice(0, -1),
    rows: rows.map((row) => row.slice(0, -1)),
  });
};

/** What each operation reads, writes, sends and asks the provider for. */
export const measureUnits = async (run: Run): Promise<Section[]> => {
  const clock = new Float64Array(1);
  shiftDate(clock);
  run.progress('units');
  const books = await openBooks(run.folder);
  try {
    const reconciliation = await reconciliationUnits(books, run); // first, while provider and table agree
    await books.clear();
    const orders = await orderUnits(books, clock, run);
    await books.clear();
    return [orders, await paymentUnits(books, clock, run), reconciliation];
  } finally {
    clock[0] = 0;
    await books.close();
  }
};
