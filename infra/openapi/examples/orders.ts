import { AT, type Examples, IDS, pounds, problem } from './example.ts';

export const shipTo = {
  name: 'Ada Lovelace',
  street: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'UK',
};

export const byCard = {
  id: IDS.order,
  status: 'pending_payment',
  payment: 'card',
  orderedAt: AT,
  lines: [
    { id: '1', sku: 'MUG', name: 'Mug', quantity: 12, unitPrice: pounds(225), amount: pounds(2700) },
    { id: '2', sku: 'DELIVERY', name: 'Delivery', quantity: 1, unitPrice: pounds(495), amount: pounds(495) },
  ],
  total: pounds(3195),
  expiresAt: '2026-11-23T10:00:00.000Z',
  version: 1,
  createdAt: AT,
};
const onAccount = {
  id: IDS.onAccount,
  status: 'on_account',
  payment: 'on_account',
  reference: 'invoice 536365',
  orderedAt: '2010-12-01T08:26:00Z',
  lines: [{ id: '1', sku: 'MUG', name: 'Mug', quantity: 6, unitPrice: pounds(210), amount: pounds(1260) }],
  total: pounds(1260),
  version: 1,
  createdAt: AT,
};
const { lines: _, ...summary } = byCard;

export const orders: Examples = {
  placeOrder: {
    byCard: {
      summary: 'A dozen mugs, to be paid by card',
      as: 'shopper',
      headers: { 'Idempotency-Key': 'basket-81c2d6a4-of-ada' },
      body: {
        lines: [
          { sku: 'MUG', quantity: 12 },
          { sku: 'DELIVERY', quantity: 1 },
        ],
        expectedTotal: pounds(3195),
        shipTo,
      },
      answer: { status: 201, body: byCard },
    },
    onAccount: {
      summary: 'A trusted seller’s invoice',
      as: 'machine',
      headers: { 'Idempotency-Key': 'invoice-536365-of-2010' },
      body: {
        lines: [{ sku: 'MUG', quantity: 6, agreedPrice: pounds(210) }],
        payment: 'on_account',
        reference: 'invoice 536365',
        orderedAt: '2010-12-01T08:26:00Z',
      },
      answer: { status: 201, body: onAccount },
    },
    outOfStock: {
      summary: 'More than there is',
      as: 'shopper',
      headers: { 'Idempotency-Key': 'basket-5e77b019-of-ada' },
      body: { lines: [{ sku: 'MUG', quantity: 1000 }] },
      answer: {
        status: 409,
        body: problem(409, 'out_of_stock', 'Out of stock', 'There is not enough in stock.', {
          errors: [
            { path: 'lines.0', code: 'out_of_stock', message: '30 of MUG can be ordered.', sku: 'MUG', available: 30 },
          ],
        }),
      },
    },
    priceChanged: {
      summary: 'Another price than was believed',
      as: 'shopper',
      headers: { 'Idempotency-Key': 'basket-2b90ffe1-of-ada' },
      body: { lines: [{ sku: 'MUG', quantity: 1 }], expectedTotal: pounds(199) },
      answer: {
        status: 409,
        body: problem(409, 'price_changed', 'Price changed', 'Prices have changed since; see the new quote.', {
          quote: { total: pounds(255), lines: [{ sku: 'MUG', quantity: 1, unitPrice: pounds(255) }] },
        }),
      },
    },
  },
  getOrder: {
    byCard: {
      summary: 'An order that waits for its payment',
      as: 'shopper',
      params: { id: IDS.order },
      answer: { status: 200, body: byCard },
    },
  },
  listOrders: {
    waiting: {
      summary: 'Those that wait for a payment',
      as: 'shopper',
      query: { status: 'pending_payment' },
      answer: { status: 200, body: { data: [summary], nextCursor: null } },
    },
  },
  listOrderEvents: {
    placed: {
      summary: 'An order’s beginning',
      as: 'shopper',
      params: { id: IDS.order },
      answer: {
        status: 200,
        body: {
          data: [
            {
              seq: 1,
              id: 'evt_8b1z6q3w7e4r2t4v9k2m7x0c5n',
              type: 'OrderPlaced',
              at: AT,
              data: {
                orderId: IDS.order,
                buyer: '0d9a54c2-71e8-4a55-9d2c-5f1e6b0a3c77',
                payment: 'card',
                orderedAt: AT,
                currency: 'GBP',
                total: 3195,
              },
            },
          ],
          nextCursor: null,
        },
      },
    },
  },
  cancelOrder: {
    mistaken: {
      summary: 'An invoice by mistake',
      as: 'machine',
      params: { id: IDS.onAccount },
      headers: { 'Idempotency-Key': 'invoice-536365-cancelled' },
      body: { reason: 'invoiced twice' },
      answer: {
        status: 201,
        body: { orderId: IDS.onAccount, status: 'cancelled', reason: 'invoiced twice', version: 2, at: AT },
      },
    },
  },
};
