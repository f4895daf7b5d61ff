import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditPage, AuditRun, Finding } from '#shared/audit';
import { contextOf, deliver, type Hearer, pump } from '../../test/events.ts';
import { type Answer, call } from '../../test/shop.ts';
import { admin, fresh, key, openTill, staff, type Till } from '../../test/till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const TableName = 'backroom';
const DOORS = {
  start: () => import('./api/start-reconciliation.ts'),
  get: () => import('./api/get-reconciliation.ts'),
  list: () => import('./api/list-discrepancies.ts'),
  repair: () => import('./api/repair-discrepancy.ts'),
};
const door = async (name: keyof typeof DOORS) => (await DOORS[name]()).handler;
const hearer = async (): Promise<Hearer> => (await import('./workers/on-reconciliation-due.ts')).handler;
const rows = () => DynamoDBDocumentClient.from(new DynamoDBClient({}));
type Found = { id: string; kind: string; subject: string; repair?: string; known: Record<string, unknown> };

/** A whole run, stretch by stretch. @param time how long each stretch has */
const reconcile = async (body: object = {}, time?: number | (() => number)): Promise<Answer['body']> => {
  const started = await call(await door('start'), { body, caller: admin });
  expect(started.status).toBe(202);
  const onDue = await hearer();
  const withTime: Hearer = (event) => onDue(event, contextOf(time ?? 120_000) as never);
  await pump({ ...till.hearers, ReconciliationDue: [withTime] });
  const { body: run } = await call(await door('get'), {
    params: { id: started.body.id },
    caller: admin,
  });
  expect(run.status).toBe('finished');
  return run;
};
const found = async (body?: object): Promise<Found[]> => (await reconcile(body)).discrepancies;
const repair = async (id: string, options: object = {}): Promise<Answer> => {
  const answer = await call(await door('repair'), {
    params: { id },
    body: {},
    key: key(),
    caller: admin,
    ...options,
  });
  await till.settle();
  return answer;
};
/** Finds exactly these, repairs them one after the other, and finds nothing any more. */
const findAndRepair = async (...kinds: string[]): Promise<Found[]> => {
  const all = await found();
  expect(all.map(({ kind }) => kind).sort()).toEqual(kinds.toSorted());
  for (const { id } of all) expect(await repair(id)).toMatchObject({ status: 201, body: { status: 'repaired' } });
  expect(await found()).toEqual([]);
  return all;
};

/** All findings of one audit, page by page. */
const allOf = async (page: (cursor: string | undefined, run: AuditRun) => Promise<AuditPage>, run: AuditRun) => {
  const findings: Finding[] = [];
  let cursor: string | undefined;
  do {
    const turned = await page(cursor, run);
    findings.push(...turned.findings);
    cursor = turned.cursor;
  } while (cursor !== undefined);
  return findings;
};

const setCounter = (sku: string, units: number, shard = 0) =>
  rows().send(
    new UpdateCommand({
      TableName,
      Key: { pk: `STOCK#${sku}#${shard}`, sk: 'COUNTER' },
      UpdateExpression: 'SET available = :units',
      ExpressionAttributeValues: { ':units': units },
    }),
  );
const remove = (pk: string, sk: string) => rows().send(new DeleteCommand({ TableName, Key: { pk, sk } }));

