import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import Stripe from 'stripe';
import type { Row } from '#shared/table';
import { startSecrets } from '../infra/local/secrets/secrets.ts';
import { signature } from '../infra/local/stripe/signature.ts';
import { startStripe } from '../infra/local/stripe/stripe.ts';
import { contextOf, deliver, type Hearers, pump, shuffled, type Time } from './events.ts';
import { type Answer, call, cdn, machine, openShop, shopper, staff } from './shop.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:stripe-a1b2c3';
export const WEBHOOK_SECRETS = ['whsec_current_5f2a', 'whsec_before_91cc'];
export const API_KEY = 'sk_test_till_77d0';

export const ada = shopper('ada');
export const admin = { sub: 'eve', scope: 'openid backroom/shop', groups: ['admin'] };

/** Timers that ring when a test says so. */
const handTimers = () => {
  let waiting: (() => void)[] = [];
  return {
    timers: { at: (_moment: number, ring: () => void) => void waiting.push(ring) },
    ring: () => {
      const due = waiting;
      waiting = [];
      for (const ring of due) ring();
    },
  };
};

let unique = 0;
export const fresh = (name: string): string => `${name}-${++unique}`;
export const key = (): string => fresh('a-key-of-enough-length');

/** Milliseconds left as a function that is killed after so many looks at the clock sees them. */
export const cutAfter = (looks: number) => () => (looks-- > 0 ? 29_000 : 0);

/**
 * A shop with its till: the table, the provider's double, its keys and a queue, and all doors that payments go through.
 * What the provider says reaches the shop when a test hands it over.
 */
