import { once } from 'node:events';
import { createServer } from 'node:http';
import Stripe from 'stripe';
import { readBody } from '../read-body.ts';
import { KEYS } from './harness.ts';

/** A shop's webhook endpoint, which believes only what the official client says is signed. */
export const startReceiver = async (port = 0) => {
  const { webhooks } = new Stripe('sk_test_unused');
  const received: Stripe.Event[] = [];
  let answer = (_event: Stripe.Event): number | Promise<number> => 200;
  const server = createServer(async (request, response) => {
    const event = webhooks.constructEvent(
      await readBody(request),
      request.headers['stripe-signature'] ?? '',
      KEYS.webhookSecret,
    );
    received.push(event);
    response.writeHead(await answer(event)).end();
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${taken}/v1/provider-events/stripe`,
    received,
    types: (): string[] => received.map(({ type }) => type),
    /** What each event is answered from now on. */
    answers: (status: typeof answer) => {
      answer = status;
    },
    stop: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