describe('a reconciliation', () => {
  beforeEach(async () => {
    expect(await found()).toEqual([]);
  });

  it('finds nothing where orders were paid, refunded, cancelled and let go', async () => {
    const sku = await till.product(20);
    const one = await till.paid([{ sku, quantity: 2 }]);
    await till.refund(one.payment.id, { lines: [{ lineId: one.lines[0]?.id, quantity: 1 }], restock: true });
    const two = await till.paid([{ sku, quantity: 3 }]);
    await till.cancel(two.id);
    const three = await till.order([{ sku, quantity: 1 }]);
    await till.pay(three.id);
    await till.order([{ sku, quantity: 1 }]);
    await till.settle();
    const run = await reconcile();
    expect(run).toMatchObject({ found: 0, discrepancies: [] });
    expect(run.checked.shelves).toBeGreaterThan(0);
    expect(run.checked.charges).toBe(2 * till.stripe.ledger().length); // each there and here, once
  });

  it('goes on in stretches where one has no time for all, and comes to the same', async () => {
    const sku = await till.product(3);
    await setCounter(sku, 4);
    const inOne = await reconcile();
    const inMany = await reconcile({}, 25_000); // less than a page wants: one page a stretch
    expect(inMany.checked).toEqual(inOne.checked);
    expect(inMany.discrepancies.map(({ id }: Found) => id)).toEqual(inOne.discrepancies.map(({ id }: Found) => id));
    await repair(inMany.discrepancies[0].id);
  });

  it('does a stretch once, however often it is due', async () => {
    const { body } = await call(await door('start'), { body: {}, caller: admin });
    const onDue = await hearer();
    const message = JSON.stringify({
      id: 'evt_x',
      type: 'ReconciliationDue',
      version: 1,
      at: new Date().toISOString(),
      subject: body.id,
      seq: 1,
      correlationId: 'c',
      causationId: 'c',
      data: { reconciliationId: body.id },
    });
    for (let n = 0; n < 3; n++) await deliver(onDue, message, 25_000);
    const get = await call(await door('get'), { params: { id: body.id }, caller: admin });
    expect(get.body).toMatchObject({ status: 'running', checked: { shelves: expect.any(Number) } });
    await pump({ ...till.hearers, ReconciliationDue: [onDue] });
  });

  it('begins at no time that is still to come', async () => {
    const answer = await call(await door('start'), { body: { since: '2999-01-01T00:00:00Z' }, caller: admin });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'since' }] } });
  });

  it('is for those who operate the shop', async () => {
    const start = await door('start');
    expect((await call(start, { body: {}, caller: staff })).status).toBe(403);
    const missing = `rec_${'0'.repeat(26)}`;
    const get = await call(await door('get'), { params: { id: missing }, caller: admin });
    expect(get.status).toBe(404);
    const operator = { sub: 'nagios', scope: 'backroom/operations' };
    expect((await call(start, { body: {}, caller: operator })).status).toBe(202);
    expect((await repair(`dis_${'0'.repeat(26)}`, { caller: operator })).status).toBe(403);
    await pump({ ...till.hearers, ReconciliationDue: [await hearer()] });
  });
});

