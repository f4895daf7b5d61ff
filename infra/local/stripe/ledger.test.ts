import { appendFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Double, folder, handTimers, startDouble } from './harness.ts';
import { startReceiver } from './receiver.ts';

const running: Double[] = [];
const start = async (...options: Parameters<typeof startDouble>) => {
  const double = await startDouble(...options);
  running.push(double);
  return double;
};
afterEach(() => Promise.all(running.splice(0).map((double) => double.stop())));

/** What a process that is killed now leaves behind. */
const afterKill = (dataDir: string): string => {
  const copy = folder();
  cpSync(dataDir, copy, { recursive: true });
  return copy;
};
const lines = (dataDir: string) => readFileSync(join(dataDir, 'ledger.jsonl'), 'utf8').split('\n').slice(0, -1);

describe('the ledger', () => {
  it('shows every payment with what came in and went back', async () => {
    const double = await start();
    const waiting = await double.create();
    const paid = await double.pay();
    await double.client.refunds.create({ payment_intent: paid.id, amount: 10 });
    expect(double.ledger()).toMatchObject([
      { id: paid.id, status: 'succeeded', amount: 510, amount_received: 510, amount_refunded: 10 },
      {
        id: waiting.id,
        status: 'requires_payment_method',
        currency: 'gbp',
        amount_received: 0,
        amount_refunded: 0,
        metadata: { orderId: 'ord_1' },
        created: waiting.created,
      },
    ]);
  });

  it('survives a kill with its payments, events and keys', async () => {
    const dataDir = folder();
    const killed = await start({ dataDir });
    const paid = await killed.pay();
    const first = await killed.create({}, { idempotencyKey: 'kept' });
    const events = await killed.client.events.list();

    const double = await start({ dataDir: afterKill(dataDir) });
    expect(await double.client.paymentIntents.retrieve(paid.id)).toEqual(paid);
    expect((await double.client.events.list()).data).toEqual(events.data);
    expect(await double.create({}, { idempotencyKey: 'kept' })).toEqual(first);
    expect(double.ledger()).toEqual(killed.ledger());
    expect((await double.client.refunds.create({ payment_intent: paid.id })).amount).toBe(510);
  });

  it('keeps all of a change in one line, so that a kill leaves the whole of it or nothing', async () => {
    const dataDir = folder();
    const killed = await start({ dataDir });
    const { id } = await killed.create();
    const before = lines(dataDir).length;
    await killed.client.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, { idempotencyKey: 'torn' });
    expect(lines(dataDir)).toHaveLength(before + 1);

    const torn = afterKill(dataDir);
    const file = join(torn, 'ledger.jsonl');
    truncateSync(file, readFileSync(file).length - 20);
    const double = await start({ dataDir: torn });
    expect((await double.client.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
    expect((await double.client.charges.list({ payment_intent: id })).data).toEqual([]);
    expect((await double.client.events.list()).data).toHaveLength(1);
    const again = await double.client.paymentIntents.confirm(
      id,
      { payment_method: 'pm_card_visa' },
      { idempotencyKey: 'torn' },
    );
    expect(again.status).toBe('succeeded');
  });

  it('passes over a line that was never finished', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'ledger.jsonl'), '');
    appendFileSync(join(dataDir, 'ledger.jsonl'), '[["pi_half",{"id"');
    const double = await start({ dataDir });
    expect(double.ledger()).toEqual([]);
    expect((await double.pay()).status).toBe('succeeded');
  });

  it('finishes after a restart what was to come later', async () => {
    const dataDir = folder();
    const killed = await start({ dataDir, timers: handTimers().timers });
    killed.faults({ confirm: { delaySeconds: 60 } });
    const { id } = await killed.pay();

    const clock = handTimers();
    const double = await start({ dataDir: afterKill(dataDir), timers: clock.timers });
    expect(clock.waiting()).toHaveLength(1);
    clock.ring();
    expect((await double.client.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('delivers after a restart what nobody took', async () => {
    const receiver = await startReceiver();
    const dataDir = folder();
    const deaf = await start({ dataDir, timers: handTimers().timers, webhookUrl: 'http://127.0.0.1:1/' });
    const { id } = await deaf.create();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
    await start({ dataDir: afterKill(dataDir), webhookUrl: receiver.url });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
    vi.useRealTimers();
    expect(receiver.received[0]?.data.object).toMatchObject({ id });
    await receiver.stop();
  });
});
