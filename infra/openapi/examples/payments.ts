import { AT, type Examples, IDS, pounds, problem } from './example.ts';

const refund = {
  id: IDS.refund,
  amount: pounds(450),
  status: 'succeeded',
  reason: 'two were chipped',
  lines: [{ lineId: '1', quantity: 2 }],
  restock: false,
  createdAt: AT,
};

export const payments: Examples = {
  createPayment: {
    begun: {
      summary: 'The client secret goes to the provider’s own form',
      as: 'shopper',
      params: { id: IDS.order },
      headers: { 'Idempotency-Key': 'payment-81c2d6a4-of-ada' },
      body: {},
      answer: {
        status: 201,
        body: { id: IDS.payment, status: 'open', amount: pounds(3195), clientSecret: 'the-secret-that-confirms-it' },
      },
    },
  },
  createRefund: {
    lines: {
      summary: 'What two of the mugs cost',
      as: 'admin',
      params: { id: IDS.payment },
      headers: { 'Idempotency-Key': 'refund-of-two-chipped-mugs' },
      body: { lines: [{ lineId: '1', quantity: 2 }], reason: 'two were chipped' },
      answer: { status: 201, body: { ...refund, paymentId: IDS.payment, orderId: IDS.order } },
    },
    tooMuch: {
      summary: 'More than is left',
      as: 'admin',
      params: { id: IDS.payment },
      headers: { 'Idempotency-Key': 'refund-of-far-too-much' },
      body: { amount: pounds(9900), reason: 'goodwill' },
      answer: {
        status: 422,
        body: problem(
          422,
          'refund_exceeds_captured',
          'Refund exceeds captured',
          'Only 2745 GBP (minor units) can still be given back.',
        ),
      },
    },
  },
  listPayments: {
    refunded: {
      summary: 'Paid, and partly given back',
      as: 'shopper',
      params: { id: IDS.order },
      answer: {
        status: 200,
        body: {
          data: [
            {
              id: IDS.payment,
              generation: 1,
              status: 'succeeded',
              amount: pounds(3195),
              captured: pounds(3195),
              refunded: pounds(450),
              createdAt: AT,
              refunds: [refund],
            },
          ],
          nextCursor: null,
        },
      },
    },
  },
  receiveStripeEvent: {
    forged: {
      summary: 'Signed by somebody else',
      as: 'anyone',
      headers: {
        'Stripe-Signature': 't=1795426200,v1=0000000000000000000000000000000000000000000000000000000000000000',
      },
      body: { id: 'evt_1', type: 'payment_intent.succeeded' },
      answer: {
        status: 400,
        body: problem(400, 'invalid_signature', 'Invalid signature', 'The signature is not ours, or not of now.'),
      },
    },
  },
};
