import type Stripe from 'stripe';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { signature } from '../../infra/local/stripe/signature.ts';
import { openTill, WEBHOOK_SECRETS } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());
afterEach(() => void vi.useRealTimers());

/** What the provider says of a payment that has succeeded. */
const succeeded = async () => {
  const order = await till.order([{ sku: await till.product(), quantity: 1 }]);
  const payment = await till.pay(order.id);
  await till.confirm(payment);
  const event = (await till.said()).find(({ type }) => type === 'payment_intent.succeeded') as Stripe.Event;
  return { order, payment, event, body: JSON.stringify(event, null, 2) };
};

const rowsNow = async (paymentId: string) => JSON.stringify(await till.rowsOf(paymentId));

describe('a webhook', () => {
  it.each<[string, (body: string) => Parameters<typeof till.knock>]>([
    ['has no signature', (body) => [body, { header: '' }]],
    ['is signed with another secret', (body) => [body, { secret: 'whsec_forged' }]],
    ['is signed with no secret', (body) => [body, { header: signature(body, '') }]],
    ['has a signature of nothing', (body) => [body, { header: 't=,v1=' }]],
    ['has a signature that is none', (body) => [body, { header: 'x'.repeat(10_000) }]],
    ['has a signature of another scheme', (body) => [body, { header: signature(body, 'x').replace('v1=', 'v0=') }]],
    [
      'has one byte altered',
      (body) => [body.replace('"amount": 250', '"amount": 251'), { header: signature(body, WEBHOOK_SECRETS[0] ?? '') }],
    ],
    [
      'was written anew',
      (body) => [JSON.stringify(JSON.parse(body)), { header: signature(body, WEBHOOK_SECRETS[0] ?? '') }],
    ],
    [
      'has one byte altered, as base64',
      (body) => [
        body.replace('"amount": 250', '"amount": 251'),
        { header: signature(body, WEBHOOK_SECRETS[0] ?? ''), isBase64: true },
      ],
    ],
  ])('that %s is refused, and nothing is kept', async (_, made) => {
    const { payment, body } = await succeeded();
    const before = await rowsNow(payment.body.id);
    const answer = await till.knock(...made(body));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_signature' } });
    expect(answer.headers).toMatchObject({ 'x-request-id': expect.any(String), 'content-type': /problem\+json/ });
    expect(JSON.stringify(answer)).not.toMatch(/whsec_|pi_/);
    expect(await till.queued()).toEqual([]);
    expect(await rowsNow(payment.body.id)).toBe(before);
  });

  it.each([
    [-299, 200],
    [-300, 200],
    [-301, 400],
    [299, 200],
    [300, 200],
    [301, 400],
  ])('that was signed %i s from now is answered %i', async (seconds, status) => {
    const { body } = await succeeded();
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    vi.useFakeTimers({ toFake: ['Date'], now: now + seconds * 1_000 });
    const header = signature(body, WEBHOOK_SECRETS[0] ?? '');
    vi.setSystemTime(now);
    const answer = await till.knock(body, { header });
    vi.useRealTimers();
    expect([answer.status, answer.body.code]).toEqual([status, status === 200 ? undefined : 'invalid_signature']);
    expect(await till.queued()).toHaveLength(status === 200 ? 1 : 0);
  });

  it.each([
    ['as text', {}],
    ['as base64', { isBase64: true }],
    ['signed with the secret before, while it is rotated', { secret: WEBHOOK_SECRETS[1] ?? '' }],
  ])('%s is queued, cut down to what is needed', async (_, how) => {
    const { payment, body, event } = await succeeded();
    expect(await till.knock(body, how)).toMatchObject({ status: 200, body: { received: true } });
    const queued = await till.queued();
    expect(queued.map((text) => JSON.parse(text))).toMatchObject([
      {
        id: event.id,
        type: 'ProviderEvent',
        data: {
          kind: 'payment_intent.succeeded',
          livemode: false,
          paymentId: payment.body.id,
          amount: 250,
          currency: 'GBP',
        },
      },
    ]);
    expect(queued.join()).not.toMatch(/_secret_|4242|client_secret|payment_method/);
    expect(await till.onProviderEvent(queued[0] ?? '')).toBe(true);
    expect(await till.paymentsOf(JSON.parse(body).data.object.metadata.orderId)).toMatchObject([
      { status: 'succeeded' },
    ]);
  });

  it('with letters of other alphabets keeps its bytes', async () => {
    const { event } = await succeeded();
    const body = JSON.stringify({ ...event, account: 'Zoë 茶 🫖 \u2028' });
    for (const isBase64 of [false, true]) expect((await till.knock(body, { isBase64 })).status).toBe(200);
    await till.queued();
  });

  it('may be signed with several secrets at once, as while one is rotated there', async () => {
    const { body } = await succeeded();
    const [good, bad] = [signature(body, WEBHOOK_SECRETS[0] ?? ''), signature(body, 'whsec_forged')];
    const header = `${bad},${good.split(',')[1]}`;
    expect((await till.knock(body, { header })).status).toBe(200);
    await till.queued();
  });

  it.each<[string, (event: Stripe.Event) => unknown]>([
    ['that nobody hears', (event) => ({ ...event, type: 'customer.created' })],
    ['of a type named like a prototype', (event) => ({ ...event, type: 'constructor' })],
  ])('%s is taken and forgotten', async (_, made) => {
    const { event } = await succeeded();
    expect((await till.knock(JSON.stringify(made(event)))).status).toBe(200);
    expect(await till.queued()).toEqual([]);
  });

  it.each<[string, (event: Stripe.Event) => string]>([
    ['without an id', ({ id: _, ...event }) => JSON.stringify(event)],
    ['without its object', (event) => JSON.stringify({ ...event, data: {} })],
    ['of an object without an amount', (event) => JSON.stringify({ ...event, data: { object: { id: 'pi_1' } } })],
  ])('%s is refused, although it is signed', async (_, made) => {
    const { event } = await succeeded();
    const answer = await till.knock(made(event));
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_event' } });
    expect(await till.queued()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
  ])('of %s is refused, although it is signed', async (_, body) => {
    const answer = await till.knock(body);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('malformed_event');
    expect(await till.queued()).toEqual([]);
  });

  it('longer than any of the provider is refused unread', async () => {
    expect(await till.knock(`"${'x'.repeat(256 * 1024)}"`)).toMatchObject({ status: 413 });
  });

  it('that the queue does not take is not acknowledged: the provider sends it again', async () => {
    const { body } = await succeeded();
    const { DeleteQueueCommand, CreateQueueCommand } = await import('@aws-sdk/client-sqs');
    const QueueUrl = process.env.PROVIDER_EVENTS_URL;
    await till.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await till.knock(body)).toMatchObject({ status: 503, body: { code: 'busy' } });
    await till.sqs.send(new CreateQueueCommand({ QueueName: 'provider-events' }));
    expect((await till.knock(body)).status).toBe(200);
    expect(await till.queued()).toHaveLength(1);
  });
});
