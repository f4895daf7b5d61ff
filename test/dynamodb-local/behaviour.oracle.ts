import { afterAll, beforeAll } from 'vitest';
import { describeDynamoDb } from '../../infra/local/dynamodb/behaviour.ts';
import { startOracle } from './oracle.ts';

let oracle: Awaited<ReturnType<typeof startOracle>>;

beforeAll(async () => {
  oracle = await startOracle();
});

afterAll(() => oracle.stop());

describeDynamoDb("AWS's DynamoDB Local", () => oracle.endpoint, { oracle: true });
