import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

// The floor of functions/orders/api/place-order.ts for an order of one line on account: the same read, the same
// transaction with rows of the same size, an event the relay and the reports understand, and nothing that makes it a
// good door. It checks nothing, answers no repeated request, and does not try again.
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE_NAME ?? '';

type Event = {
  headers: Record<string, string>;
  body: string;
  requestContext: { requestId: string; authorizer: { jwt: { claims: { sub: string } } } };
};

const put = (Item: Record<string, unknown>) => ({
  Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' },
});

export const handler = async ({ headers, body, requestContext }: Event) => {
  const { lines: ordered, payment, reference } = JSON.parse(body);
  const [{ sku, quantity }] = ordered;
  const hash = createHash('sha256')
    .update(headers['idempotency-key'] ?? '')
    .digest('hex');
  const digest = hash.slice(0, 26);
  const id = `ord_${digest}`;
  const buyer = requestContext.authorizer.jwt.claims.sub;
  const { requestId } = requestContext;
  const now = new Date().toISOString();
  const pk = `ORDER#${id}`;
  const counter = { pk: `STOCK#${sku}#0`, sk: 'COUNTER' };

  const Keys = [{ pk, sk: 'ORDER' }, { pk, sk: 'EVENT#000001' }, { pk: `PRODUCT#${sku}`, sk: 'PRODUCT' }, counter];
  const { Responses } = await table.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
  );
  const product = Responses?.[TableName]?.find(({ sk }) => sk === 'PRODUCT');
  const { amount: unitPrice, currency } = product?.price ?? {};
  const total = unitPrice * quantity;
  const lines = [{ id: '1', sku, name: product?.name, quantity, unitPrice, amount: total, stocked: true }];
  const summary = { payment, orderedAt: now, currency, total };
  const at = `${now}#${id}`;

  await table.send(
    new TransactWriteCommand({
      ClientRequestToken: randomUUID(),
      TransactItems: [
        put({
          ...{ pk, sk: 'ORDER', v: 1, id, status: payment, buyer, reference, ...summary, version: 1, seq: 1 },
          ...{ createdAt: now, inputHash: hash.slice(0, 43), held: 1 },
          ...{ gsi1pk: `OWNER#${buyer}`, gsi1sk: at, gsi2pk: `ORDERS#${payment}#0`, gsi2sk: at },
          ...{ gsi3pk: `REFERENCE#${reference}`, gsi3sk: at },
        }),
        put({
          ...{ pk, sk: 'EVENT#000001', v: 1, id: `evt_${digest}`, type: 'OrderPlaced', version: 1, at: now },
          ...{ subject: id, seq: 1, correlationId: requestId, causationId: requestId },
          data: { orderId: id, ...summary, lines, buyer },
          ...{ gsi4pk: 'UNSENT#0', gsi4sk: `${now}#evt_${digest}` },
        }),
        {
          Update: {
            TableName,
            Key: counter,
            UpdateExpression: 'SET available = available + :q',
            ConditionExpression: 'available >= :least',
            ExpressionAttributeValues: { ':q': -quantity, ':least': quantity },
          },
        },
        put({
          ...{ pk: counter.pk, sk: `MOVE#${now}#mov_${digest}#0`, v: 1, id: `mov_${digest}`, quantity: -quantity },
          ...{ reason: 'order', reference: id, at: now },
        }),
      ],
    }),
  );
  return {
    statusCode: 201,
    headers: { 'content-type': 'application/json', location: `/v1/orders/${id}` },
    body: JSON.stringify({ id, status: payment, reference, ...summary, lines, version: 1, createdAt: now }),
  };
};
