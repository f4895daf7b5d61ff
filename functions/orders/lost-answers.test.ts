import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { call, openShop, staff } from '../../test/shop.ts';

/** What happens between a door and the table: an answer that is lost, after the call took effect; or nothing, ever. */
let fate: (operation: string) => 'answer' | 'lose' | 'hang' = () => 'answer';

const dynamodb = await openShop();
const between = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const what = fate(operation);
  if (what === 'hang') return;
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers as Record<string, string>;
  const answer = await fetch(dynamodb.endpoint, { method: 'POST', headers, body: Buffer.concat(chunks) });
  if (what === 'lose') return request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(Buffer.from(await answer.arrayBuffer()));
});
between.listen(0, '127.0.0.1');
await once(between, 'listening');
process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;

const { handler: putProduct } = await import('../catalog/api/put-product.ts');
const { handler: patchProduct } = await import('../catalog/api/patch-product.ts');
const { handler: archiveProduct } = await import('../catalog/api/archive-product.ts');
const { handler: getProduct } = await import('../catalog/api/get-product.ts');
const { handler: recordMovement } = await import('../inventory/api/record-movement.ts');
const { handler: getStock } = await import('../inventory/api/get-stock.ts');
const { handler: placeOrder } = await import('./api/place-order.ts');
const { handler: cancelOrder } = await import('./api/cancel-order.ts');
const { handler: listMovements } = await import('../inventory/api/list-movements.ts');

afterAll(async () => {
  between.closeAllConnections();
  between.close();
  await dynamodb.stop();
});
beforeEach(() => {
  fate = () => 'answer';
});

/** The first of every operation loses its answer; its repetition does not. */
const loseOnce = () => {
  const seen = new Set<string>();
  fate = (operation) => {
    if (seen.has(operation)) return 'answer';
    seen.add(operation);
    return 'lose';
  };
};

const key = (n: number) => `a-key-of-enough-length-${n}`;
const price = { amount: 100, currency: 'GBP' };
const available = async (sku: string) => (await call(getStock, { params: { sku } })).body.available;

it('everything happens once although its answer is lost, and is answered as if nothing had been', async () => {
  loseOnce();
  expect((await call(putProduct, { params: { sku: 'MUG' }, body: { name: 'Mug', price } })).status).toBe(201);
  loseOnce();
  const movement = { sku: 'MUG', quantity: 10, reason: 'receipt' };
  expect((await call(recordMovement, { body: movement, key: key(1) })).status).toBe(201);
  loseOnce();
  const placed = await call(placeOrder, {
    body: { lines: [{ sku: 'MUG', quantity: 3 }], payment: 'on_account' },
    key: key(2),
  });
  expect(placed).toMatchObject({ status: 201, body: { version: 1 } });
  expect(placed.headers).not.toHaveProperty('idempotency-replayed');
  expect(await available('MUG')).toBe(7);
  loseOnce();
  expect((await call(cancelOrder, { params: { id: placed.body.id }, key: key(3) })).status).toBe(201);
  expect(await available('MUG')).toBe(10);
  const ledger = await call(listMovements, { params: { sku: 'MUG' }, caller: staff });
  expect(ledger.body.data.map(({ quantity }: { quantity: number }) => quantity)).toEqual([3, -3, 10]);
  loseOnce();
  const patched = await call(patchProduct, {
    params: { sku: 'MUG' },
    body: { name: 'New' },
    headers: { 'if-match': '"1"' },
  });
  expect(patched).toMatchObject({ status: 200, body: { name: 'New', version: 2 } });
  loseOnce();
  expect((await call(archiveProduct, { params: { sku: 'MUG' }, headers: { 'if-match': '"2"' } })).status).toBe(204);
});

it('a table that never answers is a 503 in time, and the same key goes on afterwards', async () => {
  await call(putProduct, { params: { sku: 'TEA' }, body: { name: 'Tea', price } });
  await call(recordMovement, { body: { sku: 'TEA', quantity: 5, reason: 'receipt' }, key: key(4) });
  fate = () => 'hang';
  const started = performance.now();
  const [read, order] = await Promise.all([
    call(getProduct, { params: { sku: 'TEA' }, time: 6_000 }),
    call(placeOrder, {
      body: { lines: [{ sku: 'TEA', quantity: 1 }], payment: 'on_account' },
      key: key(5),
      time: 6_000,
    }),
  ]);
  expect(performance.now() - started).toBeLessThan(6_000);
  for (const { status, headers, body } of [read, order]) {
    expect({ status, code: body.code, retry: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'busy',
      retry: '1',
    });
  }
  fate = () => 'answer';
  const again = { body: { lines: [{ sku: 'TEA', quantity: 1 }], payment: 'on_account' }, key: key(5) };
  expect((await call(placeOrder, again)).status).toBe(201);
  expect(await available('TEA')).toBe(4);
});
