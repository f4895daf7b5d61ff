import type Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { query } from '#shared/table';
import { seededRandom } from '../../infra/local/dynamodb/faults.ts';
import { fresh, key, machine, openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());

const KINDS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
  'charge.dispute.created',
];
/** What the provider has said since, of the kinds that we hear. */
const heard = async () => (await till.said()).filter(({ type }) => KINDS.includes(type));

let day = 0;
const newOrder = async () => {
  const orderedAt = new Date(Date.UTC(2011, 0, ++day)).toISOString();
  const sku = await till.product();
  const order = await till.order([{ sku, quantity: 1 }], { caller: machine, orderedAt });
  return { id: order.id, sku, date: orderedAt.slice(0, 10) };
};
const begun = async () => {
  const order = await newOrder();
  return { ...order, payment: await till.pay(order.id, { caller: machine }) };
};

const permutations = <T>(list: T[]): T[][] =>
  list.length < 2 ? [list] : list.flatMap((one, n) => permutations(list.toSpliced(n, 1)).map((rest) => [one, ...rest]));

const short = (type: string) => type.split(/[._]/).at(-1) ?? type;
/** Every order in which these may come, each so often. */
const inAnyOrder = (copies: number, ...types: string[]) =>
  permutations(types).map((each) => [each.map(short).join(', '), copies, each] as const);

const [SUCCEEDED = '', FAILED = '', CANCELED = '', REFUNDED = ''] = KINDS;

describe('what the provider says', () => {
  it.each([
    ...inAnyOrder(1, SUCCEEDED, FAILED, REFUNDED),
    ...inAnyOrder(2, SUCCEEDED, FAILED, REFUNDED),
    ...inAnyOrder(2, SUCCEEDED, FAILED, REFUNDED, CANCELED),
  ])('comes to the same in the order %s, %i times each', async (_, copies, types) => {
    const { id, sku, date, payment } = await begun();
    await till.confirm(payment, 'pm_card_chargeDeclined');
    if (types.includes(CANCELED)) {
      till.stripe.faults({ confirm: { delaySeconds: 60 }, succeedAfterCancel: true });
      await till.confirm(payment);
      await till.client.paymentIntents.cancel(till.intentIdOf(payment));
      till.stripe.faults({});
      till.ring();
    } else {
      await till.confirm(payment);
    }
    await till.client.refunds.create({ payment_intent: till.intentIdOf(payment), amount: 100 });
    const events = await heard();
    expect(events.map(({ type }) => type).sort()).toEqual([...types].sort());
    const inOrder = types.map((type) => events.find((event) => event.type === type) as Stripe.Event);
    const random = seededRandom(day);
    await till.hand(inOrder.flatMap((event) => Array.from({ length: copies }, () => event)));
    await till.pump({ copies, random });

    expect(await till.orderNow(id)).toMatchObject({ status: 'paid', refunded: { amount: 100 } });
    expect(await till.paymentsOf(id)).toMatchObject([
      {
        status: 'succeeded',
        captured: { amount: 250 },
        refunded: { amount: 100 },
        refunds: [{ amount: { amount: 100 }, status: 'succeeded', reason: 'refunded at the provider' }],
      },
    ]);
    expect(await till.report(date)).toMatchObject({ orders: 1, units: 1, revenue: { amount: 150 } });
    const walk = await till.typesOf(id);
    expect(walk).toEqual(['OrderPlaced', 'OrderPaid', 'OrderRefunded']);
    expect(await till.available(sku)).toBe(9);
  });

  it('a hundred times at once has one effect', async () => {
    const { id, date, payment } = await begun();
    await till.confirm(payment);
    await till.client.refunds.create({ payment_intent: till.intentIdOf(payment), amount: 100 });
    const events = await heard();
    for (const event of events) await till.knock(JSON.stringify(event));
    const bodies = (await till.queued()).flatMap((body) => Array.from({ length: 100 }, () => body));
    const done = await Promise.all(bodies.map((body) => till.onProviderEvent(body)));
    expect(new Set(done)).toEqual(new Set([true]));
    await till.pump({ copies: 3 });
    const said = (await till.rowsOf(payment.body.id)).flatMap(({ type }) => (type ? [type] : []));
    expect(said).toEqual(['PaymentSucceeded', 'PaymentRefunded']);
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid', 'OrderRefunded']);
    expect(await till.report(date)).toMatchObject({ orders: 1, revenue: { amount: 150 } });
  });

  it.each([
    ['succeeded', 'pm_card_visa', 'paid'],
    ['failed', 'pm_card_chargeDeclined', 'pending_payment'],
  ])('before we knew the intent (%s) is believed', async (_, card, status) => {
    const { id } = await newOrder();
    const same = { key: key(), caller: machine };
    let looks = 0;
    const cut = await till.pay(id, { ...same, time: () => (looks++ < 3 ? 29_000 : 0) });
    expect(cut.status).toBe(503);
    const [intent] = till.stripe.ledger().filter(({ metadata }) => metadata.orderId === id);
    expect(intent?.status).toBe('requires_payment_method');
    const paymentId = intent?.metadata.paymentId ?? '';
    expect((await till.rowsOf(paymentId)).map((row) => row.status)).toEqual(['pending']);
    await till.client.paymentIntents
      .confirm(intent?.id ?? '', { payment_method: card, return_url: 'https://shop.example' })
      .catch(() => undefined);
    await till.settle({ copies: 2 });
    expect(await till.statusOf(id)).toBe(status);
    const again = await till.pay(id, same);
    if (status === 'paid') expect(again).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    else expect(again).toMatchObject({ status: 201, body: { clientSecret: intent?.client_secret } });
    expect(till.intentOf(paymentId)).toHaveLength(1);
  });

  it('of a dispute is noted once, and found by its intent', async () => {
    const { id, payment } = await begun();
    await till.confirm(payment, 'pm_card_createDispute');
    const events = await heard();
    await till.hand([...events.toReversed(), ...events, ...events]);
    await till.pump();
    expect(await till.paymentsOf(id)).toMatchObject([{ status: 'succeeded', disputed: true }]);
    const said = (await till.rowsOf(payment.body.id)).flatMap(({ type }) => (type ? [type] : []));
    expect(said.sort()).toEqual(['PaymentDisputed', 'PaymentSucceeded']);
  });
});

