import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Answer, call, machine, openShop, shopper, staff } from '../shop.ts';
import { openQueues } from './queue-double.ts';

export type Spent = { read: number; write: number; indexes: number; messages: number };

const CALLERS = { erp: machine, shopper: shopper('ada'), staff };
type Who = keyof typeof CALLERS;

const TableName = 'backroom';
/** shared/table.ts spreads what waits to be sent over as many partitions; importing it would read the environment. */
const OUTBOXES = 8;
const environment = {
  TABLE_NAME: TableName,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 50_000 };

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** Doors read their environment when they are imported, so they are imported when they are first needed. */
const doorOf = async (door: string): Promise<Handler> => (await import(`../../functions/${door}.ts`)).handler;

const invoke = async (door: string, event: unknown = {}) => (await doorOf(door))(event, context);

/** @throws Error when a door that takes batches gives one of its records back */
const deliver = async (door: string, Records: unknown[]): Promise<void> => {
  const { batchItemFailures } = (await invoke(door, { Records })) as { batchItemFailures: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`${door} gave back ${batchItemFailures.length} records`);
};

const checked = async (door: string, request: Parameters<typeof call>[1]): Promise<Answer> => {
  const answer = await call(await doorOf(door), request);
  if (answer.status >= 300) throw new Error(`${door} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
};

/** What clients do, door by door. An order is known by the key it was placed under. */
const shopOf = () => {
  const orders = new Map<string, { id: string; by: Who }>();
  const orderOf = (key: string) => {
    const order = orders.get(key);
    if (!order) throw new Error(`nothing was ordered under ${key}`);
    return { params: { id: order.id }, caller: CALLERS[order.by] };
  };
  let keys = 0;
  const freshKey = () => {
    keys += 1;
    return `a-key-of-its-own-${keys}`;
  };
  const putProduct = (sku: string) =>
    checked('catalog/api/put-product', {
      params: { sku },
      body: {
        name: `Benchmark article ${sku}`,
        description: 'A heart of white painted metal on a string, for one tea light; 12 cm high.',
        category: 'Benchmarks',
        price: { amount: 255, currency: 'GBP' },
      },
    });
  const receive = (sku: string, quantity: number, key = freshKey()) =>
    checked('inventory/api/record-movement', { key, body: { sku, quantity, reason: 'receipt', reference: 'PO-4711' } });

  return {
    putProduct,
    receive,
    stock: async (sku: string) => {
      await putProduct(sku);
      await receive(sku, 1_000);
    },
    spread: (sku: string, shards: number) =>
      checked('inventory/api/set-shards', { params: { sku }, body: { shards }, caller: staff }),
    order: async (
      skus: string[],
      { by, key = freshKey(), reference }: { by: Who; key?: string; reference?: string },
    ) => {
      const answer = await checked('orders/api/place-order', {
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
    cancel: (key: string) => checked('orders/api/cancel-order', { ...orderOf(key), key: freshKey() }),
    readProduct: (sku: string) => checked('catalog/api/get-product', { params: { sku } }),
    listProducts: (category?: string) => checked('catalog/api/list-products', category ? { query: { category } } : {}),
    readStock: (sku: string) => checked('inventory/api/get-stock', { params: { sku } }),
    readLedger: (sku: string) => checked('inventory/api/list-movements', { params: { sku }, caller: staff }),
    readOrder: (key: string) => checked('orders/api/get-order', orderOf(key)),
    readEvents: (key: string) => checked('orders/api/list-order-events', orderOf(key)),
    listOrders: (by: Who, query: Record<string, string>) =>
      checked('orders/api/list-orders', { caller: CALLERS[by], query }),
    readReport: () =>
      checked('reports/api/get-daily-report', {
        caller: staff,
        query: { date: new Date().toISOString().slice(0, 10), limit: '100' },
      }),
    releaseOverdue: () => invoke('orders/schedules/release-overdue-orders'),
    resendUnsent: () => invoke('operations/schedules/resend-unsent-events'),
  };
};

/** A shop on the local engine, and what each thing done in it reads, writes and sends. */
export const openBooks = async () => {
  Object.assign(process.env, environment);
  const dynamodb = await openShop();
  const queues = await openQueues();
  const hearers = {
    [queues.url('on-order-placed')]: 'reports/workers/on-order-placed',
    [queues.url('on-order-cancelled')]: 'reports/workers/on-order-cancelled',
  };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    HEARERS: JSON.stringify({
      OrderPlaced: [queues.url('on-order-placed')],
      OrderCancelled: [queues.url('on-order-cancelled')],
    }),
  });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  let spent: Spent = { read: 0, write: 0, indexes: 0, messages: 0 };
  dynamodb.onConsumed(({ indexName, readUnits, writeUnits }) => {
    spent.read += readUnits;
    spent.write += writeUnits;
    if (indexName) spent.indexes += readUnits + writeUnits;
  });
  const spentOn = async (act: () => Promise<unknown>): Promise<Spent> => {
    spent = { read: 0, write: 0, indexes: 0, messages: 0 };
    await act();
    return { ...spent };
  };

  /** The events that wait to be sent, as the table's stream would hand them to the relay. */
  const unsent = async () => {
    const pages = await Promise.all(
      Array.from({ length: OUTBOXES }, (_, n) => `UNSENT#${n}`).map((pk) =>
        table.send(
          new QueryCommand({
            TableName,
            IndexName: 'gsi4',
            KeyConditionExpression: 'gsi4pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
          }),
        ),
      ),
    );
    const keys = pages.flatMap(({ Items = [] }) => Items).map(({ pk, sk }) => ({ pk, sk }));
    const rows = await Promise.all(keys.map((Key) => table.send(new GetCommand({ TableName, Key }))));
    return rows.flatMap(({ Item }, n) =>
      Item ? [{ dynamodb: { SequenceNumber: String(n), NewImage: marshall(Item) } }] : [],
    );
  };

  const recordOf = (body: string, n: number) => ({
    messageId: String(n),
    receiptHandle: String(n),
    body,
    attributes: { ApproximateReceiveCount: '1' },
  });

  return {
    shop: shopOf(),
    spentOn,
    /** What the relay and the reports spend on the events that wait to be sent. */
    spentOnConsequences: async (): Promise<Spent> => {
      const Records = await unsent();
      return spentOn(async () => {
        await deliver('operations/streams/relay-events', Records);
        const messages = queues.take();
        spent.messages = messages.length;
        for (const [queue, door] of Object.entries(hearers)) {
          const heard = messages.filter((message) => message.queue === queue).map(({ body }) => body);
          await deliver(door, heard.map(recordOf));
        }
      });
    },
    close: async () => {
      queues.close();
      await dynamodb.stop();
    },
  };
};
