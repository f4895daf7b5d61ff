import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Double, failure, handTimers, startDouble } from './harness.ts';

const clock = handTimers();
let double: Double;
beforeAll(async () => {
  double = await startDouble({ timers: clock.timers });
});
afterAll(() => double.stop());

const chargeOf = async (id: string) => {
  const { data } = await double.client.charges.list({ payment_intent: id });
  return data[0];
};

describe('a refund', () => {
  it('gives back parts until nothing is left', async () => {
    const { id, latest_charge } = await double.pay();
    const part = await double.client.refunds.create({
      payment_intent: id,
      amount: 200,
      reason: 'requested_by_customer',
      metadata: { refundId: 'ref_1' },
    });
    expect(part).toMatchObject({
      id: expect.stringMatching(/^re_/),
      object: 'refund',
      amount: 200,
      currency: 'gbp',
      status: 'succeeded',
      reason: 'requested_by_customer',
      payment_intent: id,
      charge: latest_charge,
      metadata: { refundId: 'ref_1' },
    });
    expect(await chargeOf(id)).toMatchObject({ amount_refunded: 200, refunded: false });

    const rest = await double.client.refunds.create({ charge: latest_charge as string });
    expect(rest.amount).toBe(310);
    expect(await chargeOf(id)).toMatchObject({ amount_refunded: 510, refunded: true });

    expect(await double.client.refunds.retrieve(part.id)).toEqual(part);
    const { data } = await double.client.refunds.list({ payment_intent: id });
    expect(data.map((refund) => refund.id)).toEqual([rest.id, part.id]);
  });

  it('says so with what the charge has given back in all', async () => {
    const { id } = await double.pay();
    await double.client.refunds.create({ payment_intent: id, amount: 100 });
    await double.client.refunds.create({ payment_intent: id, amount: 50 });
    const { data } = await double.client.events.list({ type: 'charge.refunded', limit: 2 });
    expect(data.map((event) => event.data.object)).toMatchObject([
      { object: 'charge', payment_intent: id, amount_refunded: 150 },
      { object: 'charge', payment_intent: id, amount_refunded: 100 },
    ]);
    expect(await double.eventsOf(id)).toContain('refund.created');
  });

  it('never exceeds what is left', async () => {
    const { id } = await double.pay();
    await double.client.refunds.create({ payment_intent: id, amount: 500 });
    expect(await failure(double.client.refunds.create({ payment_intent: id, amount: 11 }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
      message: 'Refund amount (£0.11) is greater than unrefunded amount on charge (£0.10)',
    });
    await double.client.refunds.create({ payment_intent: id });
    expect(await failure(double.client.refunds.create({ payment_intent: id }))).toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
  });

  it('wants a payment that succeeded', async () => {
    const { id } = await double.create();
    expect(await failure(double.client.refunds.create({ payment_intent: id }))).toMatchObject({ statusCode: 400 });
    expect(await failure(double.client.refunds.create({ payment_intent: 'pi_nobody' }))).toMatchObject({
      code: 'resource_missing',
    });
    expect(await failure(double.client.refunds.create({}))).toMatchObject({ code: 'parameter_missing' });
    expect(await failure(double.client.refunds.create({ payment_intent: id, amount: 0 }))).toMatchObject({
      param: 'amount',
    });
  });

  it('that takes a while is pending, and succeeds later', async () => {
    const { id } = await double.pay('pm_card_pendingRefund');
    const refund = await double.client.refunds.create({ payment_intent: id });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    clock.ring();
    expect(await double.client.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(await chargeOf(id)).toMatchObject({ amount_refunded: 510, refunded: true });
    expect((await double.eventsOf(id)).slice(-2)).toEqual(['refund.updated', 'charge.refund.updated']);
  });

  it('that fails later seemed to succeed, and what it gave back can be given again', async () => {
    const { id } = await double.pay('pm_card_refundFail');
    const refund = await double.client.refunds.create({ payment_intent: id, amount: 200 });
    expect(refund.status).toBe('succeeded');
    clock.ring();
    expect(await double.client.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await chargeOf(id)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await double.eventsOf(id)).toContain('refund.failed');
    expect((await double.client.refunds.create({ payment_intent: id })).amount).toBe(510);
  });
});
