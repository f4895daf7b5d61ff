import { afterAll, describe, expect, it } from 'vitest';
import { MAGIC_CARDS } from '../../infra/local/stripe/magic-cards.ts';
import { openTill } from '../../test/till.ts';

const till = await openTill();
afterAll(() => till.close());

const newOrder = async () => till.order([{ sku: await till.product(), quantity: 1 }]);

const refusing = MAGIC_CARDS.flatMap(({ decline, authenticates, paymentMethods: [method] }) =>
  decline && method && !authenticates ? [[method, decline.declineCode] as const] : [],
);

describe('a card that is refused', () => {
  it.each(refusing)('(%s: %s) leaves the order to be paid, with another payment', async (card, code) => {
    const { id } = await newOrder();
    const first = await till.pay(id);
    expect(await till.confirm(first, card)).toBe(code);
    await till.settle();
    expect(await till.statusOf(id)).toBe('pending_payment');
    expect(await till.paymentsOf(id)).toMatchObject([{ status: 'declined', declineCode: code }]);

    const second = await till.pay(id);
    expect(second.status).toBe(201);
    expect(second.body.clientSecret).not.toBe(first.body.clientSecret);
    expect(till.intentOf(first.body.id)).toMatchObject([{ status: 'canceled', amount_received: 0 }]);
    expect(till.intentOf(second.body.id)).toMatchObject([{ metadata: { generation: '2' } }]);
    expect(await till.confirm(second)).toBe('succeeded');
    await till.settle();
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(await till.paymentsOf(id)).toMatchObject([
      { generation: 1, status: 'closed', captured: { amount: 0 } },
      { generation: 2, status: 'succeeded', captured: { amount: 250 } },
    ]);
  });

  it('may be followed by a good one in the same payment', async () => {
    const { id } = await newOrder();
    const payment = await till.pay(id);
    await till.confirm(payment, 'pm_card_chargeDeclined');
    await till.settle();
    expect(await till.confirm(payment)).toBe('succeeded');
    await till.settle();
    expect(await till.statusOf(id)).toBe('paid');
  });

  it('and then a good one that nobody has told us of: the order is paid, and no second payment begins', async () => {
    const { id } = await newOrder();
    const payment = await till.pay(id);
    await till.confirm(payment, 'pm_card_chargeDeclined');
    await till.settle();
    await till.confirm(payment);
    await till.said(); // lost
    expect(await till.pay(id)).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    await till.pump();
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(till.stripe.ledger().filter(({ metadata }) => metadata.orderId === id)).toHaveLength(1);
  });

  it('and then one that takes a while: no second payment begins before it is known what came of it', async () => {
    const { id } = await newOrder();
    const payment = await till.pay(id);
    await till.confirm(payment, 'pm_card_chargeDeclined');
    await till.settle();
    till.stripe.faults({ confirm: { delaySeconds: 60 } });
    expect(await till.confirm(payment)).toBe('processing');
    till.stripe.faults({});
    for (let n = 0; n < 2; n++) {
      expect(await till.pay(id)).toMatchObject({ status: 409, body: { code: 'payment_processing' } });
    }
    expect(await till.paymentsOf(id)).toMatchObject([{ status: 'closing' }]);
    till.ring();
    await till.settle();
    expect(await till.statusOf(id)).toBe('paid');
    expect(await till.paymentsOf(id)).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('five cards one after the other', () => {
  it('are five payments, of which the last one pays', async () => {
    const { id } = await newOrder();
    for (let n = 0; n < 4; n++) {
      await till.confirm(await till.pay(id), 'pm_card_chargeDeclined');
      await till.settle({ copies: 2 });
    }
    await till.confirm(await till.pay(id));
    await till.settle({ copies: 2 });
    expect(await till.paymentsOf(id)).toMatchObject([
      ...Array.from({ length: 4 }, () => ({ status: 'closed' })),
      { generation: 5, status: 'succeeded' },
    ]);
    expect(await till.typesOf(id)).toEqual(['OrderPlaced', 'OrderPaid']);
  });
});
