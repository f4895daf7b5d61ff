import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, shopTable } from '../../infra/local/dynamodb/behaviour.ts';
import { seededRandom } from '../../infra/local/dynamodb/faults.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/server.ts';
import { startOracle } from './oracle.ts';
import { randomOperations } from './random-operations.ts';
import { isKnownDeviation, resultOf, type Send, textOf, type Values, wholeIndexQuery } from './results.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const OPERATIONS = Number(process.env.OPERATIONS ?? 5_000);
const TableName = 'Differential';

type Clients = ReturnType<typeof connect>;

const sendTo =
  ({ documents }: Clients): Send =>
  (command) =>
    documents.send(command) as Promise<unknown> as Promise<Values>;

const scan = async (clients: Clients): Promise<string[]> => {
  const items: unknown[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await sendTo(clients)(new ScanCommand({ TableName, Limit: 7, ExclusiveStartKey } as never) as never);
    items.push(...(page.Items as unknown[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items.map(textOf).sort();
};

const changesOf = async ({ streams }: Clients, StreamArn: string | undefined): Promise<string[]> => {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const changes: string[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(start));
    for (;;) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      for (const { eventName, dynamodb } of Records)
        changes.push(textOf([eventName, dynamodb?.Keys, dynamodb?.OldImage, dynamodb?.NewImage]));
      if (!NextShardIterator || Records.length === 0) break;
      ShardIterator = NextShardIterator;
    }
  }
  return changes;
};

describe(`random program of ${OPERATIONS} operations, SEED=${SEED}`, () => {
  let oracle: Awaited<ReturnType<typeof startOracle>>;
  let local: Awaited<ReturnType<typeof startDynamoDb>>;

  beforeAll(async () => {
    [oracle, local] = await Promise.all([startOracle(), startDynamoDb()]);
  });

  afterAll(async () => {
    oracle.stop();
    await local.stop();
  });

  it('ends the same on both engines, step by step', async () => {
    console.log(`SEED=${SEED} OPERATIONS=${OPERATIONS}`);
    const [ours, theirs] = [connect(local.endpoint), connect(oracle.endpoint)];
    const created = await Promise.all([ours, theirs].map(({ dynamo }) => dynamo.send(shopTable(TableName))));
    const next = randomOperations(TableName, seededRandom(SEED));
    const differences: string[] = [];
    let normalised = 0;
    for (let step = 0; step < OPERATIONS; step++) {
      const operation = next();
      const { query } = operation;
      const [mine, its] = await Promise.all(
        [ours, theirs].map((clients) =>
          query?.index ? wholeIndexQuery(sendTo(clients), query.input) : resultOf(sendTo(clients), operation),
        ),
      );
      if (textOf(mine) === textOf(its)) continue;
      const request = textOf((operation.make() as { input: unknown }).input);
      if (mine && its && isKnownDeviation(request, mine, its)) normalised += 1;
      else
        differences.push(
          `step ${step} ${operation.name} ${request}\n  ours   ${textOf(mine)}\n  theirs ${textOf(its)}`,
        );
    }
    console.log(`${differences.length} differences, ${normalised} known deviations of DynamoDB Local`);
    expect(differences.slice(0, 10)).toEqual([]);
    expect(await scan(ours)).toEqual(await scan(theirs));
    const [mine, its] = await Promise.all(
      [ours, theirs].map((clients, engine) => changesOf(clients, created[engine]?.TableDescription?.LatestStreamArn)),
    );
    expect(mine).toEqual(its);
  });
});
