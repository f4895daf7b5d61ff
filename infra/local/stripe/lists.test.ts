import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Double, failure, startDouble } from './harness.ts';
import { API_VERSION } from './shapes.ts';

let double: Double;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());

describe('a list', () => {
  it('goes from the newest to the oldest in pages, both ways', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await double.create()).id);
    const first = await double.client.paymentIntents.list({ limit: 2 });
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const next = await double.client.paymentIntents.list({ limit: 2, starting_after: made[1] });
    expect(next.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
    const back = await double.client.paymentIntents.list({ limit: 2, ending_before: made[4] });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
    expect((await double.client.paymentIntents.list({ limit: 4, ending_before: made[4] })).has_more).toBe(false);
  });

  it('is walked to its end by the client', async () => {
    const ids = new Set<string>();
    for await (const { id } of double.client.paymentIntents.list({ limit: 3 })) ids.add(id);
    expect(ids.size).toBe(double.ledger().length);
  });

  it('holds what was created in a range, with what is expanded', async () => {
    const paid = await double.pay();
    const { data } = await double.client.paymentIntents.list({
      created: { gte: paid.created, lte: paid.created },
      expand: ['data.latest_charge'],
    });
    expect(data.find(({ id }) => id === paid.id)?.latest_charge).toMatchObject({ id: paid.latest_charge });
    expect((await double.client.paymentIntents.list({ created: { gt: paid.created + 60 } })).data).toEqual([]);
    expect((await double.client.paymentIntents.list({ created: { lt: 1_000 } })).data).toEqual([]);
  });

  it.each([
    ['more than a hundred', { limit: 101 }],
    ['none', { limit: 0 }],
    ['what cannot be expanded', { expand: ['data.amount'] }],
    ['what comes after nothing', { starting_after: 'pi_nobody' }],
  ])('is refused for %s', async (_, params) => {
    expect(await failure(double.client.paymentIntents.list(params))).toMatchObject({ statusCode: 400 });
  });

  it('holds events of the types that are asked for', async () => {
    const { data } = await double.client.events.list({ type: 'payment_intent.succeeded' });
    expect(new Set(data.map(({ type }) => type))).toEqual(new Set(['payment_intent.succeeded']));
    const [event] = data;
    expect(await double.client.events.retrieve(event?.id ?? '')).toEqual(event);
    expect(event).toMatchObject({ object: 'event', livemode: false, api_version: Stripe.API_VERSION });
  });
});

it('speaks the version that the official client is typed for', () => {
  expect(API_VERSION).toBe(Stripe.API_VERSION);
});
