import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callService } from '../aws-json.ts';
import { type DynamoDb, startDynamoDb } from '../dynamodb/server.ts';
import type { StreamSource } from './declaration.ts';
import { openPosition } from './position.ts';
import { streamOf } from './stream-reader.ts';
import { followStream } from './stream-source.ts';

const source: StreamSource = {
  id: 'relay',
  functionName: 'f',
  functionArn: 'arn:f',
  streamArn: 'arn:stream',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 10,
  windowSeconds: 0,
  reportsItemFailures: true,
  bisects: false,
  retries: Number.POSITIVE_INFINITY,
  maximumAgeSeconds: Number.POSITIVE_INFINITY,
  lanes: 1,
  patterns: [],
};
type Event = { Records: { dynamodb: { Keys: { pk: { S: string } }; SequenceNumber: string } }[] };

let dynamodb: DynamoDb;
let folder: string;
let batches: string[][];
let respond: (event: Event) => unknown;
let told: string[];
const stops: (() => void)[] = [];

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  folder = mkdtempSync(join(tmpdir(), 'stream-'));
  batches = [];
  told = [];
  respond = () => undefined;
  dynamodb = await startDynamoDb();
  await callService(dynamodb.endpoint, 'DynamoDB_20120810.CreateTable', {
    TableName: 'things',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await dynamodb.stop();
  rmSync(folder, { recursive: true });
});

const put = async (...keys: string[]) => {
  for (const S of keys) {
    await callService(dynamodb.endpoint, 'DynamoDB_20120810.PutItem', { TableName: 'things', Item: { pk: { S } } });
  }
};
const position = () => openPosition(folder, 'relay');
const keysOf = ({ Records }: Event) => Records.map(({ dynamodb: { Keys } }) => Keys.pk.S);
const failFrom = (key: string) => (event: Event) => ({
  batchItemFailures: event.Records.filter(({ dynamodb: { Keys } }) => Keys.pk.S === key).map((record) => ({
    itemIdentifier: record.dynamodb.SequenceNumber,
  })),
});

const follow = async (change: Partial<StreamSource> = {}) => {
  const { stop } = await followStream(
    { ...source, ...change },
    {
      endpoint: dynamodb.endpoint,
      streamArn: await streamOf(dynamodb.endpoint, 'things'),
      position: position(),
      functions: {
        invoke: async (_, event) => {
          batches.push(keysOf(event as Event));
          return respond(event as Event);
        },
      },
      changed: () => new Promise((resolve) => stops.push(dynamodb.onChange(() => resolve()))),
      send: (_, body) => void told.push(body),
    },
  );
  stops.push(stop);
  return stop;
};
const delivered = () => batches.flat();

test('it delivers in order, at once, and goes on where it was', async () => {
  await put('a', 'b');
  const stop = await follow({ batchSize: 1 });
  await vi.waitFor(() => expect(batches).toEqual([['a'], ['b']]));
  await put('c');
  await vi.waitFor(() => expect(delivered()).toEqual(['a', 'b', 'c']));
  await vi.waitFor(() => expect(position().read()?.sequenceNumber).toMatch(/3$/));
  stop();
  await put('d');
  await follow();
  await vi.waitFor(() => expect(delivered()).toEqual(['a', 'b', 'c', 'd']));
});

test('it repeats from the record that failed', async () => {
  let broken = true;
  respond = (event) => (broken ? failFrom('b')(event) : undefined);
  await put('a', 'b', 'c');
  await follow();
  await vi.waitFor(() =>
    expect(batches.slice(0, 2)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]),
  );
  broken = false;
  await vi.waitFor(() => expect(position().read()?.sequenceNumber).toMatch(/3$/));
});

test('it halves a batch that throws, gives up on the record, tells about it and goes on', async () => {
  respond = (event) => {
    if (keysOf(event).includes('b')) throw new Error('poison');
  };
  await put('a', 'b', 'c');
  await follow({ bisects: true, retries: 1, onFailure: 'arn:dead' });
  await vi.waitFor(() => expect(told).toHaveLength(1));
  await put('d');
  await vi.waitFor(() => expect(delivered()).toEqual(expect.arrayContaining(['a', 'c', 'd'])));
  expect(JSON.parse(told[0] ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', functionArn: 'arn:f', approximateInvokeCount: 2 },
    DDBStreamBatchInfo: { batchSize: 1, streamArn: 'arn:stream' },
  });
});

test('it delivers what fits the patterns and passes over the rest', async () => {
  await put('a', 'EVENT#1', 'b', 'EVENT#2');
  await follow({ patterns: ['{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"EVENT#"}]}}}}'] });
  await vi.waitFor(() => expect(delivered()).toEqual(['EVENT#1', 'EVENT#2']));
  await vi.waitFor(() => expect(position().read()?.sequenceNumber).toMatch(/4$/));
});

test('it begins behind what is there when told LATEST', async () => {
  await put('a');
  await follow({ startingPosition: 'LATEST' });
  await put('b');
  await vi.waitFor(() => expect(delivered()).toEqual(['b']));
});

test('it goes on when the clock was moved past what iterators and records live', async () => {
  await put('a');
  await follow();
  await vi.waitFor(() => expect(position().read()?.sequenceNumber).toMatch(/1$/));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  await put('b');
  await vi.waitFor(() => expect(delivered()).toEqual(['a', 'b']));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 48 * 3_600_000 });
  await dynamodb.sweep();
  await put('c');
  await vi.waitFor(() => expect(delivered()).toEqual(['a', 'b', 'c']));
  vi.useRealTimers();
});

test('it keeps the order of each key in several lanes', async () => {
  const keys = Array.from({ length: 30 }, (_, n) => `key-${n % 5}`);
  for (const [n, key] of keys.entries()) {
    await callService(dynamodb.endpoint, 'DynamoDB_20120810.PutItem', {
      TableName: 'things',
      Item: { pk: { S: key }, n: { N: String(n) } },
    });
  }
  const seen = new Map<string, string[]>();
  respond = (event) => {
    for (const { dynamodb: record } of event.Records) {
      const key = record.Keys.pk.S;
      seen.set(key, [...(seen.get(key) ?? []), record.SequenceNumber]);
    }
  };
  await follow({ lanes: 4, batchSize: 2 });
  await vi.waitFor(() => expect(delivered()).toHaveLength(30));
  for (const numbers of seen.values()) expect(numbers).toEqual(numbers.toSorted());
});
