/** One call of a door: what API Gateway hands over, and what DynamoDB would answer. */
export type Case = {
  event: (key: string) => unknown;
  answers: Record<string, string>;
  /** The status it is answered with; anything else means that the case is out of date. */
  status: number;
};

type Attributes = Record<string, unknown>;

const ORDER = 'ord_0123456789abcdefghjkmnpqrs';
const money = (amount: number) => ({ M: { amount: { N: String(amount) }, currency: { S: 'GBP' } } });

const product: Attributes = {
  pk: { S: 'PRODUCT#85123A' },
  sk: { S: 'PRODUCT' },
  v: { N: '1' },
  sku: { S: '85123A' },
  name: { S: 'WHITE HANGING HEART T-LIGHT HOLDER' },
  description: { S: 'A heart of white painted metal on a string, for one tea light; 12 cm high.' },
  category: { S: 'Candles' },
  price: money(255),
  priceBreaks: { L: [{ M: { minQuantity: { N: '32' }, price: money(229) } }] },
  status: { S: 'active' },
  stocked: { BOOL: true },
  version: { N: '3' },
  updatedAt: { S: '2026-11-22T05:00:00.000Z' },
  gsi1pk: { S: 'CATEGORY#Candles' },
  gsi1sk: { S: '85123A' },
  gsi2pk: { S: 'PRODUCTS#2' },
  gsi2sk: { S: '85123A' },
};

const counter: Attributes = {
  pk: { S: 'STOCK#85123A#0' },
  sk: { S: 'COUNTER' },
  available: { N: '100000' },
  shards: { N: '1' },
  spread: { N: '1' },
  widest: { N: '1' },
  version: { N: '1' },
};

const order: Attributes = {
  pk: { S: `ORDER#${ORDER}` },
  sk: { S: 'ORDER' },
  v: { N: '1' },
  id: { S: ORDER },
  status: { S: 'on_account' },
  buyer: { S: 'erp' },
  payment: { S: 'on_account' },
  reference: { S: '536365' },
  orderedAt: { S: '2010-12-01T08:26:00Z' },
  currency: { S: 'GBP' },
  total: { N: '1530' },
  version: { N: '1' },
  seq: { N: '1' },
  createdAt: { S: '2026-11-22T05:00:00.000Z' },
  inputHash: { S: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' },
  held: { N: '1' },
  gsi1pk: { S: 'OWNER#erp' },
  gsi1sk: { S: `2026-11-22T05:00:00.000Z#${ORDER}` },
  gsi2pk: { S: 'ORDERS#on_account#5' },
  gsi2sk: { S: `2026-11-22T05:00:00.000Z#${ORDER}` },
  gsi3pk: { S: 'REFERENCE#536365' },
  gsi3sk: { S: `2026-11-22T05:00:00.000Z#${ORDER}` },
};

const line = {
  M: {
    id: { S: '1' },
    sku: { S: '85123A' },
    name: { S: 'WHITE HANGING HEART T-LIGHT HOLDER' },
    quantity: { N: '6' },
    unitPrice: { N: '255' },
    amount: { N: '1530' },
    stocked: { BOOL: true },
  },
};

const placed: Attributes = {
  pk: { S: `ORDER#${ORDER}` },
  sk: { S: 'EVENT#000001' },
  v: { N: '1' },
  id: { S: 'evt_0123456789abcdefghjkmnpqrs' },
  type: { S: 'OrderPlaced' },
  version: { N: '1' },
  at: { S: '2026-11-22T05:00:00.000Z' },
  subject: { S: ORDER },
  seq: { N: '1' },
  correlationId: { S: 'JKJaXmPLvHcESHA=' },
  causationId: { S: 'JKJaXmPLvHcESHA=' },
  data: {
    M: {
      orderId: { S: ORDER },
      payment: { S: 'on_account' },
      orderedAt: { S: '2010-12-01T08:26:00Z' },
      currency: { S: 'GBP' },
      total: { N: '1530' },
      buyer: { S: 'erp' },
      lines: { L: [line] },
    },
  },
};

const found = (...rows: Attributes[]): string => JSON.stringify({ Responses: { backroom: rows }, UnprocessedKeys: {} });

/** What the limiter is told whenever it counts: the caller has been idle. */
export const ADMITTED = { UpdateItem: JSON.stringify({ Attributes: { restored: { N: '0' } } }) };

type Asked = { method: string; path: string; params?: Record<string, string>; body?: unknown; key?: string };

/** An event as an HTTP API makes it, headers of an ordinary client included. */
const eventOf = ({ method, path, params, body, key }: Asked) => ({
  version: '2.0',
  routeKey: `${method} ${path}`,
  rawPath: path,
  rawQueryString: '',
  headers: {
    accept: '*/*',
    authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl',
    'x-cdn-key': process.env.CDN_KEYS,
    host: 'abc.execute-api.eu-west-1.amazonaws.com',
    'user-agent': 'erp/4.2',
    'x-amzn-trace-id': 'Root=1-67890abc-123456789012345678901234',
    'x-forwarded-for': '203.0.113.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key && { 'idempotency-key': key }),
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'abc',
    authorizer: {
      jwt: { claims: { sub: 'erp', token_use: 'access', scope: 'backroom/orders.write backroom/stock.write' } },
    },
    domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
    domainPrefix: 'abc',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: 'erp/4.2' },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: `${method} ${path}`,
    stage: '$default',
    time: '22/Nov/2026:05:00:00 +0000',
    timeEpoch: 1_795_323_902_000,
  },
  ...(params && { pathParameters: params }),
  ...(body !== undefined && { body: JSON.stringify(body) }),
  isBase64Encoded: false,
});

/** An order of one line as a trusted seller places it; the load of the HTTP part is the same. */
export const orderOf = (sku: string) => ({
  lines: [{ sku, quantity: 1 }],
  payment: 'on_account',
  reference: '536365',
});

export const cases: Record<string, Case> = {
  'orders/api/place-order': {
    event: (key) => eventOf({ method: 'POST', path: '/v1/orders', body: orderOf('85123A'), key }),
    answers: { BatchGetItem: found(product, counter), TransactWriteItems: '{}' },
    status: 201,
  },
  'catalog/api/get-product': {
    event: () => eventOf({ method: 'GET', path: '/v1/products/85123A', params: { sku: '85123A' } }),
    answers: {
      BatchGetItem: found(product),
      GetItem: JSON.stringify({ Item: product }),
    },
    status: 200,
  },
  'orders/api/get-order': {
    event: () => eventOf({ method: 'GET', path: `/v1/orders/${ORDER}`, params: { id: ORDER } }),
    answers: { BatchGetItem: found(order, placed) },
    status: 200,
  },
  'inventory/api/record-movement': {
    event: (key) =>
      eventOf({
        method: 'POST',
        path: '/v1/stock-movements',
        body: { sku: '85123A', quantity: 6, reason: 'receipt', reference: 'PO-4711' },
        key,
      }),
    answers: { BatchGetItem: found(product, counter), TransactWriteItems: '{}' },
    status: 201,
  },
};