describe('drift', () => {
  it.each([
    ['more', 9],
    ['less', 2],
    ['nothing', 0],
  ])('of a counter to %s is found and set right by its ledger', async (_, units) => {
    const sku = await till.product(5);
    await setCounter(sku, units);
    const [one] = await findAndRepair('stock_differs');
    expect(one).toMatchObject({ subject: sku, known: { available: units, ledger: 5 } });
    expect(await till.available(sku)).toBe(5);
  });

  it('of one of several counters is found, and the sum set right', async () => {
    const sku = await till.product(40);
    const setShards = (await import('../inventory/api/set-shards.ts')).handler;
    await call(setShards, { params: { sku }, body: { shards: 4 }, caller: staff });
    await setCounter(sku, 0, 2);
    await findAndRepair('stock_differs');
    expect(await till.available(sku)).toBe(40);
  });

  it('of a payment that is gone is found, and written as the provider has it', async () => {
    const sku = await till.product(5);
    const { id, payment, intentId } = await till.paid([{ sku, quantity: 1 }]);
    await remove(`PAYMENT#${payment.id}`, 'PAYMENT');
    const [one] = await findAndRepair('charge_unknown');
    expect(one).toMatchObject({ subject: intentId, known: { orderId: id, paymentId: payment.id } });
    expect(await till.paymentsOf(id)).toMatchObject([{ id: payment.id, status: 'succeeded', refunded: { amount: 0 } }]);
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
  });

  it('of a payment whose every row is gone is found with its refunds, which the order does not hear of again', async () => {
    const sku = await till.product(5);
    const { id, payment } = await till.paid([{ sku, quantity: 2 }]);
    await till.refund(payment.id, { amount: { amount: 30, currency: 'GBP' } });
    await till.client.refunds.create({ payment_intent: till.intentOf(payment.id)[0]?.id as string, amount: 20 });
    await till.settle();
    const before = await till.typesOf(id);
    for (const { pk, sk } of await till.rowsOf(payment.id)) await remove(pk, sk);
    await findAndRepair('charge_unknown');
    expect(await till.paymentsOf(id)).toMatchObject([{ captured: { amount: 500 }, refunded: { amount: 50 } }]);
    expect((await till.orderNow(id)).refunded).toEqual({ amount: 50, currency: 'GBP' });
    expect(await till.typesOf(id)).toEqual(before);
  });

  it('of a webhook that never came is found once the charge is old, and the order paid', async () => {
    const sku = await till.product(5);
    const { id } = await till.order([{ sku, quantity: 1 }]);
    await till.confirm(await till.pay(id));
    await till.said(); // lost
    expect(await found()).toEqual([]);
    const { auditPayments, repairCharge } = await import('../payments/payment-audit.ts');
    const now = new Date(Date.now() + 10 * 60_000);
    const run = { now, since: new Date(0), deadline: { left: () => 60_000 } };
    const { findings } = await auditPayments(undefined, run);
    expect(findings).toMatchObject([{ kind: 'charge_unknown' }]);
    await repairCharge(findings[0]?.subject ?? '', { ...run, foundAt: now, correlationId: 'test' });
    await till.settle();
    expect(await till.statusOf(id)).toBe('paid');
  });

  it('of a refund that the provider made and we did not hear of is found and noted', async () => {
    const sku = await till.product(5);
    const { id, payment, intentId } = await till.paid([{ sku, quantity: 2 }]);
    await till.client.refunds.create({ payment_intent: intentId, amount: 70 });
    await till.said(); // lost
    const [one] = await findAndRepair('refund_differs');
    expect(one?.subject).toBe(intentId);
    expect(await till.paymentsOf(id)).toMatchObject([{ id: payment.id, refunded: { amount: 70 } }]);
    expect((await till.orderNow(id)).refunded).toEqual({ amount: 70, currency: 'GBP' });
  });

  it('of a hold whose order has ended is found, and the units go back', async () => {
    const sku = await till.product(5);
    const { id } = await till.order([{ sku, quantity: 2 }], { payment: 'on_account', caller: ERP });
    await rows().send(
      new UpdateCommand({
        TableName,
        Key: { pk: `ORDER#${id}`, sk: 'ORDER' },
        UpdateExpression: 'SET #status = :cancelled, held = :none',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':cancelled': 'cancelled', ':none': 0 },
      }),
    );
    const [one] = await findAndRepair('hold_without_order');
    expect(one).toMatchObject({ subject: `${id}/${sku}` });
    expect(await till.available(sku)).toBe(5);
    expect(await till.movements(sku)).toContainEqual(['reconciliation', 2]);
  });

  it('of money that only we believe in is for a person', async () => {
    const { payment } = await till.paid([{ sku: await till.product(5), quantity: 1 }]);
    const keyOf = { pk: `PAYMENT#${payment.id}`, sk: 'PAYMENT' };
    const set = (intentId: string) =>
      rows().send(
        new UpdateCommand({
          TableName,
          Key: keyOf,
          UpdateExpression: 'SET intentId = :id',
          ExpressionAttributeValues: { ':id': intentId },
        }),
      );
    const { id: other } = await till.client.paymentIntents.create({ amount: 250, currency: 'gbp' });
    const before = till.intentOf(payment.id)[0]?.id as string;
    await set(other);
    const all = await found();
    expect(all.map(({ kind }) => kind).sort()).toEqual(['charge_differs', 'charge_missing']);
    for (const { id } of all) expect(await repair(id)).toMatchObject({ status: 409, body: { code: 'no_repair' } });
    await set(before);
    expect(await found()).toEqual([]);
    const list = await call(await door('list'), { query: { status: 'gone' }, caller: admin });
    expect(list.body.data.map(({ id }: Found) => id)).toEqual(expect.arrayContaining(all.map(({ id }) => id)));
  });

  it('of an event that nobody sends is found', async () => {
    const at = '2001-01-01T00:00:00.000Z';
    const keys = { pk: 'ORDER#ord_nobody', sk: 'EVENT#000001' };
    const id = fresh('evt_old');
    const Item = {
      ...keys,
      ...{ id, type: 'OrderPlaced', version: 1, at, subject: 'ord_nobody', seq: 1 },
      ...{ correlationId: 'c', causationId: 'c', data: {}, gsi4pk: 'UNSENT#3', gsi4sk: `${at}#${id}` },
    };
    await rows().send(new PutCommand({ TableName, Item }));
    const { AUDITS } = await import('./audits.ts');
    const run = { now: new Date(), since: new Date(0), deadline: { left: () => 60_000 } };
    const unsent = AUDITS.find(({ name }) => name === 'unsentEvents') as (typeof AUDITS)[number];
    expect(await allOf(unsent.page, run)).toMatchObject([{ kind: 'event_unsent', subject: id }]);
    await remove(keys.pk, keys.sk);
  });

  it('of orders whose next step is overdue is found, and the step taken', async () => {
    const { auditOrders, repairOrder } = await import('../orders/order-audit.ts');
    const sku = await till.product(5);
    const plain = await till.order([{ sku, quantity: 1 }]);
    const open = await till.order([{ sku, quantity: 1 }]);
    await till.pay(open.id);
    const now = new Date(Date.now() + 60 * 60_000);
    const run = { now, since: new Date(0), deadline: { left: () => 60_000 } };
    const ours = async () =>
      (await allOf(auditOrders, run)).filter(({ subject }) => [plain.id, open.id].includes(subject));
    expect((await ours()).map(({ kind }) => kind)).toEqual(['order_stuck', 'order_stuck']);
    const repairRun = { ...run, foundAt: now, correlationId: 'test' };
    expect(await repairOrder(plain.id, repairRun)).toEqual({ status: 'expired' });
    expect(await repairOrder(open.id, repairRun)).toEqual({ status: 'expiring' });
    expect(await repairOrder(open.id, repairRun)).toEqual({ status: 'expiring', asked: 'payments' });
    await till.settle();
    expect(await ours()).toEqual([]);
    expect(await till.statusOf(open.id)).toBe('expired');
    expect(await till.available(sku)).toBe(5);
  });

  it('of an order that never heard how its payment ended is found, and it is told again', async () => {
    const sku = await till.product(5);
    const { id } = await till.order([{ sku, quantity: 1 }]);
    await till.pay(id);
    await till.sweep();
    const lost: Hearer = async () => ({ batchItemFailures: [] });
    await pump({ ...till.hearers, PaymentClosed: [lost] });
    expect(await till.statusOf(id)).toBe('expiring');
    const { repairOrder } = await import('../orders/order-audit.ts');
    const now = new Date();
    await repairOrder(id, { now, foundAt: now, deadline: { left: () => 60_000 }, correlationId: 'test' });
    await till.settle();
    expect(await till.statusOf(id)).toBe('expired');
    expect(await till.available(sku)).toBe(5);
  });

  it('that a provider event was parked for is shown once, however often it comes, until somebody has looked into it', async () => {
    const { intentId } = await till.paid([{ sku: await till.product(5), quantity: 1 }]);
    const intent = await till.client.paymentIntents.retrieve(intentId);
    const object = { ...intent, amount_received: 1, metadata: {} };
    const event = till.stripe.plant({ type: 'payment_intent.succeeded', object: object as never });
    for (let n = 0; n < 5; n++) await till.hand([event as never]);
    await till.said();
    const [one] = await findAndRepair('provider_event_parked');
    expect(one).toMatchObject({ subject: event.id, known: { amount: 1 } });
  });
});

