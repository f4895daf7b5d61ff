import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, shopTable } from './behaviour.ts';
import { seededRandom } from './faults.ts';

const TableName = 'Crash';
const CRASHES = 4;
const WRITERS = 8;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dynamodb-'));
});

afterAll(() => rm(dataDir, { recursive: true }));

/** A server in a process of its own, so that it can be killed like one. */
const startChild = async (): Promise<{ child: ChildProcess; endpoint: string }> => {
  const script = `
    import { startDynamoDb } from ${JSON.stringify(new URL('./server.ts', import.meta.url).href)};
    const { endpoint } = await startDynamoDb({ dataDir: process.argv[1] });
    console.log(endpoint);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return { child, endpoint: String(line).trim() };
};

type Pair = { sequence: string; eventName: string | undefined; PK: string };

const readStream = async ({ streams }: ReturnType<typeof connect>, StreamArn: string): Promise<Pair[]> => {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const all: Pair[] = [];
  for (;;) {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    for (const { eventName, dynamodb } of Records)
      all.push({ sequence: dynamodb?.SequenceNumber ?? '', eventName, PK: dynamodb?.NewImage?.PK?.S ?? '' });
    if (Records.length === 0) return all;
    ShardIterator = NextShardIterator;
  }
};

/** Each transaction writes two items and counts itself; all three, or none, must be there after a kill -9. */
it(`loses no acknowledged transaction, no record, and halves none when it is killed (SEED=${SEED})`, async () => {
  const random = seededRandom(SEED);
  const acknowledged = new Set<string>();
  let arn: string | undefined;

  for (let life = 0; life < CRASHES; life++) {
    const { child, endpoint } = await startChild();
    const clients = connect(endpoint);
    if (life === 0) {
      await clients.dynamo.send(shopTable(TableName));
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
      await clients.dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    }
    const { Table } = await clients.dynamo.send(new DescribeTableCommand({ TableName }));
    arn ??= Table?.LatestStreamArn;
    expect(Table?.LatestStreamArn).toBe(arn);

    let dead = false;
    const target = 20 + Math.floor(random() * 150);
    let done = 0;
    const writer = async (number: number) => {
      for (let turn = 0; !dead; turn++) {
        const id = `${life}-${number}-${turn}`;
        const parts = ['a', 'b'].map((SK) => ({ Put: { TableName, Item: { PK: id, SK, G1: 'all', G2: id } } }));
        const count = {
          Update: {
            TableName,
            Key: { PK: 'counter', SK: 'counter' },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': 1 },
          },
        };
        try {
          await clients.documents.send(new TransactWriteCommand({ TransactItems: [...parts, count] }));
        } catch (error) {
          if (dead) return;
          throw error;
        }
        acknowledged.add(id);
        done += 1;
        if (done === target) {
          dead = true;
          child.kill('SIGKILL');
        }
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  const { child, endpoint } = await startChild();
  const clients = connect(endpoint);
  const items: Record<string, string[]> = {};
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await clients.documents.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    for (const { PK, SK } of page.Items ?? []) items[PK] = [...(items[PK] ?? []), SK];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  const { counter, ...pairs } = items;
  const { Item } = await clients.documents.send(new GetCommand({ TableName, Key: { PK: 'counter', SK: 'counter' } }));
  const records = await readStream(clients, arn ?? '');
  const { TimeToLiveDescription } = await clients.dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
  child.kill('SIGKILL');

  expect(counter).toEqual(['counter']);
  expect(Object.values(pairs).filter((parts) => parts.length !== 2)).toEqual([]);
  expect([...acknowledged].filter((id) => !pairs[id])).toEqual([]);
  expect(Item?.n).toBe(Object.keys(pairs).length);
  expect(records).toHaveLength(3 * Object.keys(pairs).length);
  const sequences = records.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort());
  expect(TimeToLiveDescription?.AttributeName).toBe('expiresAt');
});
