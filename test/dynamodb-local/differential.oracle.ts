import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, shopTable } from '../../infra/local/dynamodb/behaviour.ts';
import { seededRandom } from '../../infra/local/dynamodb/faults.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/server.ts';
import { startOracle } from './oracle.ts';
import { type RandomOperation, randomOperations } from './random-operations.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const OPERATIONS = Number(process.env.OPERATIONS ?? 5_000);
const TableName = 'Differential';

type Clients = ReturnType<typeof connect>;
type Values = Record<string, unknown>;

/** Sorted, so that two engines' objects and sets compare as text; also sets on the wire, in errors and in streams. */
const canonical = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Set) return ['set', ...[...value].sort()];
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Values;
  if (Array.isArray(object.SS)) return { SS: object.SS.toSorted() };
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, canonical(object[name])]),
  );
};

const textOf = (value: unknown): string => JSON.stringify(canonical(value)) ?? 'nothing';

const send = (clients: Clients, command: unknown) =>
  clients.documents.send(command as never) as Promise<unknown> as Promise<Values>;

type Failure = Error & { CancellationReasons?: { Code: string; Item?: unknown }[]; Item?: unknown };

const failureOf = (error: Failure): Values => ({
  name: error.name,
  item: error.Item,
  reasons: error.CancellationReasons?.map(({ Code, Item }) => [Code, Item]),
});

/** All pages asked for; `Attributes: {}` of DynamoDB Local is absent on AWS. */
const resultOf = async (clients: Clients, { make, query }: RandomOperation): Promise<Values> => {
  try {
    let page = await send(clients, make());
    const { Item, Attributes } = page;
    const results: Values = {
      Item,
      Attributes: Object.keys(Attributes ?? {}).length > 0 ? Attributes : undefined,
      pages: [page.Items],
      counts: [page.Count, page.ScannedCount],
    };
    for (let left = query?.pages ?? 0; left > 0 && page.LastEvaluatedKey; left--) {
      page = await send(
        clients,
        new QueryCommand({ ...query?.input, ExclusiveStartKey: page.LastEvaluatedKey } as never),
      );
      (results.pages as unknown[]).push(page.Items);
    }
    return { ...results, more: page.LastEvaluatedKey };
  } catch (error) {
    return { failure: failureOf(error as Failure) };
  }
};

/**
 * Entries of an index with the same key come in no promised order, so a page that ends among them may differ: such
 * queries are compared by what all their pages hold together.
 */
const wholeIndexQuery = async (clients: Clients, input: Values): Promise<Values> => {
  const items: unknown[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await send(clients, new QueryCommand({ ...structuredClone(input), ExclusiveStartKey } as never));
    items.push(...(page.Items as unknown[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return { items: items.map(textOf).sort() };
};

const withoutEmptyEnd = ({ more: _, pages, ...rest }: Values): Values => {
  const filled = (pages as unknown[][] | undefined)?.filter((page, at) => at === 0 || page.length > 0);
  return { ...rest, ...(filled ? { pages: filled } : {}) };
};

/** What is known to differ and is no fault of ours. */
const isKnownDeviation = (operation: string, ours: Values, theirs: Values): boolean => {
  const [mine, its] = [ours.failure, theirs.failure] as [Values | undefined, Values | undefined];
  const reasons = (mine?.reasons ?? []) as [string][];
  // For an update that does not fit its item, AWS cancels the transaction with the reason ValidationError (API
  // reference, TransactWriteItems); DynamoDB Local answers ValidationException for the whole.
  const badPath = its?.name === 'ValidationException' && reasons.some(([code]) => code === 'ValidationError');
  // An index key of a wrong type stands in the request itself: dynalite, which was built by asking AWS, refuses it
  // before it looks at the item; DynamoDB Local judges the condition first.
  const wrongType = mine?.name === 'ValidationException' && its !== undefined && operation.includes('SET G1 = :nu');
  // A page that is full just where the range ends: dynalite says, as AWS does, that there may be more, and answers an
  // empty page to whoever asks; DynamoDB Local sees that the last key is the range's bound.
  const emptyEnd = theirs.more === undefined && textOf(withoutEmptyEnd(ours)) === textOf(theirs);
  return badPath || wrongType || emptyEnd;
};

const scan = async (clients: Clients): Promise<string[]> => {
  const items: unknown[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await send(clients, new ScanCommand({ TableName, Limit: 7, ExclusiveStartKey } as never));
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
          query?.index ? wholeIndexQuery(clients, query.input) : resultOf(clients, operation),
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
