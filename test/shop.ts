import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CDN_HEADER } from '#shared/cdn';
import { INDEXES } from '../infra/constructs/indexes.ts';
import { startDynamoDb } from '../infra/local/dynamodb/server.ts';

const indexes = INDEXES.map((IndexName) => ({
  IndexName,
  KeySchema: [
    { AttributeName: `${IndexName}pk`, KeyType: 'HASH' as const },
    { AttributeName: `${IndexName}sk`, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
}));

/**
 * A table of its own for a test file, on the local engine. Doors read where it is when they are first imported, so they
 * are imported after this: `const shop = await openShop(); const { handler } = await import('./place-order.ts');`
 */
export const openShop = async () => {
  const dynamodb = await startDynamoDb({});
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    HOLD_MINUTES: '30',
    CURRENCY: 'GBP',
    QUEUE_URL: 'http://127.0.0.1:9/queue',
    DEAD_LETTERS_URL: 'http://127.0.0.1:9/dead',
  });
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: process.env.TABLE_NAME,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', ...INDEXES.flatMap((name) => [`${name}pk`, `${name}sk`])].map(
        (AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        }),
      ),
      GlobalSecondaryIndexes: indexes,
    }),
  );
  return dynamodb;
};

// biome-ignore lint/suspicious/noExplicitAny: tests say what a body should be, by looking into it
export type Answer = { status: number; headers: Record<string, string>; body: any };

type Request = {
  method?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
  /** The token's subject, scopes and groups; none where nothing is said. */
  caller?: { sub: string; scope: string; groups?: string[] };
  /** Milliseconds the function has, or how to tell how many it still has; 29 s where nothing is said. */
  time?: number | (() => number);
};

export const machine = {
  sub: 'erp',
  scope: 'backroom/catalog.write backroom/stock.write backroom/orders.write',
};
export const shopper = (sub: string) => ({ sub, scope: 'openid backroom/shop' });
export const staff = { sub: 'sam', scope: 'openid backroom/shop', groups: ['staff'] };

let requests = 0;

/** What the CDN adds to a request. */
export const cdn = () => ({ [CDN_HEADER]: process.env.CDN_KEYS });

/** Calls a door as API Gateway would, behind the CDN. */
export const call = async (handler: unknown, request: Request = {}): Promise<Answer> => {
  const { method = 'GET', params, query, body, key, time = 29_000 } = request;
  const caller: NonNullable<Request['caller']> = request.caller ?? machine;
  const started = performance.now();
  const { sub, scope, groups } = caller;
  const token = { sub, scope, token_use: 'access', ...(groups && { 'cognito:groups': groups }) };
  const claims = { ...token, ...(groups && { 'cognito:groups': `[${groups.join(' ')}]` }) };
  const event = {
    rawPath: '/',
    headers: {
      ...cdn(),
      authorization: `Bearer verified.${Buffer.from(JSON.stringify(token)).toString('base64url')}.already`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
      ...request.headers,
    },
    pathParameters: params,
    queryStringParameters: query,
    requestContext: { requestId: `request-${++requests}`, http: { method }, authorizer: { jwt: { claims } } },
    body: body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  };
  const context = {
    functionName: 'test',
    getRemainingTimeInMillis: () => (typeof time === 'function' ? time() : time - (performance.now() - started)),
  };
  const answer = (await (handler as (event: unknown, context: unknown) => Promise<unknown>)(
    event,
    context,
  )) as APIGatewayProxyStructuredResultV2;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers as Record<string, string>,
    body: answer.body ? JSON.parse(answer.body) : undefined,
  };
};
