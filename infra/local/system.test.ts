import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessToken, findSystem } from '../../client/access-token.ts';
import { type SystemUnderTest, startSystem } from './harness.ts';

const run = promisify(execFile);
const SCOPES = ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'];
const WORKER = 'reports/workers/on-order-placed';
const home = mkdtempSync(join(tmpdir(), 'backroom-test-'));
let system: SystemUnderTest;
let token: string;

beforeAll(async () => {
  system = await startSystem({ home });
  await renewToken();
}, 120_000);
afterAll(async () => {
  await system.stop();
  rmSync(home, { recursive: true });
});

/** A token lasts a quarter of an hour, by the clock that tests move. */
const renewToken = async () => {
  ({ accessToken: token } = await accessToken(await findSystem(home), { kind: 'machine', scopes: SCOPES }));
};
const send = (method: string, path: string, body: unknown, key?: string) =>
  fetch(`${system.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(key && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
const placeOrder = async (key: string) => {
  const response = await send(
    'POST',
    '/v1/orders',
    { lines: [{ sku: 'MUG', quantity: 1 }], payment: 'on_account' },
    key,
  );
  expect(response.status, `${response.headers.get('www-authenticate')} ${await response.clone().text()}`).toBe(201);
  return (await response.json()) as { id: string };
};
const start = (...words: string[]) =>
  run(process.execPath, [join(import.meta.dirname, 'start.ts'), ...words], {
    env: { ...process.env, PORT: '0', BACKROOM_HOME: words.length > 0 ? `${home}-other` : home },
  });
type QueueState = { name: string; visible: number; inFlight: number; delayed: number; isDeadLetter: boolean };
const queues = async () => (await system.control('GET', '/queues')) as QueueState[];

test('it answers health through gateway, function and table', async () => {
  const response = await fetch(`${system.url}/v1/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok' });
});

test('it tells its owner alone where it is', () => {
  expect(statSync(join(home, 'system.json')).mode & 0o777).toBe(0o600);
});

test('it refuses a second system on the same folder', async () => {
  await expect(start()).rejects.toMatchObject({ stderr: expect.stringContaining('already runs on') });
});

test('it refuses to fail a door that there is not, and lists those there are', async () => {
  await expect(start('--fail', 'no/such/door')).rejects.toMatchObject({
    stderr: expect.stringMatching(/No door is called no\/such\/door.*operations\/api\/get-health/),
  });
  expect(existsSync(join(`${home}-other`, 'system.json'))).toBe(false);
  rmSync(`${home}-other`, { recursive: true });
});

test('it takes an order, and every hearer of its event has heard it', async () => {
  await send('PUT', '/v1/products/MUG', { name: 'Mug', price: { amount: 255, currency: 'GBP' } });
  await send('POST', '/v1/stock-movements', { sku: 'MUG', quantity: 100, reason: 'received' }, 'receive-the-mugs-1');
  await placeOrder('the-first-order-of-all');

  const { accessToken: staff } = await accessToken(await findSystem(home), { kind: 'staff', email: 'a@example.com' });
  const day = new Date().toISOString().slice(0, 10);
  await vi.waitFor(
    async () => {
      const report = await fetch(`${system.url}/v1/reports/daily?date=${day}`, {
        headers: { authorization: `Bearer ${staff}` },
      });
      expect(await report.json()).toMatchObject({ orders: 1 });
    },
    { timeout: 10_000 },
  );
});

test('it takes money for an order through the double of Stripe, whose keys a function reads as a secret', async () => {
  await renewToken();
  const placed = await send('POST', '/v1/orders', { lines: [{ sku: 'MUG', quantity: 2 }] }, 'an-order-paid-by-card');
  const { id } = (await placed.json()) as { id: string };
  const begun = await send('POST', `/v1/orders/${id}/payments`, {}, 'the-payment-of-that-order');
  expect(begun.status, await begun.clone().text()).toBe(201);
  const { clientSecret } = (await begun.json()) as { clientSecret: string };

  const { url } = system.system.stripe;
  const card = new URLSearchParams({ action: 'pay', number: '4242 4242 4242 4242' });
  const page = await fetch(`${url}/pay/${clientSecret}`, { method: 'POST', body: card });
  expect(await page.text()).toContain('Paid');

  await vi.waitFor(
    async () => {
      const order = await fetch(`${system.url}/v1/orders/${id}`, { headers: { authorization: `Bearer ${token}` } });
      expect(await order.json()).toMatchObject({ status: 'paid' });
    },
    { timeout: 10_000 },
  );
  const [payment] = (await system.control('GET', '/stripe/ledger')) as { status: string; amount: number }[];
  expect(payment).toMatchObject({ status: 'succeeded', amount: 510, metadata: { orderId: id } });
});