export const openTill = async () => {
  const queues = await startFauxqs({ port: 0, logger: false });
  const clock = handTimers();
  const stripe = await startStripe({
    port: 0,
    dataDir: mkdtempSync(join(tmpdir(), 'till-')),
    keys: { secretKey: API_KEY, publishableKey: 'pk_test_till', webhookSecret: WEBHOOK_SECRETS[0] as string },
    timers: clock.timers,
  });
  const keys = (apiKey = API_KEY) => ({ [SECRET]: JSON.stringify({ apiKey, webhookSecrets: WEBHOOK_SECRETS }) });
  const secrets = await startSecrets({ port: 0, secrets: keys(), allows: () => true });
  const dynamodb = await openShop();
  const endpoint = `http://127.0.0.1:${queues.port}`;
  const QueueUrl = `${endpoint}/000000000000/provider-events`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    STRIPE_API: stripe.origin,
    STRIPE_SECRET: SECRET,
    PROVIDER_EVENTS_URL: QueueUrl,
    QUEUE_URL: `${endpoint}/000000000000/work`,
    DEAD_LETTERS_URL: `${endpoint}/000000000000/dead`,
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  const sqs = new SQSClient({});
  for (const QueueName of ['provider-events', 'work', 'dead']) await sqs.send(new CreateQueueCommand({ QueueName }));

  const { handler: putProduct } = await import('../functions/catalog/api/put-product.ts');
  const { handler: recordMovement } = await import('../functions/inventory/api/record-movement.ts');
  const { handler: getStock } = await import('../functions/inventory/api/get-stock.ts');
  const { handler: listMovements } = await import('../functions/inventory/api/list-movements.ts');
  const { handler: placeOrder } = await import('../functions/orders/api/place-order.ts');
  const { handler: getOrder } = await import('../functions/orders/api/get-order.ts');
  const { handler: listOrderEvents } = await import('../functions/orders/api/list-order-events.ts');
  const { handler: cancelOrder } = await import('../functions/orders/api/cancel-order.ts');
  const { handler: createPayment } = await import('../functions/payments/api/create-payment.ts');
  const { handler: listPayments } = await import('../functions/payments/api/list-payments.ts');
  const { handler: createRefund } = await import('../functions/payments/api/create-refund.ts');
  const { handler: receiveStripeEvent } = await import('../functions/payments/api/receive-stripe-event.ts');
  const { handler: onProviderEvent } = await import('../functions/payments/workers/on-provider-event.ts');
  const { handler: settlePayments } = await import('../functions/payments/schedules/settle-payments.ts');
  const { handler: getDailyReport } = await import('../functions/reports/api/get-daily-report.ts');
  const { releaseOverdue } = await import('../functions/orders/overdue.ts');
  const { settleUnfinished } = await import('../functions/payments/settling.ts');
  const { query } = await import('#shared/table');
  const { handler: onOrderPlaced } = await import('../functions/reports/workers/on-order-placed.ts');
  const { handler: onOrderPaid } = await import('../functions/reports/workers/on-order-paid.ts');
  const { handler: onOrderRefunded } = await import('../functions/reports/workers/on-order-refunded.ts');
  const { handler: onOrderCancelledInReports } = await import('../functions/reports/workers/on-order-cancelled.ts');
  const { handler: onOrderCancelled } = await import('../functions/payments/workers/on-order-cancelled.ts');
  const { handler: onOrderExpiring } = await import('../functions/payments/workers/on-order-expiring.ts');
  const { handler: onPaymentOrphaned } = await import('../functions/payments/workers/on-payment-orphaned.ts');
  const { handler: onPaymentSucceeded } = await import('../functions/orders/workers/on-payment-succeeded.ts');
  const { handler: onPaymentClosed } = await import('../functions/orders/workers/on-payment-closed.ts');
  const { handler: onPaymentRefunded } = await import('../functions/orders/workers/on-payment-refunded.ts');
  const hearers: Hearers = {
    OrderPlaced: [onOrderPlaced],
    OrderPaid: [onOrderPaid],
    OrderRefunded: [onOrderRefunded],
    OrderCancelled: [onOrderCancelled, onOrderCancelledInReports],
    OrderExpiring: [onOrderExpiring],
    PaymentOrphaned: [onPaymentOrphaned],
    PaymentSucceeded: [onPaymentSucceeded],
    PaymentClosed: [onPaymentClosed],
    PaymentRefunded: [onPaymentRefunded],
  };

  const { hostname, port } = new URL(stripe.origin);
  /** The provider as the shopper's browser and the operator's dashboard know it. */
  const client = new Stripe(API_KEY, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });

  /** What stands has to stand, however busy the table is. */
  const sure = async (act: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      const answer = await act();
      if (answer.status < 300) return answer;
      if (answer.status !== 503) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
    }
  };
  const stock = (sku: string, quantity: number) => {
    const movement = { body: { sku, quantity, reason: 'count' }, key: key() };
    return sure(() => call(recordMovement, movement));
  };
  const product = async (units = 10, amount = 250): Promise<string> => {
    const sku = fresh('MUG');
    const body = { name: sku, price: { amount, currency: 'GBP' }, stocked: units > 0 };
    await sure(() => call(putProduct, { params: { sku }, body }));
    if (units > 0) await stock(sku, units);
    return sku;
  };
  type Lines = { sku: string; quantity: number }[];
  type Options = Partial<Parameters<typeof call>[1]>;
  const order = async (lines: Lines, options: Options & { orderedAt?: string; payment?: string } = {}) => {
    const { orderedAt, payment = 'card', ...rest } = options;
    const body = { lines, payment, ...(orderedAt && { orderedAt }) };
    const placed = await call(placeOrder, { body, key: key(), caller: ada, ...rest });
    if (placed.status !== 201) throw new Error(`no order: ${JSON.stringify(placed.body)}`);
    return placed.body as { id: string; total: { amount: number }; expiresAt: string; lines: { id: string }[] };
  };
  const pay = (id: string, options: Options = {}): Promise<Answer> =>
    call(createPayment, { params: { id }, key: key(), caller: ada, ...options });
  const intentIdOf = ({ body }: Answer): string => String(body.clientSecret).split('_secret_')[0] ?? '';
  const intentOf = (paymentId: string) => stripe.ledger().filter(({ metadata }) => metadata.paymentId === paymentId);

  /** What the shopper's browser does. @returns what the provider says of the card, `succeeded` where it is good */
  const confirm = async (payment: Answer, payment_method = 'pm_card_visa'): Promise<string> => {
    try {
      const options = { payment_method, return_url: 'https://shop.example/back' };
      return (await client.paymentIntents.confirm(intentIdOf(payment), options)).status;
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return error.decline_code ?? error.code ?? '';
      throw error;
    }
  };

  let last: string | undefined;
  /** What the provider has said since this was last asked, oldest first. */
  const said = async (): Promise<Stripe.Event[]> => {
    const events: Stripe.Event[] = [];
    for (;;) {
      const page = await client.events.list({ limit: 100, ...(last ? { ending_before: last } : {}) });
      if (!last && page.has_more) throw new Error('ask sooner');
      events.push(...page.data.toReversed());
      last = events.at(-1)?.id ?? last;
      if (!page.has_more) return events;
    }
  };

  type Hook = { secret?: string; header?: string; isBase64?: boolean };
  /** Knocks at the webhook's door with these bytes. */
  const knock = async (
    body: string,
    { secret = WEBHOOK_SECRETS[0] as string, header = signature(body, secret), isBase64 = false }: Hook = {},
  ): Promise<Answer> => {
    const event = {
      rawPath: '/v1/provider-events/stripe',
      headers: {
        ...cdn(),
        'content-type': 'application/json; charset=utf-8',
        ...(header && { 'stripe-signature': header }),
      },
      requestContext: { requestId: fresh('hook'), http: { method: 'POST' } },
      body: isBase64 ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded: isBase64,
    };
    const answer = await (receiveStripeEvent as unknown as (...args: unknown[]) => Promise<never>)(event, contextOf());
    const { statusCode, headers, body: text } = answer as { statusCode: number; headers: never; body: string };
    return { status: statusCode, headers, body: JSON.parse(text) };
  };
  /** What the door has put on the queue since this was last asked. */
  const queued = async (): Promise<string[]> => {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }) => Body));
      const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  /** Hands the provider's events over, through the door, the queue and the worker. */
  const hand = async (events: Stripe.Event[]): Promise<void> => {
    if (events.length === 0) return;
    for (const event of events) {
      const { status } = await knock(JSON.stringify(event, null, 2));
      if (status !== 200) throw new Error(`the webhook of ${event.type} was answered ${status}`);
    }
    for (const body of await queued()) {
      if (!(await deliver(onProviderEvent, body))) throw new Error(`not acknowledged: ${body}`);
    }
  };
  /** Everything that is on its way arrives: the provider's events, and then our own. */
  const settle = async (options: Parameters<typeof pump>[1] = {}): Promise<void> => {
    const { copies = 1, random } = options;
    for (let isFirst = true; ; isFirst = false) {
      const events = (await said()).flatMap((event) => Array.from({ length: copies }, () => event));
      if (events.length === 0 && !isFirst) return;
      await hand(random ? shuffled(events, random) : events);
      await pump(hearers, options);
    }
  };

  const run = (minutes: number, time: Time = 60_000) => ({
    now: new Date(Date.now() + minutes * 60_000),
    deadline: { left: typeof time === 'function' ? time : () => time },
    requestId: fresh('run'),
  });
  const orderNow = async (id: string) => (await call(getOrder, { params: { id }, caller: staff })).body;
  const timeline = async (id: string): Promise<{ type: string; data: Record<string, unknown> }[]> =>
    (await call(listOrderEvents, { params: { id }, query: { limit: '100' }, caller: staff })).body.data;

  return {
    stripe,
    client,
    dynamodb,
    sqs,
    hearers,
    keys,
    secrets,
    ring: clock.ring,
    product,
    stock,
    order,
    pay,
    confirm,
    intentIdOf,
    intentOf,
    said,
    hand,
    knock,
    queued,
    settle,
    pump: (options?: Parameters<typeof pump>[1]) => pump(hearers, options),
    onProviderEvent: (body: string, time?: Time) => deliver(onProviderEvent, body, time),
    settlePayments: (time?: Time) => settlePayments({}, contextOf(time) as never),
    /** The sweep of orders, so many minutes from now. */
    sweep: (minutes = 31, time?: Time) => releaseOverdue({ ...run(minutes, time), holdMinutes: 30 }),
    /** The sweep of payments, so many minutes from now. */
    goOn: (minutes = 33, time?: Time) => settleUnfinished(run(minutes, time)),
    refund: (id: string, body: object, options: Options = {}) =>
      call(createRefund, {
        params: { id },
        body: { reason: 'broken', ...body },
        key: key(),
        caller: admin,
        ...options,
      }),
    cancel: (id: string, options: Options = {}) =>
      call(cancelOrder, { params: { id }, body: {}, key: key(), caller: staff, ...options }),
    orderNow,
    statusOf: async (id: string): Promise<string> => (await orderNow(id)).status,
    timeline,
    typesOf: async (id: string): Promise<string[]> => (await timeline(id)).map(({ type }) => type),
    paymentsOf: async (id: string, caller: { sub: string; scope: string } = staff) => {
      const { body } = await call(listPayments, { params: { id }, caller });
      return body.data;
    },
    /** What is kept of a payment: the row, its refunds, its events. */
    rowsOf: (paymentId: string): Promise<Row[]> =>
      query({ pk: `PAYMENT#${paymentId}` }, { left: () => 60_000 }, { consistent: true }),
    available: async (sku: string): Promise<number> => (await call(getStock, { params: { sku } })).body.available,
    /** The ledger of a SKU, oldest first: reason and quantity. */
    movements: async (sku: string): Promise<[string, number][]> =>
      (await call(listMovements, { params: { sku }, query: { limit: '100' }, caller: staff })).body.data
        .map(({ reason, quantity }: { reason: string; quantity: number }) => [reason, quantity])
        .reverse(),
    report: async (date: string) => (await call(getDailyReport, { query: { date }, caller: staff })).body,
    /** An order by card that is paid, and the payment that paid it. */
    paid: async (lines: Lines, options: Parameters<typeof order>[1] & { card?: string } = {}) => {
      const { card, ...rest } = options;
      const placed = await order(lines, rest);
      const payment = await pay(placed.id, rest.caller ? { caller: rest.caller } : {});
      await confirm(payment, card);
      await settle();
      return { ...placed, payment: payment.body as { id: string }, intentId: intentIdOf(payment) };
    },
    close: async (): Promise<void> => {
      await Promise.all([stripe.stop(), secrets.stop(), queues.stop(), dynamodb.stop()]);
    },
  };
};

export type Till = Awaited<ReturnType<typeof openTill>>;

export { machine, staff };