const ERP = { sub: 'erp', scope: 'backroom/orders.write' };

describe('a repair', () => {
  it('is answered the same under its key, is done once, and says who did it and why', async () => {
    const sku = await till.product(5);
    await setCounter(sku, 7);
    const one = (await found()).find(({ subject }) => subject === sku) as Found;
    const first = await repair(one.id, { key: 'the-key-of-the-repair', body: { reason: 'counted by hand' } });
    expect(first.body.repaired).toMatchObject({ by: admin.sub, reason: 'counted by hand', did: { changed: -2 } });
    const again = await repair(one.id, { key: 'the-key-of-the-repair', body: { reason: 'counted by hand' } });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await repair(one.id, { key: 'the-key-of-the-repair' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await repair(one.id)).toMatchObject({ status: 409, body: { code: 'not_open' } });
    expect(await till.available(sku)).toBe(5);
  });

  it('that several apply at once is done once', async () => {
    const sku = await till.product(5);
    await setCounter(sku, 1);
    const one = (await found()).find(({ subject }) => subject === sku) as Found;
    const answers = await Promise.all(Array.from({ length: 5 }, () => repair(one.id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await till.available(sku)).toBe(5);
  });

  it('leaves alone what has righted itself', async () => {
    const sku = await till.product(5);
    await setCounter(sku, 1);
    const one = (await found()).find(({ subject }) => subject === sku) as Found;
    await setCounter(sku, 5);
    expect((await repair(one.id)).body.repaired.did).toEqual({ available: 5, changed: 0 });
  });

  it('opens again what comes back', async () => {
    const sku = await till.product(5);
    await setCounter(sku, 1);
    const one = (await found()).find(({ subject }) => subject === sku) as Found;
    await repair(one.id);
    await setCounter(sku, 2);
    const again = (await found()).find(({ subject }) => subject === sku) as Found;
    expect(again.id).toBe(one.id);
    await repair(again.id);
  });
});

describe('drift among other drift,', () => {
  const foundOf = async (about: string) => (await found()).filter(({ subject }) => subject.includes(about));

  it('of a paid order whose units were put back is found', async () => {
    const sku = await till.product(5);
    const { id } = await till.paid([{ sku, quantity: 2 }]);
    const { releaseHold } = await import('../inventory/stock-audit.ts');
    const run = { now: new Date(), foundAt: new Date(), deadline: { left: () => 60_000 }, correlationId: 'test' };
    await releaseHold(sku as never, id, run);
    expect(await foundOf(`${id}/${sku}`)).toMatchObject([{ kind: 'hold_differs', known: { ledger: 0, order: 2 } }]);
  });

  it('of stock movements that name an order as their reference is none', async () => {
    const sku = await till.product(5);
    const body = { sku, quantity: -2, reason: 'damaged', reference: 'ord_2024-0815' };
    await call((await import('../inventory/api/record-movement.ts')).handler, { body, key: key() });
    expect(await foundOf('ord_2024-0815')).toEqual([]);
  });

  it('of an order that two payments have paid is found, and the second given back', async () => {
    const sku = await till.product(5);
    const { id, payment } = await till.paid([{ sku, quantity: 1 }]);
    const other = await till.paid([{ sku, quantity: 1 }]);
    const set = (row: object) =>
      rows().send(
        new UpdateCommand({
          TableName,
          Key: { pk: `ORDER#${other.id}`, sk: 'ORDER' },
          UpdateExpression: 'SET paymentId = :payment',
          ExpressionAttributeValues: { ':payment': row },
        }),
      );
    await set(payment.id as never);
    const [one] = await foundOf(other.payment.id);
    expect(one).toMatchObject({ kind: 'money_without_order' });
    await repair(one?.id ?? '');
    expect(await till.paymentsOf(other.id)).toMatchObject([{ refunded: { amount: 250 } }]);
    expect(await till.statusOf(id)).toBe('paid');
    expect(await foundOf(other.payment.id)).toEqual([]);
  });

  it('of money for an order that can be had by now is left alone by its repair', async () => {
    const sku = await till.product(5);
    const { id, payment } = await till.paid([{ sku, quantity: 2 }]);
    const { repairOrphan } = await import('../payments/payment-audit.ts');
    const { REPAIRS } = await import('./audits.ts');
    const run = { now: new Date(), foundAt: new Date(), deadline: { left: () => 60_000 }, correlationId: 'test' };
    expect(await repairOrphan(payment.id, run)).toMatchObject({ changed: 0 });
    expect(await REPAIRS.hold_without_order?.(`${id}/${sku}`, run)).toEqual({ returned: 0 });
    expect(await till.available(sku)).toBe(3);
  });

  it('of a charge in an account that the keys do not open is found, and ends no run', async () => {
    const { payment } = await till.paid([{ sku: await till.product(5), quantity: 1 }]);
    const keyOf = { pk: `PAYMENT#${payment.id}`, sk: 'PAYMENT' };
    const intentId = till.intentOf(payment.id)[0]?.id as string;
    const set = (id: string) =>
      rows().send(
        new UpdateCommand({
          TableName,
          Key: keyOf,
          UpdateExpression: 'SET intentId = :id',
          ExpressionAttributeValues: { ':id': id },
        }),
      );
    await set('pi_of_another_account');
    expect(await foundOf(payment.id)).toMatchObject([{ kind: 'charge_missing' }]);
    expect(await foundOf(intentId)).toMatchObject([{ kind: 'charge_differs' }]);
    await set(intentId);
  });

  it('is not what a refund under way looks like', async () => {
    const { payment, intentId } = await till.paid([{ sku: await till.product(5), quantity: 1 }]);
    till.stripe.faults({ fail: 1 });
    expect((await till.refund(payment.id, {}, { time: 6_000 })).status).toBe(503);
    till.stripe.faults({});
    expect(await foundOf(intentId)).toEqual([]);
    await till.goOn();
    await till.settle();
  });
});
