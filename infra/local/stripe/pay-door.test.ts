import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Double, startDouble } from './harness.ts';

let double: Double;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());

type Secret = { client_secret: string | null };
const address = ({ client_secret }: Secret) => `${double.origin}/pay/${client_secret}`;
const look = async (intent: Secret) => (await fetch(address(intent))).text();
const post = (intent: Secret, fields: Record<string, string>) =>
  fetch(address(intent), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const read = (id: string) => double.client.paymentIntents.retrieve(id);

describe('the page of a payment', () => {
  it('shows what is to be paid for which order, with a card filled in', async () => {
    const html = await look(await double.create());
    expect(html).toContain('£5.10');
    expect(html).toContain('ord_1');
    expect(html).toContain('4242 4242 4242 4242');
    expect(html).toContain('Insufficient funds');
    expect(html).not.toContain('<script');
  });

  it('escapes what others wrote', async () => {
    const html = await look(await double.create({ metadata: { orderId: '<b>"&' } }));
    expect(html).toContain('&lt;b&gt;&quot;&amp;');
    expect(html).not.toContain('<b>');
  });

  it('pays, and shows that it is paid', async () => {
    const intent = await double.create();
    const response = await post(intent, { action: 'pay', number: '4242 4242 4242 4242', instead: '' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(new URL(address(intent)).pathname);
    expect((await read(intent.id)).status).toBe('succeeded');
    expect(await look(intent)).toContain('Paid');
  });

  it('says why a card was declined, and lets another one be tried', async () => {
    const intent = await double.create();
    await post(intent, { action: 'pay', number: '4242424242424242', instead: '4000000000009995' });
    const html = await look(intent);
    expect(html).toContain('role="alert"');
    expect(html).toContain('Your card has insufficient funds.');
    await post(intent, { action: 'pay', number: '4242424242424242' });
    expect((await read(intent.id)).status).toBe('succeeded');
  });

  it('says what is wrong with a number that is none', async () => {
    const intent = await double.create();
    const response = await post(intent, { action: 'pay', number: '4242424242424241' });
    expect(response.status).toBe(402);
    expect(await response.text()).toContain('Your card number is incorrect.');
    expect((await read(intent.id)).status).toBe('requires_payment_method');
  });

  it.each([
    ['complete', 'succeeded', undefined],
    ['fail', 'requires_payment_method', 'payment_intent_authentication_failure'],
  ])('lets the bank ask: %s', async (action, status, code) => {
    const intent = await double.create();
    await post(intent, { action: 'pay', number: '4000002760003184' });
    expect(await look(intent)).toContain('Is it you?');
    await post(intent, { action });
    const after = await read(intent.id);
    expect(after.status).toBe(status);
    expect(after.last_payment_error?.code).toBe(code);
  });

  it('lets somebody leave, and nothing happens', async () => {
    const intent = await double.create();
    expect(await (await post(intent, { action: 'abandon' })).text()).toContain('stays unpaid until it expires');
    expect(await read(intent.id)).toEqual(intent);
  });

  it('says that a payment was cancelled, and takes no card for it', async () => {
    const intent = await double.create();
    await double.client.paymentIntents.cancel(intent.id);
    expect(await look(intent)).toContain('Cancelled');
    expect((await post(intent, { action: 'pay', number: '4242424242424242' })).status).toBe(400);
    expect((await read(intent.id)).status).toBe('canceled');
  });

  it('is nobody’s who does not have the whole secret', async () => {
    const intent = await double.create();
    expect((await fetch(`${double.origin}/pay/${intent.id}_secret_x`)).status).toBe(404);
    expect((await fetch(`${double.origin}/pay/`)).status).toBe(404);
  });
});
