import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

// The floor of functions/inventory/api/record-movement.ts: the same calls with inputs of the same size, and nothing
// that makes it a good door. It checks nothing and answers no repeated request.
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE_NAME ?? '';

type Event = { headers: Record<string, string>; body: string };

export const handler = async ({ headers, body }: Event) => {
  const { sku, quantity, reason, reference } = JSON.parse(body);
  const hash = createHash('sha256')
    .update(headers['idempotency-key'] ?? '')
    .digest('hex');
  const id = `mov_${hash.slice(0, 26)}`;
  const at = new Date().toISOString();
  const pk = `MOVEMENT#${id}`;
  const counter = { pk: `STOCK#${sku}#0`, sk: 'COUNTER' };
  const Keys = [{ pk, sk: 'MOVEMENT' }, { pk: `PRODUCT#${sku}`, sk: 'PRODUCT' }, counter];
  await table.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }));
  const movement = { id, sku, quantity, reason, reference, at };
  await table.send(
    new TransactWriteCommand({
      ClientRequestToken: randomUUID(),
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { pk, sk: 'MOVEMENT', v: 1, ...movement, inputHash: hash.slice(0, 43) },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Update: {
            TableName,
            Key: counter,
            UpdateExpression:
              'SET available = if_not_exists(available, :none) + :q, shards = if_not_exists(shards, :one), ' +
              'spread = if_not_exists(spread, :one), widest = if_not_exists(widest, :one), version = if_not_exists(version, :one)',
            ExpressionAttributeValues: { ':q': quantity, ':none': 0, ':one': 1 },
          },
        },
        {
          Put: {
            TableName,
            Item: { pk: counter.pk, sk: `MOVE#${at}#${id}#0`, v: 1, id, quantity, reason, reference, at },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ],
    }),
  );
  return { statusCode: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify(movement) };
};
