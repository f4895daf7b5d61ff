import { describe, expect, it } from 'vitest';
import { openBackroom } from './backroom.ts';
import { ask, type Reply, systemOf } from './fake-system.ts';
import { Denied } from './patience.ts';
import { beginPayment, waitUntilPaid } from './paying.ts';
import { openProvider } from './provider.ts';

const ID = 'ord_00000000000000000000000000';
const KEY = 'replay-of-a-payment';
const gbp = { amount: 510, currency: 'GBP' };

const partiesOf = async (...replies: Reply[]) => {
  const { seen, find } = await systemOf(...replies);
  return { seen, backroom: await openBackroom(find, ask), provider: await openProvider(find) };
};
const orderThatIs = (status: string): Reply => ({
  status: 200,
  body: { id: ID, status, payment: 'card', orderedAt: '2010-12-01T08:26:00Z', total: gbp, lines: [] },
});

describe('a payment', () => {
  it('is begun under its key and confirmed with the secret that comes back', async () => {
    const { seen, ...parties } = await partiesOf(
      { status: 201, body: { clientSecret: 'pi_1_secret_x' } },
      { status: 200, body: { status: 'succeeded' } },
    );

    await beginPayment(ID, KEY, parties);

    expect(seen.map(({ url, key }) => [url, key])).toEqual([
      [`/v1/orders/${ID}/payments`, KEY],
      ['/v1/payment_intents/pi_1/confirm', undefined],
    ]);
  });

  it('of nothing is not confirmed', async () => {
    const { seen, ...parties } = await partiesOf({ status: 201, body: { status: 'succeeded' } });

    await beginPayment(ID, KEY, parties);

    expect(seen).toHaveLength(1);
  });

  it('of an order whose time is over is denied', async () => {
    const body = { code: 'order_expired', detail: 'The time to pay this order is over.' };
    const { seen: _, ...parties } = await partiesOf({ status: 410, body });

    await expect(beginPayment(ID, KEY, parties)).rejects.toThrow(Denied);
  });

  it('is waited for until the order is paid', async () => {
    const { seen, backroom } = await partiesOf(orderThatIs('pending_payment'), orderThatIs('paid'));

    await waitUntilPaid(ID, backroom);

    expect(seen).toHaveLength(2);
  });

  it.each(['expired', 'cancelled'])('is not waited for when the order is %s', async (status) => {
    const { backroom } = await partiesOf(orderThatIs(status));

    await expect(waitUntilPaid(ID, backroom)).rejects.toThrow(`the order is ${status}`);
  });

  it('is not waited for without end', async () => {
    const { backroom } = await partiesOf(...Array<Reply>(9).fill(orderThatIs('pending_payment')));

    await expect(waitUntilPaid(ID, backroom, 100)).rejects.toThrow('the order is pending_payment');
  });
});
