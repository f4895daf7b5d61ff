import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { call, machine, openShop } from '../../test/shop.ts';

const sqsServer = await startFauxqs({ port: 0, logger: false });
const endpoint = `http://127.0.0.1:${sqsServer.port}`;
process.env.AWS_ENDPOINT_URL_SQS = endpoint;
const sqs = new SQSClient({});
const queue = async (name: string) => {
  await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return `${endpoint}/000000000000/${name}`;
};
const [first, second, dead] = await Promise.all(['first', 'second', 'dead'].map(queue));

const dynamodb = await openShop();
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
Object.assign(process.env, {
  HEARERS: JSON.stringify({ OrderPlaced: [first, second], OrderCancelled: [`${endpoint}/000000000000/missing`] }),
  QUEUE_URL: first,
  DEAD_LETTERS_URL: dead,
});
const { query, read, allPartitions } = await import('#shared/table');
const { handler: putProduct } = await import('../catalog/api/put-product.ts');
const { handler: placeOrder } = await import('../orders/api/place-order.ts');
const { handler: cancelOrder } = await import('../orders/api/cancel-order.ts');
const { handler: onOrderPlaced } = await import('../reports/workers/on-order-placed.ts');
const { handler: getDailyReport } = await import('../reports/api/get-daily-report.ts');
const { handler: relayEvents } = await import('./streams/relay-events.ts');
const { resendUnsent } = await import('./unsent.ts');

afterAll(async () => {
  await dynamodb.stop();
  await sqsServer.stop();
});
beforeEach(async () => {
  for (const QueueUrl of [first, second, dead]) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
});

const lasting = (milliseconds: number) => {
  const until = performance.now() + milliseconds;
  return { functionName: 'test', awsRequestId: 'run', getRemainingTimeInMillis: () => until - performance.now() };
};
const context = lasting(600_000);
const deadline = { left: () => 30_000 };
const later = () => ({ now: new Date(Date.now() + 120_000), deadline, requestId: 'run' });

let unique = 0;
const key = () => `a-key-of-enough-length-${++unique}`;
const fee = async (sku: string) => {
  await call(putProduct, {
    params: { sku },
    body: { name: sku, price: { amount: 100, currency: 'GBP' }, stocked: false },
  });
  return sku;
};
const order = async (skus: string[], orderedAt = '2010-12-01T10:00:00Z') => {
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const body = { lines, payment: 'on_account', orderedAt };
  return (await call(placeOrder, { body, key: key(), caller: machine })).body.id as string;
};

const received = async (QueueUrl: string | undefined) => {
  const messages = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return messages;
    messages.push(...Messages);
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
};
const heard = async (QueueUrl: string | undefined) =>
  (await received(QueueUrl)).map(({ Body = '' }) => JSON.parse(Body));

const unsent = async () => {
  const found = await Promise.all(allPartitions('UNSENT').map((pk) => query({ index: 'gsi4', pk }, deadline)));
  return found.flat().map(({ pk }) => pk);
};
const eventOf = async (id: string, seq = 1) => {
  const place = { pk: `ORDER#${id}`, sk: `EVENT#${String(seq).padStart(6, '0')}` };
  return (await read([place], deadline)).get(place);
};
/** An event as far as its own fields go. */
const bare = {
  id: 'e',
  type: 'OrderPlaced',
  version: 1,
  at: '',
  subject: 's',
  seq: 1,
  correlationId: 'c',
  causationId: 'c',
  data: {},
};

/** What the stream would hand over. */
const streamed = async (...ids: [id: string, seq?: number][]) => ({
  Records: await Promise.all(
    ids.map(async ([id, seq], n) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: `${n}`, NewImage: marshall(await eventOf(id, seq), { removeUndefinedValues: true }) },
    })),
  ),
});
const relay = async (...ids: [id: string, seq?: number][]) =>
  relayEvents((await streamed(...ids)) as never, context as never);

