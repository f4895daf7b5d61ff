import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { signature } from './signature.ts';

const { webhooks } = new Stripe('sk_test_unused');
const body = JSON.stringify({ id: 'evt_1', object: 'event', note: 'ü' });

it('is what the official client believes, and only with the same secret and body', () => {
  const header = signature(body, 'whsec_1');
  expect(webhooks.constructEvent(body, header, 'whsec_1')).toMatchObject({ id: 'evt_1' });
  expect(() => webhooks.constructEvent(body, header, 'whsec_2')).toThrow('signature');
  expect(() => webhooks.constructEvent(`${body} `, header, 'whsec_1')).toThrow('signature');
});

it('is what the official client makes of the same moment', () => {
  const header = signature(body, 'whsec_1');
  const timestamp = Number(/t=(\d+)/.exec(header)?.[1]);
  expect(header).toBe(webhooks.generateTestHeaderString({ payload: body, secret: 'whsec_1', timestamp }));
});
