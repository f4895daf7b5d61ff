import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Double, handTimers, startDouble } from './harness.ts';
import { startReceiver } from './receiver.ts';

const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];

let clock: ReturnType<typeof handTimers>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let double: Double;
beforeEach(async () => {
  clock = handTimers();
  receiver = await startReceiver();
  double = await startDouble({ timers: clock.timers, webhookUrl: receiver.url });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await Promise.all([double.stop(), receiver.stop()]);
});

const hasReceived = (count: number) => vi.waitFor(() => expect(receiver.received).toHaveLength(count));
const pending = async () => {
  const { data } = await double.client.events.list();
  return data.reduce((sum, { pending_webhooks }) => sum + pending_webhooks, 0);
};
const allTaken = () => vi.waitFor(async () => expect(await pending()).toBe(0));

describe('an event', () => {
  it('is delivered, signed, and says what the object was', async () => {
    const { id } = await double.pay();
    await hasReceived(3);
    expect(receiver.types().toSorted()).toEqual(PAID.toSorted());
    const event = receiver.received.find(({ type }) => type === 'payment_intent.succeeded');
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      object: 'event',
      livemode: false,
      data: { object: { id, status: 'succeeded', metadata: { orderId: 'ord_1' } } },
      request: { id: expect.stringMatching(/^req_/) },
    });
    await allTaken();
  });

  it('is delivered again after growing pauses until it is taken', async () => {
    receiver.answers(() => 500);
    await double.create();
    const pauses: number[] = [];
    for (let n = 1; n <= 4; n++) {
      await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
      pauses.push(Math.round((clock.waiting()[0] ?? 0) / 1_000));
      expect(receiver.received).toHaveLength(n);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + (clock.waiting()[0] ?? 0) + 1 });
      if (n === 4) receiver.answers(() => 204);
      clock.ring();
    }
    expect(pauses).toEqual([1, 2, 4, 8]);
    await allTaken();
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(clock.waiting()).toEqual([]);
  });

  it('is given up after three days', async () => {
    receiver.answers(() => 500);
    await double.create();
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 86_400_000 });
    clock.ring();
    await hasReceived(2);
    await double.create();
    await hasReceived(3);
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1)); // the second event's; nobody waits for the first
  });

  it.each([
    ['is not taken by a redirect', 302],
    ['is not taken by a refusal', 400],
  ])('%s', async (_, status) => {
    receiver.answers(() => status);
    await double.create();
    await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
    expect(await pending()).toBe(1);
  });

  it('is one of eight on their way at most', async () => {
    let underWay = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    receiver.answers(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await gate.promise;
      underWay -= 1;
      return 200;
    });
    await Promise.all(Array.from({ length: 5 }, () => double.pay()));
    await vi.waitFor(() => expect(underWay).toBe(8));
    gate.resolve();
    await hasReceived(15);
    expect(most).toBe(8);
  });

  it('can be delivered once more, and be anything', async () => {
    await double.create();
    await hasReceived(1);
    const [first] = receiver.received;
    double.emitAgain(first?.id ?? '');
    await hasReceived(2);
    expect(receiver.received[1]?.id).toBe(first?.id);

    double.plant({ type: 'payment_intent.succeeded', object: { id: 'pi_unheard_of', object: 'payment_intent' } });
    await hasReceived(3);
    expect(receiver.received[2]).toMatchObject({
      type: 'payment_intent.succeeded',
      data: { object: { id: 'pi_unheard_of' } },
    });
    expect(() => double.emitAgain('evt_nobody')).toThrow('No such event');
  });
});

describe('a fault of deliveries', () => {
  it('copies', async () => {
    double.faults({ webhooks: { duplicates: 2 } });
    await double.create();
    await hasReceived(3);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  it('loses', async () => {
    double.faults({ webhooks: { drop: 1 } });
    await double.create();
    double.faults({});
    await double.create();
    await hasReceived(1);
    expect((await double.client.events.list()).data).toHaveLength(2);
  });

  it('delays', async () => {
    double.faults({ webhooks: { delaySeconds: 60 } });
    await double.create();
    expect(clock.waiting()[0]).toBeGreaterThan(59_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 });
    clock.ring();
    await hasReceived(1);
  });

  it('puts off behind later ones', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    double.faults({ webhooks: { reorder: 1 } });
    const late = await double.create();
    double.faults({});
    const early = await double.create();
    await hasReceived(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    clock.ring();
    await hasReceived(2);
    expect(receiver.received.map(({ data }) => (data.object as { id: string }).id)).toEqual([early.id, late.id]);
  });
});