describe('the relay', () => {
  it('sends an event to all that hear it, and then marks it as sent', async () => {
    const id = await order([await fee('POST')]);
    expect(await unsent()).toContain(`ORDER#${id}`);
    expect(await relay([id])).toEqual({ batchItemFailures: [] });
    for (const queue of [first, second]) {
      expect(await heard(queue)).toEqual([
        expect.objectContaining({
          type: 'OrderPlaced',
          version: 1,
          subject: id,
          seq: 1,
          data: expect.objectContaining({ orderId: id, total: 100 }),
        }),
      ]);
    }
    expect(await unsent()).not.toContain(`ORDER#${id}`);
    expect(await eventOf(id)).toMatchObject({ type: 'OrderPlaced' });
  });

  it('sends a long order in parts that hold all its lines once', async () => {
    const skus = await Promise.all(Array.from({ length: 200 }, (_, n) => fee(`FEE-${n}`)));
    const id = await order(skus);
    await relay([id]);
    const messages = await heard(first);
    expect(messages.map(({ part }) => part).sort()).toEqual([1, 2, 3]);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
    expect(messages.flatMap(({ data }) => data.lines.map(({ sku }: { sku: string }) => sku)).sort()).toEqual(
      skus.sort(),
    );
  });

  it('keeps what a queue did not take unsent, says from where to repeat, and the sweeper tries again', async () => {
    const [fine, stuck] = [await order([await fee('POST')]), await order([await fee('POST')])];
    await call(cancelOrder, { params: { id: stuck }, key: key() });
    expect(await relay([fine], [stuck, 2])).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await unsent()).toContain(`ORDER#${stuck}`);
    await queue('missing');
    await resendUnsent(later());
    expect(await unsent()).toEqual([]);
    expect(await heard(`${endpoint}/000000000000/missing`)).toEqual([
      expect.objectContaining({ type: 'OrderCancelled', subject: stuck }),
    ]);
  });

  it.each(['\u{1f375} of the day', 'a\uffff', 'tab\u2028line'])('takes %j to the queue as it is', async (name) => {
    const sku = `ODD-${++unique}`;
    const body = { name, price: { amount: 100, currency: 'GBP' }, stocked: false };
    await call(putProduct, { params: { sku }, body });
    const id = await order([sku]);
    expect(await relay([id])).toEqual({ batchItemFailures: [] });
    expect((await heard(first)).map(({ data }) => data.lines[0].name)).toEqual([name]);
  });

  it('sends what is sound, however much in front of it can never be sent', async () => {
    const bad = Array.from({ length: 250 }, (_, n) => ({
      pk: `ORDER#bad-${n}`,
      sk: 'EVENT#000001',
      gsi4pk: `UNSENT#${n % 8}`,
      gsi4sk: `2001-01-01T00:00:00.000Z#${n}`,
      ...(n % 2 && { ...bare, parts: { of: 1, count: 3 } }),
    }));
    for (const Item of bad) await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item }));
    const id = await order([await fee('POST')]);
    await resendUnsent(later());
    expect((await heard(first)).map(({ subject }) => subject)).toContain(id);
    expect(await unsent()).not.toContain(`ORDER#${id}`);
    for (const { pk, sk } of bad)
      await table.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: { pk, sk } }));
  });

  it('leaves to the stream what is younger than a minute', async () => {
    const id = await order([await fee('POST')]);
    expect(await resendUnsent({ ...later(), now: new Date() })).toBe(0);
    expect(await unsent()).toContain(`ORDER#${id}`);
  });
});

describe('a worker', () => {
  const staff = { sub: 'sam', scope: 'openid backroom/shop', groups: ['staff'] };
  const report = async (date: string) => (await call(getDailyReport, { query: { date }, caller: staff })).body;
  const deliver = (bodies: string[], run = context) =>
    (onOrderPlaced as unknown as (event: unknown, context: unknown) => Promise<unknown>)(
      {
        Records: bodies.map((body, n) => ({
          messageId: `m${n}`,
          receiptHandle: `r${n}`,
          body,
          attributes: { ApproximateReceiveCount: '1' },
        })),
      },
      run,
    );

  it('adds an event once, however often and in whatever order it hears it', async () => {
    const date = '2010-12-09';
    const ids = [
      await order([await fee('POST'), await fee('BOX')], `${date}T10:00:00Z`),
      await order(['POST'], `${date}T11:00:00Z`),
    ];
    await relay(...ids.map((id): [string] => [id]));
    const bodies = (await received(first)).map(({ Body = '' }) => Body);
    expect(await deliver([...bodies, ...bodies])).toEqual({ batchItemFailures: [] });
    await Promise.all([deliver(bodies), deliver(bodies.toReversed())]);
    expect(await report(date)).toMatchObject({
      orders: 2,
      units: 3,
      revenue: { amount: 300, currency: 'GBP' },
      data: [
        { sku: 'BOX', units: 1 },
        { sku: 'POST', units: 2 },
      ],
    });
  });

  it.each([
    ['no JSON', 'nonsense', 'not an event'],
    ['another event', JSON.stringify({ ...bare, type: 'OrderExpired' }), 'OrderExpired is not OrderPlaced'],
    ['an event of the future', JSON.stringify({ ...bare, version: 2 }), 'version 2 is newer than 1'],
    ['an event of the wrong shape', JSON.stringify(bare), 'OrderPlaced does not hold'],
  ])('quarantines %s with the reason, and goes on with the rest', async (_, body, reason) => {
    const date = `2011-01-1${unique % 10}`;
    const id = await order([await fee('POST')], `${date}T10:00:00Z`);
    await relay([id]);
    const [good = ''] = (await received(first)).map(({ Body = '' }) => Body);
    const before = (await report(date)).orders;
    expect(await deliver([body, good])).toEqual({ batchItemFailures: [] });
    expect((await report(date)).orders).toBe(before + 1);
    const [quarantined] = await received(dead);
    expect(quarantined).toMatchObject({ Body: body });
    expect(quarantined?.MessageAttributes?.reason?.StringValue).toContain(reason);
  });

  it('gives back what it could not do, and only that', async () => {
    const date = '2011-02-01';
    const ids = [await order([await fee('POST')], `${date}T10:00:00Z`), await order(['POST'], `${date}T11:00:00Z`)];
    await relay(...ids.map((id): [string] => [id]));
    const bodies = (await received(first)).map(({ Body = '' }) => Body);
    dynamodb.injectThrottles(1);
    expect(await deliver(bodies.slice(0, 1), lasting(4_600))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    dynamodb.injectThrottles(0);
    expect(await deliver(bodies)).toEqual({ batchItemFailures: [] });
    expect((await report(date)).orders).toBe(2);
  });
});
