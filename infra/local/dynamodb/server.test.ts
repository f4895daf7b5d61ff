import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, errorOf, shopTable } from './behaviour.ts';
import { type Access, type Consumed, type DynamoDb, startDynamoDb } from './server.ts';

const TableName = 'Shop';
const HOUR = 60 * 60 * 1000;
const START = Date.parse('2026-01-01T00:00:00Z');

let clock: number;
let allowed: (access: Access) => boolean;
let dynamoDb: DynamoDb;
let clients: ReturnType<typeof connect>;

const key = (PK: string) => ({ PK, SK: 'META' });
const put = (Item: Record<string, unknown>, more: object = {}) =>
  clients.documents.send(new PutCommand({ TableName, Item, ReturnConsumedCapacity: 'INDEXES', ...more }));
const get = async (PK: string) => (await clients.documents.send(new GetCommand({ TableName, Key: key(PK) }))).Item;
const transactPut = (...names: string[]) =>
  clients.documents.send(
    new TransactWriteCommand({
      TransactItems: names.map((name) => ({ Put: { TableName, Item: key(name) } })),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );

beforeEach(async () => {
  clock = START;
  allowed = () => true;
  dynamoDb = await startDynamoDb({ now: () => clock, ttlSweepMs: HOUR, authorize: (access) => allowed(access) });
  clients = connect(dynamoDb.endpoint);
  await clients.dynamo.send(shopTable(TableName));
});

afterEach(() => dynamoDb.stop());

const streamOf = async () => {
  const { Table } = await clients.dynamo.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await clients.streams.send(new DescribeStreamCommand({ StreamArn }));
  return { StreamArn, ShardId: StreamDescription?.Shards?.[0]?.ShardId };
};

const iteratorFrom = async (ShardIteratorType: 'TRIM_HORIZON' | 'AFTER_SEQUENCE_NUMBER', SequenceNumber?: string) =>
  (
    await clients.streams.send(
      new GetShardIteratorCommand({ ...(await streamOf()), ShardIteratorType, SequenceNumber }),
    )
  ).ShardIterator;

const recordsAt = async (ShardIterator: string | undefined) =>
  (await clients.streams.send(new GetRecordsCommand({ ShardIterator }))).Records ?? [];

describe('consumed capacity', () => {
  it.each([
    ['one unit a KB of an item', { text: 'x'.repeat(1500) }, { CapacityUnits: 2, Table: { CapacityUnits: 2 } }],
    [
      'one more for each index that the item is in',
      { G1: 'g', G2: 'h', N1: 1 },
      {
        CapacityUnits: 4,
        Table: { CapacityUnits: 1 },
        GlobalSecondaryIndexes: { GSI1: { CapacityUnits: 1 }, GSI2: { CapacityUnits: 1 }, GSI3: { CapacityUnits: 1 } },
      },
    ],
  ])('is %s', async (_, attributes, expected) => {
    expect((await put({ ...key('a'), ...attributes })).ConsumedCapacity).toMatchObject(expected);
  });

  it.each([
    ['nothing where an entry stays as it was', 'SET note = :v', { GSI1: 1 }],
    ['one where a projected attribute changes', 'SET #s = :v', { GSI1: 1, GSI2: 1 }],
    ['two where the key changes', 'SET G2 = :v', { GSI1: 2, GSI3: 2 }],
    ['one where an entry goes', 'REMOVE N1 SET note = :v', { GSI1: 1, GSI2: 1 }],
  ])('counts for an index %s', async (_, UpdateExpression, expected) => {
    await put({ ...key('a'), G1: 'g', G2: 'h', N1: 1, status: 'NEW' });
    const { ConsumedCapacity } = await clients.documents.send(
      new UpdateCommand({
        TableName,
        Key: key('a'),
        UpdateExpression,
        ExpressionAttributeValues: { ':v': 'changed' },
        ...(UpdateExpression.includes('#s') ? { ExpressionAttributeNames: { '#s': 'status' } } : {}),
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    const units = Object.entries(ConsumedCapacity?.GlobalSecondaryIndexes ?? {}).map(([name, index]) => [
      name,
      index.WriteCapacityUnits,
    ]);
    expect(Object.fromEntries(units)).toEqual(expected);
    expect(ConsumedCapacity?.Table?.WriteCapacityUnits).toBe(1);
  });

  it('doubles in a transaction, but for the indexes', async () => {
    const { ConsumedCapacity } = await clients.documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { ...key('a'), G2: 'h' } } },
          { ConditionCheck: { TableName, Key: key('b'), ConditionExpression: 'attribute_not_exists(PK)' } },
        ],
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    expect(ConsumedCapacity).toMatchObject([
      { CapacityUnits: 5, Table: { CapacityUnits: 4 }, GlobalSecondaryIndexes: { GSI3: { CapacityUnits: 1 } } },
    ]);
  });

  it('of reads goes by blocks of 4 KB and by consistency, and what is missing costs one', async () => {
    await put({ ...key('big'), text: 'x'.repeat(5000) });
    const cost = async (PK: string, ConsistentRead: boolean) => {
      const command = new GetCommand({ TableName, Key: key(PK), ConsistentRead, ReturnConsumedCapacity: 'TOTAL' });
      return (await clients.documents.send(command)).ConsumedCapacity?.CapacityUnits;
    };
    expect([await cost('big', false), await cost('big', true), await cost('none', false)]).toEqual([1, 2, 0.5]);
    const { ConsumedCapacity } = await clients.documents.send(
      new TransactGetCommand({
        TransactItems: [{ Get: { TableName, Key: key('big') } }],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity).toMatchObject([{ ReadCapacityUnits: 4 }]);
    const query = await clients.documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :p',
        ExpressionAttributeValues: { ':p': 'big' },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(query.ConsumedCapacity?.CapacityUnits).toBe(1);
  });

  it('is told to listeners, also of a call that failed', async () => {
    const heard: Consumed[] = [];
    const stop = dynamoDb.onConsumed((consumed) => heard.push(consumed));
    await put(key('a'));
    await errorOf(put(key('a'), { ConditionExpression: 'attribute_not_exists(PK)' }));
    stop();
    await put(key('a'));
    const once = { operation: 'PutItem', tableName: TableName, accessKeyId: 'local', readUnits: 0, writeUnits: 1 };
    expect(heard).toEqual([once, once]);
  });
});

describe('changes', () => {
  it('are announced once they are committed', async () => {
    const changed = new Promise<string>((resolve) => {
      dynamoDb.onChange(resolve);
    });
    await put(key('a'));
    expect(await changed).toBe(TableName);
  });

  it('leave no record when they change nothing', async () => {
    await put(key('a'));
    await put(key('a'));
    expect(await recordsAt(await iteratorFrom('TRIM_HORIZON'))).toHaveLength(1);
  });

  it('are kept for a day by the clock, and then trimmed', async () => {
    await put(key('old'));
    const [old] = await recordsAt(await iteratorFrom('TRIM_HORIZON'));
    clock = START + 23 * HOUR;
    await put(key('young'));
    await dynamoDb.sweep();
    expect(await recordsAt(await iteratorFrom('TRIM_HORIZON'))).toHaveLength(2);
    clock = START + 25 * HOUR;
    await dynamoDb.sweep();
    const left = await recordsAt(await iteratorFrom('TRIM_HORIZON'));
    expect(left.map(({ dynamodb }) => dynamodb?.Keys?.PK)).toEqual([{ S: 'young' }]);
    await put(key('last'));
    clock = START + 50 * HOUR;
    await dynamoDb.sweep();
    const late = iteratorFrom('AFTER_SEQUENCE_NUMBER', old?.dynamodb?.SequenceNumber);
    expect(await errorOf(late)).toMatchObject({ name: 'TrimmedDataAccessException' });
  });

  it('expire their iterators after a quarter of an hour', async () => {
    const iterator = await iteratorFrom('TRIM_HORIZON');
    clock += HOUR;
    expect(await errorOf(recordsAt(iterator))).toMatchObject({ name: 'ExpiredIteratorException' });
  });
});

describe('time to live', () => {
  const enable = () =>
    clients.dynamo.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
      }),
    );
  const inSeconds = (seconds: number) => Math.floor(START / 1000) + seconds;

  it('deletes what has expired, says who did it, and keeps what was prolonged', async () => {
    await put({ ...key('before'), expiresAt: inSeconds(10), G2: 'h' });
    await enable();
    await put({ ...key('after'), expiresAt: inSeconds(10) });
    await put({ ...key('prolonged'), expiresAt: inSeconds(10) });
    await put({ ...key('prolonged'), expiresAt: inSeconds(1000) });
    await put({ ...key('text'), expiresAt: 'soon' });
    await put({ ...key('ancient'), expiresAt: 1 });
    await dynamoDb.sweep();
    expect(await get('before')).toBeDefined();
    clock += 60_000;
    await dynamoDb.sweep();
    const left = await Promise.all(['before', 'after', 'prolonged', 'text', 'ancient'].map(get));
    expect(left.map((item) => item !== undefined)).toEqual([false, false, true, true, true]);
    const removed = (await recordsAt(await iteratorFrom('TRIM_HORIZON'))).filter(
      ({ eventName }) => eventName === 'REMOVE',
    );
    expect(removed).toHaveLength(2);
    expect(removed[0]?.userIdentity).toEqual({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' });
  });

  it('says what is set', async () => {
    const describeTtl = async () =>
      (await clients.dynamo.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    expect(await describeTtl()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await enable();
    expect(await describeTtl()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });
});

describe('faults on demand', () => {
  it('cancel a transaction with a conflict on one of its items, and apply nothing', async () => {
    dynamoDb.injectConflicts(1, 7);
    const error = await errorOf(transactPut('a', 'b'));
    expect(error).toMatchObject({ name: 'TransactionCanceledException' });
    const { CancellationReasons } = error as unknown as { CancellationReasons: { Code: string }[] };
    expect(CancellationReasons.map(({ Code }) => Code).sort()).toEqual(['None', 'TransactionConflict']);
    expect(await errorOf(put(key('a')))).toMatchObject({ name: 'TransactionConflictException' });
    expect(await get('a')).toBeUndefined();
    dynamoDb.injectConflicts(0);
    await transactPut('a', 'b');
  });

  it('throttle about the share that was asked for', async () => {
    dynamoDb.injectThrottles(0.5, 3);
    const results = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => put(key(`${n}`))));
    dynamoDb.injectThrottles(0);
    const throttled = results.flatMap((result, n) => (result.status === 'rejected' ? [n] : []));
    expect(throttled.length).toBeGreaterThan(30);
    expect(throttled.length).toBeLessThan(70);
    expect(await get(`${throttled[0]}`)).toBeUndefined();
  });
});

describe('authorisation', () => {
  it('asks for each item of a transaction before anything is done', async () => {
    const asked: Access[] = [];
    allowed = (access) => {
      asked.push(access);
      return access.leadingKeys[0] !== 'theirs';
    };
    const refused = await errorOf(transactPut('ours', 'theirs'));
    expect(refused).toMatchObject({ name: 'AccessDeniedException' });
    expect(refused.message).toContain('is not authorized to perform: dynamodb:PutItem on resource');
    expect(asked).toEqual(
      ['ours', 'theirs'].map((name) => ({
        accessKeyId: 'local',
        action: 'dynamodb:PutItem',
        tableName: TableName,
        leadingKeys: [name],
      })),
    );
    expect(await get('ours')).toBeUndefined();
  });

  it('knows the caller, the index and the keys of reads', async () => {
    const asked: Access[] = [];
    allowed = (access) => asked.push(access) > 0;
    const { documents } = connect(dynamoDb.endpoint, 'reader');
    const KeyConditionExpression = ':g = G1';
    const ExpressionAttributeValues = { ':g': 'g' };
    const turnedAround = { TableName, IndexName: 'GSI1', KeyConditionExpression, ExpressionAttributeValues };
    await documents.send(new QueryCommand(turnedAround));
    await documents.send(new QueryCommand(turnedAround));
    await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('b')] } } }));
    expect(asked).toMatchObject([
      { accessKeyId: 'reader', action: 'dynamodb:Query', indexName: 'GSI1', leadingKeys: ['g'] },
      { accessKeyId: 'reader', action: 'dynamodb:Query', indexName: 'GSI1', leadingKeys: ['g'] },
      { action: 'dynamodb:BatchGetItem', leadingKeys: ['a', 'b'] },
    ]);
  });
});

