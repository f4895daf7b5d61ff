import type { IncomingMessage, ServerResponse } from 'node:http';
import { messagePage, sendPage } from '../page.ts';
import { readBody } from '../read-body.ts';
import type { Context } from './context.ts';
import { StripeError } from './errors.ts';
import type { PaymentIntent } from './objects.ts';
import { leftPage, payPage } from './pay-page.ts';
import { authenticate, confirmIntent, payPath } from './payment-intents.ts';
import { givenPaymentMethod } from './payment-methods.ts';

type Transact = <T>(work: (context: Context) => T) => T;

const intentOf = ({ draft }: Context, path: string): PaymentIntent | undefined => {
  const secret = path.slice('/pay/'.length);
  const intent = draft.find('payment_intent', secret.split('_secret_', 1)[0] ?? '');
  return intent?.client_secret === secret ? intent : undefined;
};

const act = (context: Context, intent: PaymentIntent, form: URLSearchParams): PaymentIntent => {
  switch (form.get('action')) {
    case 'complete':
      return authenticate(context, intent, true);
    case 'fail':
      return authenticate(context, intent, false);
    default: {
      const number = form.get('instead') || form.get('number') || '';
      const method = givenPaymentMethod(context.draft, { payment_method_data: { card: { number } } });
      return confirmIntent(context, intent, { method });
    }
  }
};

/** Where a person pays: shows the payment, and does with the card what they say. Works without JavaScript. */
export const openPayDoor =
  (transact: Transact) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const form = new URLSearchParams(await readBody(request));
    const intent = transact((context) => intentOf(context, path));
    if (!intent)
      return sendPage(response, 404, messagePage('No such payment', 'The address is not that of a payment.'));
    if (request.method !== 'POST') return sendPage(response, 200, payPage(intent));
    if (form.get('action') === 'abandon') return sendPage(response, 200, leftPage(intent));
    try {
      transact((context) => act(context, intent, form));
      response.writeHead(303, { location: payPath(intent) }).end(); // so that a reload does not pay again
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      sendPage(response, error.status, payPage(intent, error.message));
    }
  };
