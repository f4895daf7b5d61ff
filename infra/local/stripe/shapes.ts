import type Stripe from 'stripe';
import { type Charge, type Event, newId, now, type PaymentIntent, type PaymentMethod, random } from './objects.ts';

/** What the official client of this repository is typed for; a test compares the two. */
export const API_VERSION = '2026-10-28.endive';

type IntentFields = Pick<PaymentIntent, 'amount' | 'currency' | 'metadata'> & Partial<PaymentIntent>;

/** A new payment intent that waits for a payment method. */
export const newIntent = (fields: IntentFields): PaymentIntent => {
  const id = newId('payment_intent');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${random()}`,
    confirmation_method: 'automatic',
    created: now(),
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...fields,
  };
};

const NOBODY = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

/** A card that can be charged once. */
export const newPaymentMethod = (card: Stripe.PaymentMethod.Card): PaymentMethod => ({
  id: newId('payment_method'),
  object: 'payment_method',
  billing_details: NOBODY,
  card,
  created: now(),
  customer: null,
  customer_account: null,
  livemode: false,
  metadata: {},
  type: 'card',
});

/** A charge of all that the intent wants, with its metadata. */
export const newCharge = (
  intent: PaymentIntent,
  method: PaymentMethod,
  fields: Pick<Charge, 'status' | 'paid' | 'outcome'> & Partial<Charge>,
): Charge => ({
  id: newId('charge'),
  object: 'charge',
  amount: intent.amount,
  amount_captured: fields.paid ? intent.amount : 0,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: NOBODY,
  calculated_statement_descriptor: 'BACKROOM',
  captured: fields.paid,
  created: now(),
  currency: intent.currency,
  customer: null,
  description: intent.description,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  metadata: intent.metadata,
  on_behalf_of: null,
  payment_intent: intent.id,
  payment_method: method.id,
  payment_method_details: {
    card: {
      amount_authorized: fields.paid ? intent.amount : null,
      authorization_code: null,
      brand: method.card.brand,
      checks: method.card.checks,
      country: method.card.country,
      electronic_commerce_indicator: null,
      exp_month: method.card.exp_month,
      exp_year: method.card.exp_year,
      fingerprint: method.card.fingerprint,
      funding: method.card.funding,
      installments: null,
      last4: method.card.last4,
      mandate: null,
      network: method.card.brand,
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  },
  receipt_email: intent.receipt_email,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
  ...fields,
});

/** What happened to an object, with the object as it is now. */
export const newEvent = (type: string, object: object, request: Event['request']): Event => ({
  id: newId('event'),
  object: 'event',
  api_version: API_VERSION,
  created: now(),
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  request,
  type,
});