describe('what cannot be ours', () => {
  // biome-ignore lint/suspicious/noExplicitAny: an event of whatever shape
  type Change = (event: any) => void;
  const object =
    (change: (object: Record<string, unknown>, event: { livemode: boolean }) => void): Change =>
    (event) =>
      change(event.data.object, event);
  const ofAnother = { metadata: { paymentId: `pay_${'0'.repeat(26)}` } };

  it.each<[string, string, Change, string]>([
    ['of no payment', SUCCEEDED, object((it) => Object.assign(it, ofAnother)), 'there is no such payment of ours'],
    [
      'of an id that is none',
      SUCCEEDED,
      object((it) => Object.assign(it, { metadata: { paymentId: '../x' } })),
      'there is no such payment of ours',
    ],
    [
      'of another amount',
      SUCCEEDED,
      object((it) => Object.assign(it, { amount_received: 249 })),
      'it says 249 GBP, the payment is of 250 GBP',
    ],
    [
      'of another currency',
      SUCCEEDED,
      object((it) => Object.assign(it, { currency: 'eur' })),
      'it says 250 EUR, the payment is of 250 GBP',
    ],
    [
      'of another intent',
      SUCCEEDED,
      object((it) => Object.assign(it, { id: 'pi_other' })),
      'it is about pi_other, the payment is',
    ],
    [
      'of another intent that failed',
      FAILED,
      object((it) => Object.assign(it, { id: 'pi_other' })),
      'it is about pi_other, the payment is',
    ],
    [
      'of another intent that was canceled',
      CANCELED,
      object((it) => Object.assign(it, { id: 'pi_other' })),
      'it is about pi_other, the payment is',
    ],
    [
      'of real money on a stage for tests',
      SUCCEEDED,
      (event) => Object.assign(event, { livemode: true }),
      'it is of live mode, and this stage is not',
    ],
    [
      'of more given back than was taken',
      REFUNDED,
      object((it) => Object.assign(it, { amount_refunded: 251 })),
      'it says 251 went back, of 250',
    ],
    [
      'of a charge without an intent',
      REFUNDED,
      object((it) => Object.assign(it, { payment_intent: null, metadata: {} })),
      'there is no such payment of ours',
    ],
  ])('(%s) is parked once, with the reason, and moves nothing', async (_, type, change, reason) => {
    const { id, payment } = await begun();
    await till.confirm(payment, 'pm_card_chargeDeclined');
    await till.confirm(payment);
    await till.client.refunds.create({ payment_intent: till.intentIdOf(payment), amount: 100 });
    const events = await heard();
    const like = events.find((event) => event.type === type) ?? { ...(events[1] as Stripe.Event), type };
    const event = structuredClone({ ...like, id: fresh('evt_forged') }) as Stripe.Event;
    change(event);
    await till.hand([event, event, event]);
    const rows = await query({ pk: `PARKED#${event.id}` }, { left: () => 29_000 });
    expect(rows).toMatchObject([{ eventId: event.id, reason: expect.stringContaining(reason), said: { kind: type } }]);
    expect(JSON.stringify(rows)).not.toMatch(/_secret_/);
    // Of a refund, that the money was taken is believed.
    const is = reason.includes('went back') ? 'succeeded' : 'open';
    expect(await till.paymentsOf(id)).toMatchObject([{ status: is, refunded: { amount: 0 } }]);
    await till.hand(events);
    await till.pump();
    expect(await till.orderNow(id)).toMatchObject({ status: 'paid', refunded: { amount: 100 } });
  });

  it('because it does not name us is parked, unless its intent does', async () => {
    const { id, payment } = await begun();
    await till.confirm(payment);
    const [event] = (await heard()) as [Stripe.Event];
    const bare = structuredClone(event);
    Object.assign(bare.data.object, { metadata: {} });
    await till.hand([bare]);
    await till.pump();
    expect(await till.statusOf(id)).toBe('paid');

    const foreign = await till.client.paymentIntents.create({ amount: 500, currency: 'gbp' });
    await till.client.paymentIntents.confirm(foreign.id, {
      payment_method: 'pm_card_createDispute',
      return_url: 'https://shop.example',
    });
    const events = await heard();
    await till.hand([...events, ...events]);
    for (const { id } of events) {
      const rows = await query({ pk: `PARKED#${id}` }, { left: () => 29_000 });
      expect(rows).toMatchObject([{ reason: 'there is no such payment of ours' }]);
    }
  });

  it('because nobody knows the intent is parked', async () => {
    const event = till.stripe.plant({
      type: 'charge.dispute.created',
      object: { id: 'dp_1', object: 'dispute', payment_intent: 'pi_gone', amount: 1, currency: 'gbp' },
    });
    await till.said();
    await till.hand([event as Stripe.Event]);
    expect(await query({ pk: `PARKED#${event.id}` }, { left: () => 29_000 })).toHaveLength(1);
  });
});
