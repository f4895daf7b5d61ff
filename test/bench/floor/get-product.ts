import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// The floor of functions/catalog/api/get-product.ts: the same call, and nothing that makes it a good door.
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const name = process.env.TABLE_NAME ?? '';

export const handler = async ({ pathParameters: { sku } }: { pathParameters: { sku: string } }) => {
  const Keys = [{ pk: `PRODUCT#${sku}`, sk: 'PRODUCT' }];
  const { Responses } = await table.send(
    new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: false } } }),
  );
  const body = JSON.stringify(Responses?.[name]?.[0]);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
};
