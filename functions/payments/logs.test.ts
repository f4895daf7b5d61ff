import { afterAll, describe, expect, it, vi } from 'vitest';

const written: string[] = [];
for (const stream of [process.stdout, process.stderr]) {
  vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
}
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  vi.spyOn(console, method).mockImplementation((...args) => void written.push(args.join(' ')));
}
vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG');
vi.stubEnv('POWERTOOLS_DEV', 'true'); // through `console`, as it is here

const { API_KEY, cutAfter, key, openTill, WEBHOOK_SECRETS } = await import('../../test/till.ts');
const till = await openTill();
const { logger } = await import('#shared/telemetry');
logger.setLogLevel('DEBUG');
afterAll(async () => {
  vi.restoreAllMocks();
  await till.close();
});

/** What no log may hold: keys, secrets of payments and webhooks, card numbers. */
const SECRETS = [/_secret_\w/, /sk_(test|live)_\w/, /rk_(test|live)_\w/, /whsec_/, /\b\d{13,19}\b/];
const scan = (text: string): string[] => SECRETS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);

describe('what is logged', () => {
  it('holds no secret, whatever happens to a payment', async () => {
    const newOrder = async () => till.order([{ sku: await till.product(), quantity: 1 }]);
    // Paid, refunded, refused, in doubt.
    const order = await newOrder();
    await till.confirm(await till.pay(order.id), 'pm_card_chargeDeclined');
    await till.settle();
    const payment = await till.pay(order.id);
    await till.confirm(payment);
    await till.settle();
    till.stripe.faults({ fail: 1 });
    await till.refund(payment.body.id, { amount: { amount: 1, currency: 'GBP' } }, { time: cutAfter(5) });
    till.stripe.faults({});
    await till.goOn();
    await till.refund(payment.body.id, {});
    const disputed = await newOrder();
    const lost = await till.pay(disputed.id);
    await till.confirm(lost, 'pm_card_createDispute');
    await till.settle();
    await till.refund(lost.body.id, {});
    // Expired, parked, forged, broken.
    const stuck = await newOrder();
    await till.pay(stuck.id, { key: key(), time: cutAfter(3) });
    await till.sweep(31, cutAfter(3)).catch(() => undefined);
    await till.sweep();
    await till.settle({ time: () => cutAfter(3) });
    await till.settlePayments();
    const [event] = await till.client.events.list({ limit: 1 }).then(({ data }) => data);
    const forged = {
      ...event,
      id: 'evt_forged',
      type: 'payment_intent.succeeded',
      data: {
        object: {
          id: 'pi_1_secret_x',
          amount: 1,
          amount_received: 1,
          currency: 'gbp',
          metadata: { paymentId: lost.body.clientSecret },
        },
      },
    };
    await till.hand([forged as never]);
    await till.knock(JSON.stringify(forged), { header: `t=1,v1=${API_KEY}` });
    await till.onProviderEvent(JSON.stringify({ body: WEBHOOK_SECRETS[0] })).catch(() => undefined);
    till.dynamodb.injectThrottles(1);
    await till.pay(order.id, { time: cutAfter(6) });
    till.dynamodb.injectThrottles(0);

    const logged = written.join('\n');
    expect(logged).toMatch(/"level": *"WARN"/);
    expect(logged).toContain('provider event parked');
    expect(logged).toContain('quarantined');
    expect(scan(logged)).toEqual([]);
  });

  it('holds no key either when it is not kept as it should be', async () => {
    vi.resetModules();
    const till = await (await import('../../test/till.ts')).openTill();
    const order = await till.order([{ sku: await till.product(), quantity: 1 }]);
    const before = written.length;
    for (const kept of [
      API_KEY,
      `{"apiKey":"${API_KEY}"}`,
      `{"apiKey":"${API_KEY}","webhookSecrets":"${WEBHOOK_SECRETS[0]}"}`,
    ]) {
      till.secrets.declare(Object.fromEntries(Object.keys(till.keys()).map((arn) => [arn, kept])));
      const answer = await till.pay(order.id);
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
      expect(scan(JSON.stringify(answer))).toEqual([]);
      const { clearCaches } = await import('@aws-lambda-powertools/parameters');
      clearCaches();
    }
    const logged = written.slice(before).join('\n');
    expect(logged).toContain('unhandled');
    expect(scan(logged)).toEqual([]);
    await till.close();
  });
});
