import { machine, shopper, staff } from '../shop.ts';
import { ask, invoke } from './doors.ts';

const admin = { sub: 'eve', scope: 'openid backroom/shop', groups: ['admin'] };
const CALLERS = { erp: machine, shopper: shopper('ada'), staff };
type CallerName = keyof typeof CALLERS;

/** What clients do, door by door. An order is known by the key it was placed under. */
export const openCustomers = () => {
  const orders = new Map<string, { id: string; by: CallerName; payment?: { id: string; clientSecret: string } }>();
  const known = (key: string) => {
    const order = orders.get(key);
    if (!order) throw new Error(`nothing was ordered under ${key}`);
    return order;
  };
  const orderOf = (key: string) => ({ params: { id: known(key).id }, caller: CALLERS[known(key).by] });
  const paymentOf = (key: string) => {
    const { payment } = known(key);
    if (!payment) throw new Error(`nobody began to pay ${key}`);
    return payment;
  };
  let keys = 0;
  const freshKey = () => {
    keys += 1;
    return `a-key-of-its-own-${keys}`;
  };
  const putProduct = (sku: string) =>
    ask('catalog/api/put-product', {
      params: { sku },
      body: {
        name: `Benchmark article ${sku}`,
        description: 'A heart of white painted metal on a string, for one tea light; 12 cm high.',
        category: 'Benchmarks',
        price: { amount: 255, currency: 'GBP' },
      },
    });
  const receive = (sku: string, quantity: number) =>
    ask('inventory/api/record-movement', {
      key: freshKey(),
      body: { sku, quantity, reason: 'receipt', reference: 'PO-4711' },
    });

  return {
    putProduct,
    receive,
    stock: async (sku: string) => {
      await putProduct(sku);
      await receive(sku, 1_000);
    },
    spread: (sku: string, shards: number) =>
      ask('inventory/api/set-shards', { params: { sku }, body: { shards }, caller: staff }),
    order: async (
      skus: string[],
      { by, key = freshKey(), reference }: { by: CallerName; key?: string; reference?: string },
    ) => {
      const answer = await ask('orders/api/place-order', {
        key,
        caller: CALLERS[by],
        body: {
          lines: skus.map((sku) => ({ sku, quantity: 2 })),
          payment: by === 'erp' ? 'on_account' : 'card',
          reference,
        },
      });
      orders.set(key, { id: answer.body.id, by });
    },
    /** By its owner, as long as it is not paid, or by staff. */
    cancel: (key: string, caller: CallerName = known(key).by) =>
      ask('orders/api/cancel-order', { ...orderOf(key), caller: CALLERS[caller], key: freshKey() }),
    beginPayment: async (key: string, paymentKey = freshKey()) => {
      const { body } = await ask('payments/api/create-payment', { ...orderOf(key), key: paymentKey });
      orders.set(key, { ...known(key), payment: body });
    },
    clientSecretOf: (key: string) => paymentOf(key).clientSecret,
    readPayments: (key: string) => ask('payments/api/list-payments', orderOf(key)),
    /** All of it, and the units go back on the shelf. */
    refund: (key: string) =>
      ask('payments/api/create-refund', {
        params: { id: paymentOf(key).id },
        caller: admin,
        key: freshKey(),
        body: { restock: true, reason: 'broken' },
      }),
    readProduct: (sku: string) => ask('catalog/api/get-product', { params: { sku } }),
    listProducts: (category?: string) => ask('catalog/api/list-products', category ? { query: { category } } : {}),
    readStock: (sku: string) => ask('inventory/api/get-stock', { params: { sku } }),
    readLedger: (sku: string) => ask('inventory/api/list-movements', { params: { sku }, caller: staff }),
    readOrder: (key: string) => ask('orders/api/get-order', orderOf(key)),
    /** What has become of it. */
    statusOf: async (key: string): Promise<string> => (await ask('orders/api/get-order', orderOf(key))).body.status,
    readEvents: (key: string) => ask('orders/api/list-order-events', orderOf(key)),
    listOrders: (by: CallerName, query: Record<string, string>) =>
      ask('orders/api/list-orders', { caller: CALLERS[by], query }),
    readReport: () =>
      ask('reports/api/get-daily-report', {
        caller: staff,
        query: { date: new Date().toISOString().slice(0, 10), limit: '100' },
      }),
    reconcile: async (): Promise<string> =>
      (await ask('reconciliation/api/start-reconciliation', { caller: admin })).body.id,
    readReconciliation: async (id: string) =>
      (await ask('reconciliation/api/get-reconciliation', { params: { id }, caller: admin })).body,
    listDiscrepancies: () => ask('reconciliation/api/list-discrepancies', { caller: admin }),
    releaseOverdue: () => invoke('orders/schedules/release-overdue-orders'),
    resendUnsent: () => invoke('operations/schedules/resend-unsent-events'),
    settlePayments: () => invoke('payments/schedules/settle-payments'),
  };
};