describe('readers', () => {
  it('never see half of a transaction', async () => {
    const sides = ['left', 'right'].map((SK) => ({ PK: 'pair', SK }));
    const write = (n: number) =>
      clients.documents.send(
        new TransactWriteCommand({
          TransactItems: sides.map((side) => ({ Put: { TableName, Item: { ...side, n } } })),
        }),
      );
    await write(0);
    let writing = true;
    const writer = async () => {
      for (let n = 1; n <= 200; n++) await write(n);
      writing = false;
    };
    const reads = [
      async () =>
        (
          await clients.documents.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'PK = :p',
              ExpressionAttributeValues: { ':p': 'pair' },
            }),
          )
        ).Items,
      async () =>
        (await clients.documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: sides } } })))
          .Responses?.[TableName],
      async () =>
        (
          await clients.documents.send(
            new TransactGetCommand({ TransactItems: sides.map((Key) => ({ Get: { TableName, Key } })) }),
          )
        ).Responses?.map(({ Item }) => Item),
    ];
    const seen: unknown[][] = [];
    const readers = reads.map(async (read) => {
      while (writing) seen.push(((await read()) ?? []).map((item) => item?.n));
    });
    await Promise.all([writer(), ...readers]);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter(([left, right]) => left !== right)).toEqual([]);
  });
});

