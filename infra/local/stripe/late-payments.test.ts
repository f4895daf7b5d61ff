import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Double, failure, handTimers, startDouble } from './harness.ts';

const clock = handTimers();
let double: Double;
beforeAll(async () => {
  double = await startDouble({ timers: clock.timers });
});
afterAll(() => double.stop());
afterEach(() => double.faults({}));

const read = (id: string) => double.client.paymentIntents.retrieve(id);

describe('a payment that takes a while', () => {
  it('is processing, and succeeds later', async () => {
    double.faults({ confirm: { delaySeconds: 90 } });
    const { id, status } = await double.pay();
    expect(status).toBe('processing');
    expect(clock.waiting()[0]).toBeGreaterThan(89_000);
    clock.ring();
    expect(await read(id)).toMatchObject({ status: 'succeeded', amount_received: 510 });
    expect(await double.eventsOf(id)).toEqual([
      'payment_intent.created',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('is declined later when its card is', async () => {
    double.faults({ confirm: { delaySeconds: 1 } });
    const { id, status } = await double.pay('pm_card_visa_chargeDeclined');
    expect(status).toBe('processing');
    clock.ring();
    expect(await read(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'generic_decline' },
    });
  });

  it('is neither cancelled nor confirmed meanwhile', async () => {
    double.faults({ confirm: { delaySeconds: 1 } });
    const { id } = await double.pay();
    for (const attempt of [double.client.paymentIntents.cancel(id), double.client.paymentIntents.confirm(id)]) {
      expect(await failure(attempt)).toMatchObject({
        code: 'payment_intent_unexpected_state',
        payment_intent: { status: 'processing' },
      });
    }
    clock.ring();
  });

  it('succeeds although it was cancelled, when told to', async () => {
    double.faults({ confirm: { delaySeconds: 1 }, succeedAfterCancel: true });
    const { id } = await double.pay();
    expect((await double.client.paymentIntents.cancel(id)).status).toBe('canceled');
    expect((await read(id)).status).toBe('canceled');
    clock.ring();
    expect(await read(id)).toMatchObject({ status: 'succeeded', amount_received: 510 });
    expect((await double.eventsOf(id)).slice(-3)).toEqual([
      'payment_intent.canceled',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    expect((await double.client.refunds.create({ payment_intent: id })).amount).toBe(510);
  });

  it('stays cancelled when its card is declined', async () => {
    double.faults({ confirm: { delaySeconds: 1 }, succeedAfterCancel: true });
    const { id } = await double.pay('pm_card_visa_chargeDeclined');
    await double.client.paymentIntents.cancel(id);
    clock.ring();
    expect((await read(id)).status).toBe('canceled');
  });
});
