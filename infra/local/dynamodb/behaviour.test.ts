import { afterAll, beforeAll } from 'vitest';
import { describeDynamoDb } from './behaviour.ts';
import { type DynamoDb, startDynamoDb } from './server.ts';

let dynamoDb: DynamoDb;

beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});

afterAll(() => dynamoDb.stop());

describeDynamoDb('the local DynamoDB', () => dynamoDb.endpoint);
