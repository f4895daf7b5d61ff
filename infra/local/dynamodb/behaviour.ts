import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Clients of one endpoint that do not retry, so that a test sees each answer. */
export const connect = (endpoint: string, accessKeyId = credentials.accessKeyId) => {
  const settings = {
    endpoint,
    region: 'eu-west-1',
    credentials: { ...credentials, accessKeyId },
    maxAttempts: 1,
  };
  const dynamo = new DynamoDBClient(settings);
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return { dynamo, documents, streams: new DynamoDBStreamsClient(settings) };
};

/** A table with a key of two parts, three indexes of all projections, and a stream of both images. */
export const shopTable = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...['PK', 'SK', 'G1', 'G2'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      { AttributeName: 'N1', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GSI1',
        KeySchema: [
          { AttributeName: 'G1', KeyType: 'HASH' },
          { AttributeName: 'G2', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'GSI2',
        KeySchema: [
          { AttributeName: 'G1', KeyType: 'HASH' },
          { AttributeName: 'N1', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status'] },
      },
      {
        IndexName: 'GSI3',
        KeySchema: [{ AttributeName: 'G2', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });

export const errorOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a refusal');
};

/** What AWS does and both engines must do. `oracle` leaves out where DynamoDB Local is known to differ from AWS. */
export const describeDynamoDb = (engine: string, endpoint: () => string, { oracle = false } = {}): void => {
  describe(`${engine} behaves like DynamoDB`, () => {
    const TableName = `Behaviour${Date.now()}`;
    let clients: ReturnType<typeof connect>;
    const send: DynamoDBDocumentClient['send'] = ((command: never) => clients.documents.send(command)) as never;
    const key = (PK: string, SK = 'META') => ({ PK, SK });
    const put = (Item: Record<string, unknown>) => send(new PutCommand({ TableName, Item }));
    const get = async (PK: string, SK?: string) =>
      (await send(new GetCommand({ TableName, Key: key(PK, SK), ConsistentRead: true }))).Item;
    const transact = (
      TransactItems: NonNullable<TransactWriteCommandInput['TransactItems']>,
      more: Partial<TransactWriteCommandInput> = {},
    ) => send(new TransactWriteCommand({ TransactItems, ...more }));
    const update = (PK: string, UpdateExpression: string, values: object, more: object = {}) =>
      send(
        new UpdateCommand({
          TableName,
          Key: key(PK),
          UpdateExpression,
          ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: { ...values } } : {}),
          ...more,
        }),
      );

    beforeAll(async () => {
      clients = connect(endpoint());
      await clients.dynamo.send(shopTable(TableName));
    });

    it('has the table at once', async () => {
      const { Table } = await clients.dynamo.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({ TableStatus: 'ACTIVE', StreamSpecification: { StreamEnabled: true } });
      expect(Table?.LatestStreamArn).toContain('/stream/');
    });

    it('refuses a write whose condition fails, and shows the item when asked to', async () => {
      await put({ ...key('condition'), stock: 5 });
      const again = { TableName, Item: key('condition'), ConditionExpression: 'attribute_not_exists(PK)' };
      const error = await errorOf(send(new PutCommand({ ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })));
      expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { stock: { N: '5' } } });
      expect(await errorOf(send(new PutCommand(again)))).not.toMatchObject({ Item: { stock: { N: '5' } } });
      expect(await get('condition')).toMatchObject({ stock: 5 });
    });

    it('answers no Attributes where there are none', async () => {
      expect(await put(key('attributes'))).not.toHaveProperty('Attributes');
      const removed = await send(new DeleteCommand({ TableName, Key: key('nobody'), ReturnValues: 'ALL_OLD' }));
      expect(removed).not.toHaveProperty('Attributes');
      const old = await update('attributes', 'SET a = :a', { ':a': 1 }, { ReturnValues: 'UPDATED_OLD' });
      expect(old.Attributes ?? {}).toEqual({});
    });

    it.each([
      ['adds exact decimals', { n: 0.1 }, 'SET n = n + :v', { ':v': 0.2 }, { n: 0.3 }],
      ['subtracts below zero', { n: 1 }, 'SET n = n - :v', { ':v': 2.5 }, { n: -1.5 }],
      ['starts a counter at zero', {}, 'ADD n :v', { ':v': 3 }, { n: 3 }],
      ['falls back on if_not_exists', {}, 'SET n = if_not_exists(n, :z) + :v', { ':z': 10, ':v': 1 }, { n: 11 }],
      ['reads operands before it writes', { a: 1, b: 2 }, 'SET a = b, b = a', {}, { a: 2, b: 1 }],
      ['removes by original positions', { l: [0, 1, 2, 3] }, 'REMOVE l[0], l[2]', {}, { l: [1, 3] }],
      ['appends beyond the end', { l: [0] }, 'SET l[9] = :v', { ':v': 'x' }, { l: [0, 'x'] }],
      [
        'changes within a map',
        { m: { a: { b: 1 } } },
        'SET m.a.c = :v REMOVE m.a.b',
        { ':v': 2 },
        { m: { a: { c: 2 } } },
      ],
      ['concatenates lists', { l: [1] }, 'SET l = list_append(l, :v)', { ':v': [2] }, { l: [1, 2] }],
      ['joins sets', { s: new Set(['a']) }, 'ADD s :v', { ':v': new Set(['a', 'b']) }, { s: new Set(['a', 'b']) }],
      ['drops a set with its last member', { s: new Set(['a']) }, 'DELETE s :v', { ':v': new Set(['a']) }, {}],
    ])('%s', async (name, before, expression, values, after) => {
      await put({ ...key(name), ...before });
      const { Attributes } = await update(name, expression, values, { ReturnValues: 'ALL_NEW' });
      expect(Attributes).toEqual({ ...key(name), ...after });
      expect(await get(name)).toEqual(Attributes);
    });

    it.each([
      ['a missing attribute', 'SET a = missing', {}],
      ['a path through nothing', 'SET missing.a = :v', { ':v': 1 }],
      ['arithmetic on text', 'SET a = text + :v', { ':v': 1 }],
      ['a key attribute', 'SET PK = :v', { ':v': 'x' }],
      ['a reserved word', 'SET status = :v', { ':v': 'x' }],
      ['an unused value', 'SET a = :v', { ':v': 1, ':unused': 2 }],
      ['an index key of another type', 'SET G1 = :v', { ':v': 1 }],
      ['an empty index key', 'SET G1 = :v', { ':v': '' }],
      ['overlapping paths', 'SET a.b = :v, a.b.c = :v', { ':v': 1 }],
    ])('refuses %s in an update', async (_, expression, values) => {
      await put({ ...key('refused'), text: 'x' });
      expect(await errorOf(update('refused', expression, values))).toMatchObject({ name: 'ValidationException' });
      expect(await get('refused')).toEqual({ ...key('refused'), text: 'x' });
    });

    it('pages through an index whose entries share one key, both ways, without loss or repetition', async () => {
      const ids = Array.from({ length: 23 }, (_, n) => `shared${n}`);
      for (const id of ids) await put({ ...key(id), G1: 'shared', G2: 'same' });
      for (const ScanIndexForward of [true, false]) {
        const seen: string[] = [];
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
          const page = await send(
            new QueryCommand({
              TableName,
              IndexName: 'GSI1',
              KeyConditionExpression: 'G1 = :g AND G2 = :h',
              ExpressionAttributeValues: { ':g': 'shared', ':h': 'same' },
              Limit: 5,
              ScanIndexForward,
              ExclusiveStartKey,
            }),
          );
          seen.push(...(page.Items ?? []).map(({ PK }) => PK));
          ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey);
        expect(seen.sort()).toEqual([...ids].sort());
      }
    });

    it('keeps indexes in step with the items, and projects what they promise', async () => {
      const byG2 = async (G2: string) =>
        (
          await send(
            new QueryCommand({
              TableName,
              IndexName: 'GSI3',
              KeyConditionExpression: 'G2 = :g',
              ExpressionAttributeValues: { ':g': G2 },
            }),
          )
        ).Items;
      await put({ ...key('moving'), G2: 'from', status: 'NEW' });
      expect(await byG2('from')).toEqual([{ ...key('moving'), G2: 'from' }]);
      await update('moving', 'SET G2 = :g', { ':g': 'to' });
      expect([await byG2('from'), await byG2('to')]).toEqual([[], [{ ...key('moving'), G2: 'to' }]]);
      await update('moving', 'REMOVE G2', {});
      expect(await byG2('to')).toEqual([]);
    });

    it('writes all of a transaction or none, with a reason for each item in order', async () => {
      await put({ ...key('stock'), stock: 1 });
      const take = (quantity: number) => ({
        Update: {
          TableName,
          Key: key('stock'),
          UpdateExpression: 'SET stock = stock - :q',
          ConditionExpression: 'stock >= :q',
          ExpressionAttributeValues: { ':q': quantity },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
        },
      });
      const error = await errorOf(transact([{ Put: { TableName, Item: key('order') } }, take(2)]));
      expect(error.name).toBe('TransactionCanceledException');
      expect((error as TransactionCanceledException).CancellationReasons).toMatchObject([
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { stock: { N: '1' } } },
      ]);
      expect(await get('order')).toBeUndefined();
      await transact([{ Put: { TableName, Item: key('order') } }, take(1)]);
      expect([await get('order'), await get('stock')]).toMatchObject([key('order'), { stock: 0 }]);
    });

    it('judges a ConditionCheck and leaves its item alone', async () => {
      await put({ ...key('checked'), open: true });
      const check = (value: boolean) => ({
        ConditionCheck: {
          TableName,
          Key: key('checked'),
          ConditionExpression: '#o = :o',
          ExpressionAttributeNames: { '#o': 'open' },
          ExpressionAttributeValues: { ':o': value },
        },
      });
      await transact([check(true), { Delete: { TableName, Key: key('order') } }]);
      expect(await errorOf(transact([check(false)]))).toMatchObject({ name: 'TransactionCanceledException' });
      expect(await get('checked')).toMatchObject({ open: true });
    });

    it.skipIf(oracle)('refuses one item twice in a transaction', async () => {
      const twice = [
        { Put: { TableName, Item: key('twice') } },
        { ConditionCheck: { TableName, Key: key('twice'), ConditionExpression: 'attribute_not_exists(PK)' } },
      ];
      expect(await errorOf(transact(twice))).toMatchObject({ name: 'ValidationException' });
    });

    // AWS cancels the transaction and says ValidationError for the item (API reference, TransactWriteItems).
    it.skipIf(oracle)('names the item with a bad path', async () => {
      const bad = { Update: { TableName, Key: key('nobody'), UpdateExpression: 'SET a = b' } };
      expect(await errorOf(transact([{ Put: { TableName, Item: key('good') } }, bad]))).toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
      });
      expect(await get('good')).toBeUndefined();
    });

    it('takes 100 items and not 101', async () => {
      const items = (count: number) =>
        Array.from({ length: count }, (_, n) => ({ Put: { TableName, Item: key('many', `${n}`) } }));
      await transact(items(100));
      expect(await errorOf(transact(items(101)))).toMatchObject({ name: 'ValidationException' });
    });

    it('does a transaction once for one token, and refuses the token for another', async () => {
      const add = (n: number) => [
        {
          Update: {
            TableName,
            Key: key('once'),
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': n },
          },
        },
      ];
      for (let attempt = 0; attempt < 3; attempt++)
        await transact(add(1), { ClientRequestToken: `token-${TableName}` });
      expect(await get('once')).toMatchObject({ n: 1 });
      const other = transact(add(2), { ClientRequestToken: `token-${TableName}` });
      expect(await errorOf(other)).toMatchObject({ name: 'IdempotentParameterMismatchException' });
    });

    it('reads a transaction in order, with a gap for what is missing', async () => {
      await put({ ...key('read'), n: 1 });
      const { Responses } = await send(
        new TransactGetCommand({
          TransactItems: [{ Get: { TableName, Key: key('nobody') } }, { Get: { TableName, Key: key('read') } }],
        }),
      );
      expect(Responses).toEqual([{}, { Item: { ...key('read'), n: 1 } }]);
    });

    it('never sells more than there is', async () => {
      await put({ ...key('race'), stock: 7 });
      const sell = () => update('race', 'SET stock = stock - :q', { ':q': 1 }, { ConditionExpression: 'stock >= :q' });
      const results = await Promise.allSettled(Array.from({ length: 20 }, sell));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
      expect(await get('race')).toMatchObject({ stock: 0 });
    });

    it('streams every change with both images, from any of the four positions', async () => {
      const table = `Streamed${TableName}`;
      const { TableDescription } = await clients.dynamo.send(shopTable(table));
      const StreamArn = TableDescription?.LatestStreamArn;
      const { StreamDescription } = await clients.streams.send(new DescribeStreamCommand({ StreamArn }));
      const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
      const iterator = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string) =>
        (
          await clients.streams.send(
            new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }),
          )
        ).ShardIterator;
      const records = async (ShardIterator: string | undefined) =>
        (await clients.streams.send(new GetRecordsCommand({ ShardIterator }))).Records ?? [];

      const latest = await iterator('LATEST');
      const Item = { ...key('streamed'), n: 1 };
      await send(new PutCommand({ TableName: table, Item }));
      await send(new PutCommand({ TableName: table, Item }));
      await send(new PutCommand({ TableName: table, Item: { ...Item, n: 2 } }));
      await send(new DeleteCommand({ TableName: table, Key: key('streamed') }));

      const all = await records(await iterator('TRIM_HORIZON'));
      expect(all.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
      expect(all[1]?.dynamodb).toMatchObject({
        Keys: { PK: { S: 'streamed' } },
        OldImage: { n: { N: '1' } },
        NewImage: { n: { N: '2' } },
      });
      expect(await records(latest)).toEqual(all);
      const second = all[1]?.dynamodb?.SequenceNumber;
      expect(await records(await iterator('AT_SEQUENCE_NUMBER', second))).toEqual(all.slice(1));
      expect(await records(await iterator('AFTER_SEQUENCE_NUMBER', second))).toEqual(all.slice(2));
    });

    it('writes batches and scans them in pages', async () => {
      const table = `Scanned${TableName}`;
      await clients.dynamo.send(shopTable(table));
      const requests = Array.from({ length: 25 }, (_, n) => ({
        PutRequest: { Item: { PK: { S: `${n}` }, SK: { S: 'x' } } },
      }));
      await clients.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
      const seen: string[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await send(new ScanCommand({ TableName: table, Limit: 4, ExclusiveStartKey }));
        seen.push(...(page.Items ?? []).map(({ PK }) => PK));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(new Set(seen).size).toBe(25);
      expect(seen).toHaveLength(25);
    });
  });
};
