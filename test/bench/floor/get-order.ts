import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// The floor of functions/orders/api/get-order.ts: the same call, and nothing that makes it a good door.
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const name = process.env.TABLE_NAME ?? '';

export const handler = async ({ pathParameters: { id } }: { pathParameters: { id: string } }) => {
  const pk = `ORDER#${id}`;
  const Keys = [
    { pk, sk: 'ORDER' },
    { pk, sk: 'EVENT#000001' },
  ];
  const { Responses } = await table.send(
    new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } }),
  );
  const rows = Responses?.[name] ?? [];
  const order = rows.find(({ sk }) => sk === 'ORDER');
  const placed = rows.find(({ sk }) => sk !== 'ORDER');
  const body = JSON.stringify({ ...order, lines: placed?.data.lines });
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
};
