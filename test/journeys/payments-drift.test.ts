import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fresh, type House, openHouse } from './caller.ts';
import { type Checkout, checkoutOf, grace, secretsIn } from './checkout.ts';

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterEach(() => till.faults({}));
afterAll(() => house.stop());

type Discrepancy = { id: string; kind: string; subject: string; status: string; repair?: string };
const brief = ({ kind, status }: Discrepancy) => ({ kind, status });

/** What the next reconciliation finds: exactly this. */
const finds = async (kind: string): Promise<Discrepancy> => {
  const { found, discrepancies } = await till.reconcile();
  expect(discrepancies.map(brief)).toEqual([{ kind, status: 'open' }]);
  expect(found).toBe(1);
  return discrepancies[0];
};

/** Applies the repair that is offered, twice under one key; then everything adds up. */
const repairs = async ({ id, repair }: Discrepancy) => {
  expect(repair).toBeTypeOf('string');
  const key = fresh('repair');
  const first = await till.repair(id, key);
  expect(first).toMatchObject({ status: 201, body: { id, status: 'repaired', repaired: { did: expect.anything() } } });
  const second = await till.repair(id, key);
  expect(second.body).toEqual(first.body);
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(await till.repair(id)).toMatchObject({ status: 409, body: { code: 'not_open' } });
  await till.rest();
  expect(await till.reconcile()).toMatchObject({ found: 0 });
};

const TableName = () => house.system.system.tableName;

const eraseHeader = async (paymentId: string) => {
  const Key = { pk: `PAYMENT#${paymentId}`, sk: 'PAYMENT' };
  const { Attributes } = await till
    .table()
    .send(new DeleteCommand({ TableName: TableName(), Key, ReturnValues: 'ALL_OLD' }));
  expect(Attributes).toBeDefined();
};

/** The payment with its refunds and its events: as if it never had been. */
const erasePartition = async (paymentId: string) => {
  const partition = {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': `PAYMENT#${paymentId}` },
  };
  const { Items = [] } = await till.table().send(new QueryCommand({ TableName: TableName(), ...partition }));
  expect(Items.length).toBeGreaterThan(1);
  for (const { pk, sk } of Items) {
    await till.table().send(new DeleteCommand({ TableName: TableName(), Key: { pk, sk } }));
  }
};

/** Paid, with 100 and then a line given back, of 500. */
const partlyRefunded = async () => {
  const sku = await house.product(fresh('MUG'), 2);
  const made = await till.paid(sku, { quantity: 2 });
  await till.refund(made.payment.id, { amount: { amount: 100, currency: 'GBP' } });
  await till.refund(made.payment.id, { lines: [{ lineId: '1', quantity: 1 }] });
  await eventually(
    () => till.order(made.order.id),
    ({ refunded }) => refunded?.amount === 350,
  );
  return made;
};

describe('a reconciliation', () => {
  it('finds nothing where nothing is wrong, and says what it looked at', async () => {
    await partlyRefunded();
    const { found, checked, status } = await till.reconcile();
    expect({ found, status }).toEqual({ found: 0, status: 'finished' });
    expect(checked).toMatchObject({ charges: expect.any(Number), shelves: expect.any(Number) });
    expect(checked.charges).toBeGreaterThanOrEqual(2);
  });

  it('finds a counter that somebody has changed by hand, and puts it right', async () => {
    const sku = await house.product(fresh('MUG'), 5);
    const change = {
      TableName: TableName(),
      Key: { pk: `STOCK#${sku}#0`, sk: 'COUNTER' },
      UpdateExpression: 'SET available = available + :more',
      ExpressionAttributeValues: { ':more': 7 },
    };
    await till.table().send(new UpdateCommand(change));
    expect(await house.available(sku)).toBe(12);
    const discrepancy = await finds('stock_differs');
    expect(discrepancy.subject).toContain(sku);
    await repairs(discrepancy);
    expect(await house.available(sku)).toBe(5);
  });

  it.each([
    ['a payment’s row', eraseHeader],
    ['a payment with its refunds and events', erasePartition],
  ])('finds that %s is gone, and writes it as the provider has it', async (_, erase) => {
    const { order, payment } = await partlyRefunded();
    const before = await till.timeline(order.id);
    await erase(payment.id);
    expect(await till.payments(order.id)).toEqual([]);
    await repairs(await finds('charge_unknown'));
    expect(await till.payments(order.id)).toMatchObject([
      { id: payment.id, status: 'succeeded', captured: { amount: 500 }, refunded: { amount: 350 } },
    ]);
    const { ours, theirs } = await till.books([order.id]);
    expect(ours).toEqual(theirs);
    expect(await till.order(order.id)).toMatchObject({ status: 'paid', refunded: { amount: 350 } });
    expect(await till.timeline(order.id)).toEqual(before); // nothing has happened to the order
    const above = await till.refund(payment.id, { amount: { amount: 151, currency: 'GBP' } });
    expect(above).toMatchObject({ status: 422, body: { code: 'refund_exceeds_captured' } });
  });

  it('finds money that was taken while nobody told us, and its order is paid', async () => {
    const { order, secret } = await till.begun(await house.product(fresh('MUG'), 1));
    await till.faults({ webhooks: { drop: 1 } });
    await till.confirm(secret);
    await till.faults({});
    expect(await till.reconcile()).toMatchObject({ found: 0 }); // it may be on its way still
    await house.advance(6 * 60);
    await repairs(await finds('charge_unknown'));
    expect(await till.timeline(order.id)).toEqual(['OrderPlaced', 'OrderPaid']);
  });

  it('finds what somebody gave back at the provider’s, and notes it', async () => {
    const { order, payment, secret } = await till.paid(await house.product(fresh('MUG'), 2), { quantity: 2 });
    const [payment_intent = ''] = secret.split('_secret_');
    await till.faults({ webhooks: { drop: 1 } });
    const { url, secretKey } = house.system.system.stripe;
    const refund = await fetch(`${url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}` },
      body: new URLSearchParams({ payment_intent, amount: '120' }),
    });
    expect(refund.status).toBe(200);
    await till.faults({});
    await repairs(await finds('refund_differs'));
    expect(await till.books([order.id])).toEqual({ ours: [[payment.id, 500, 120]], theirs: [[payment.id, 500, 120]] });
    await eventually(
      () => till.order(order.id),
      ({ refunded }) => refunded?.amount === 120,
    );
  });

  it('is nobody’s but an operator’s', async () => {
    for (const [method, path] of [
      ['POST', '/v1/reconciliations'],
      ['GET', '/v1/discrepancies'],
    ] as const) {
      expect((await house.call(method, path, { as: grace })).status).toBe(403);
      expect((await house.call(method, path)).status).toBe(401);
    }
  });
});

it('has put no secret into its logs', () => {
  const { files, found } = secretsIn(house.system.system.logs);
  expect(files).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
