import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../infra/local/dynamodb/behaviour.ts';
import { seededRandom } from '../../../infra/local/dynamodb/faults.ts';
import { startDynamoDb } from '../../../infra/local/dynamodb/server.ts';
import { findOracle, startOracle } from '../../dynamodb-local/oracle.ts';
import {
  isKnownDeviation,
  resultOf,
  type Send,
  textOf,
  type Values,
  wholeIndexQuery,
} from '../../dynamodb-local/results.ts';
import { MISUSES } from './misuses.ts';
import { COMMANDS, randomRequests, request } from './random-requests.ts';
import { createTable } from './table.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const OPERATIONS = Number(process.env.OPERATIONS ?? 1_000);
const TableName = 'Simulated';
const INDEXES = ['gsi1', 'gsi2'];

const tableLikeOurs = () =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['', ...INDEXES]
      .flatMap((name) => [`${name}pk`, `${name}sk`])
      .map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: INDEXES.map((IndexName) => ({
      IndexName,
      KeySchema: [
        { AttributeName: `${IndexName}pk`, KeyType: 'HASH' },
        { AttributeName: `${IndexName}sk`, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  });

const engines = [
  { engine: 'the local DynamoDB', start: startDynamoDb, isOracle: false },
  { engine: "AWS's DynamoDB Local", start: startOracle, isOracle: true },
].filter(({ isOracle }) => !isOracle || findOracle());

describe.each(engines)(`the simulated table does as $engine, SEED=${SEED}`, ({ start, isOracle }) => {
  let server: { endpoint: string; stop: () => unknown };
  let theirs: Send;
  const table = createTable(INDEXES);
  const ours: Send = async (command: object) => {
    const name = Object.entries(COMMANDS).find(([, Command]) => command instanceof Command)?.[0] ?? '';
    return table.execute(`${name}Command`, (command as { input: object }).input) as Values;
  };

  beforeAll(async () => {
    server = await start();
    const { dynamo, documents } = connect(server.endpoint);
    await dynamo.send(tableLikeOurs());
    theirs = (command) => documents.send(command) as Promise<unknown> as Promise<Values>;
  });

  afterAll(() => server.stop());

  it(`in ${OPERATIONS} random requests`, { timeout: 60_000 + 60 * OPERATIONS }, async () => {
    const next = randomRequests(TableName, seededRandom(SEED));
    const differences: string[] = [];
    const seen = new Set<string>();
    for (let step = 0; step < OPERATIONS; step++) {
      const operation = next();
      const { name, query } = operation;
      const ask = (send: Send) => (query?.index ? wholeIndexQuery(send, query.input) : resultOf(send, operation));
      const [mine, its] = await Promise.all([ask(ours), ask(theirs)]);
      const outcome = `${name} ${(mine.failure as { name?: string } | undefined)?.name ?? ''}`.trim();
      seen.add(outcome);
      if (textOf(mine) === textOf(its)) continue;
      const asked = textOf((operation.make() as { input: unknown }).input);
      if (isOracle && isKnownDeviation(asked, mine, its)) continue;
      differences.push(`step ${step} ${name} ${asked}\n  ours   ${textOf(mine)}\n  theirs ${textOf(its)}`);
    }
    expect(differences.slice(0, 10), `SEED=${SEED} OPERATIONS=${OPERATIONS}`).toEqual([]);
    if (OPERATIONS >= 1_000) expect([...seen]).toEqual(expect.arrayContaining(OUTCOMES));
  });

  it.each(MISUSES)('when $what', async ({ command, input, unlike }) => {
    const misuse = request(command, input);
    const [mine, its] = [await resultOf(ours, misuse), await resultOf(theirs, misuse)];
    const isExpected = unlike === (isOracle ? 'oracle' : 'local');
    if (isExpected) expect(textOf(mine)).not.toBe(textOf(its));
    else expect(textOf(mine)).toBe(textOf(its));
  });
});

/** None of them may be missed by chance: then nothing was compared. */
const OUTCOMES = [
  'BatchGet',
  'BatchGet ValidationException',
  'Delete',
  'Delete ConditionalCheckFailedException',
  'Get',
  'Put',
  'Put ConditionalCheckFailedException',
  'Query',
  'Query ValidationException',
  'TransactGet',
  'TransactGet ValidationException',
  'TransactWrite',
  'TransactWrite IdempotentParameterMismatchException',
  'TransactWrite TransactionCanceledException',
  'Update',
  'Update ConditionalCheckFailedException',
  'Update ValidationException',
];