test('it lets the double go wrong, and say what it is told to', async () => {
  const { url, secretKey } = system.system.stripe;
  const read = () => fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${secretKey}` } });
  await system.control('POST', '/stripe/faults', { rateLimit: 1 });
  expect((await read()).status).toBe(429);
  await system.control('POST', '/stripe/faults', {});
  expect((await read()).status).toBe(200);

  const planted = { type: 'balance.available', object: { object: 'balance' } };
  const { id } = (await system.control('POST', '/stripe/events', planted)) as { id: string };
  expect(await system.control('POST', '/stripe/events', { id })).toMatchObject({ id, type: 'balance.available' });
  await expect(system.control('POST', '/stripe/events', { id: 'evt_nobody' })).rejects.toThrow('404');
  await expect(system.control('POST', '/stripe/faults', { rateLimit: 2 })).rejects.toThrow('422');
});

test('it lets nobody into the table who was granted nothing', async () => {
  const { dynamodb, tableName } = system.system;
  const response = await fetch(dynamodb, {
    method: 'POST',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      authorization: `AWS4-HMAC-SHA256 Credential=somebodyelse/20260101/eu-west-1/dynamodb/aws4_request, Signature=0`,
    },
    body: JSON.stringify({ TableName: tableName, Key: { pk: { S: 'ORDER#1' }, sk: { S: 'ORDER' } } }),
  });
  expect(await response.json()).toMatchObject({ __type: expect.stringContaining('AccessDeniedException') });
});

test('it moves its clock forward and never back', async () => {
  const before = Date.parse(((await system.control('GET', '/clock')) as { now: string }).now);
  const { now } = (await system.control('POST', '/clock', { advanceSeconds: 3_600 })) as { now: string };
  expect(Date.parse(now) - before).toBeGreaterThanOrEqual(3_600_000);
  await expect(system.control('POST', '/clock', { advanceSeconds: -1 })).rejects.toThrow('422');
});

test('it tells and moves its time on the command line', async () => {
  const clock = (...words: string[]) =>
    run(process.execPath, [join(import.meta.dirname, '../../client/clock.ts'), ...words], {
      env: { ...process.env, BACKROOM_HOME: home },
    });
  const before = Date.parse((await clock()).stdout.trim());
  expect(Date.parse((await clock('+2h')).stdout.trim()) - before).toBeGreaterThanOrEqual(7_200_000);
  await expect(clock('soon')).rejects.toMatchObject({ stderr: expect.stringContaining('How far?') });
});

test('it gives a message up after its receives when its door fails', async () => {
  await system.control('POST', '/faults', { failDoors: [WORKER] });
  await renewToken();
  await placeOrder('an-order-nobody-counts');
  const dead = await vi.waitFor(
    async () => {
      const states = await queues();
      // Moved only while somebody has the message, so that each move is one receive.
      if (states.some(({ inFlight }) => inFlight > 0)) await system.control('POST', '/clock', { advanceSeconds: 61 });
      const found = states.find(({ isDeadLetter, visible }) => isDeadLetter && visible > 0);
      expect(found).toBeDefined();
      return found;
    },
    { timeout: 20_000, interval: 20 },
  );
  expect(dead?.name).toContain('OnOrderPlaced');
  await system.control('POST', '/faults', {});
});

test('it counts what was read and written, by door', async () => {
  await system.control('DELETE', '/consumed');
  await fetch(`${system.url}/v1/health`);
  const consumed = (await system.control('GET', '/consumed')) as { door: string; readUnits: number }[];
  expect(consumed.find(({ door }) => door === 'operations/api/get-health')?.readUnits).toBe(1);
});

test('it loses nothing that was acknowledged when it is killed', async () => {
  await renewToken();
  const acknowledged: string[] = [];
  const buyers = Array.from({ length: 4 }, async (_, buyer) => {
    for (let n = 0; n < 50; n++) {
      try {
        acknowledged.push((await placeOrder(`order-before-a-kill-${buyer}-${n}`)).id);
      } catch {
        return; // killed meanwhile
      }
    }
  });
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(10), { timeout: 10_000, interval: 5 });
  await system.kill();
  await Promise.all(buyers);
  await system.restart();

  const read = (id: string) =>
    fetch(`${system.url}/v1/orders/${id}`, { headers: { authorization: `Bearer ${token}` } });
  for (const id of acknowledged) expect((await read(id)).status).toBe(200); // with the token from before, too
  await vi.waitFor(
    async () => {
      await system.control('POST', '/clock', { advanceSeconds: 61 });
      const busy = (await queues()).filter(({ isDeadLetter }) => !isDeadLetter);
      expect(busy.map(({ visible, inFlight }) => visible + inFlight)).toEqual(busy.map(() => 0));
    },
    { timeout: 15_000 },
  );
});

test('it stops within two seconds', async () => {
  const began = performance.now();
  await system.stop();
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(existsSync(join(home, 'system.json'))).toBe(false);
});