describe('tables', () => {
  it('are not deleted while they are protected', async () => {
    const protect = (DeletionProtectionEnabled: boolean) =>
      clients.dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled }));
    await protect(true);
    const drop = () => clients.dynamo.send(new DeleteTableCommand({ TableName }));
    expect(await errorOf(drop())).toMatchObject({ name: 'ValidationException' });
    await protect(false);
    await drop();
    expect(await errorOf(get('a'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('fill an index that is added later, and lose one that is taken away', async () => {
    await put({ ...key('a'), G1: 'g', extra: 'e' });
    await clients.dynamo.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [
          ...['PK', 'SK', 'G1', 'G2', 'extra'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
          { AttributeName: 'N1', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'Added',
              KeySchema: [{ AttributeName: 'extra', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    const query = () =>
      clients.documents.send(
        new QueryCommand({
          TableName,
          IndexName: 'Added',
          KeyConditionExpression: 'extra = :e',
          ExpressionAttributeValues: { ':e': 'e' },
        }),
      );
    expect((await query()).Items).toEqual([{ ...key('a'), extra: 'e' }]);
    await clients.dynamo.send(
      new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'Added' } }] }),
    );
    expect(await errorOf(query())).toMatchObject({ name: 'ValidationException' });
  });

  it('keep an old stream readable when a new one takes its place', async () => {
    const before = await streamOf();
    await put(key('a'));
    const iterator = await iteratorFrom('TRIM_HORIZON');
    const set = (StreamEnabled: boolean) =>
      clients.dynamo.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled, ...(StreamEnabled ? { StreamViewType: 'KEYS_ONLY' } : {}) },
        }),
      );
    await set(false);
    await put(key('unheard'));
    await set(true);
    await put(key('b'));
    expect((await streamOf()).StreamArn).not.toBe(before.StreamArn);
    expect((await recordsAt(iterator)).map(({ dynamodb }) => dynamodb?.Keys?.PK?.S)).toEqual(['a']);
    const [record, ...others] = await recordsAt(await iteratorFrom('TRIM_HORIZON'));
    expect(record?.dynamodb).toMatchObject({ Keys: { PK: { S: 'b' } }, StreamViewType: 'KEYS_ONLY' });
    expect(record?.dynamodb).not.toHaveProperty('NewImage');
    expect(others).toEqual([]);
  });

  it('say truthfully whether they can be restored', async () => {
    const status = async () =>
      (await clients.dynamo.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect(await status()).toBe('DISABLED');
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await clients.dynamo.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    expect(await status()).toBe('ENABLED');
  });

  it('answer a call nobody knows with UnknownOperationException', async () => {
    const response = await fetch(dynamoDb.endpoint, {
      method: 'POST',
      headers: {
        'x-amz-target': 'DynamoDB_20120810.ExecuteStatement',
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request',
      },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining('#UnknownOperationException') });
  });

  it('refuse a transaction of more than 4 MB', async () => {
    const TransactItems = Array.from({ length: 11 }, (_, n) => ({
      Put: { TableName, Item: { ...key(`${n}`), text: 'x'.repeat(400_000) } },
    }));
    const refused = await errorOf(clients.documents.send(new TransactWriteCommand({ TransactItems })));
    expect(refused).toMatchObject({ name: 'ValidationException' });
    await clients.documents.send(
      new DeleteCommand({ TableName, Key: key('0'), ConditionExpression: 'attribute_not_exists(PK)' }),
    );
  });
});
