import type Stripe from 'stripe';
import { type Charge, type Dispute, newId, now, type Refund } from './objects.ts';

/** A refund of a part or all of a charge. */
export const newRefund = (charge: Charge, fields: Pick<Refund, 'amount' | 'status'> & Partial<Refund>): Refund => ({
  id: newId('refund'),
  object: 'refund',
  balance_transaction: null,
  charge: charge.id,
  created: now(),
  currency: charge.currency,
  customer: null,
  customer_account: null,
  destination_details: {
    card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    type: 'card',
  },
  metadata: {},
  payment_intent: charge.payment_intent,
  payment_method: charge.payment_method,
  reason: null,
  receipt_number: null,
  source_transfer_reversal: null,
  transfer_reversal: null,
  ...fields,
});

/** Fields of a dispute's evidence that a bank may be sent. */
const EVIDENCE = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'product_description',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_text',
];
const EVIDENCE_DAYS = 9;

/** The customer's bank wants the charge back. */
export const newDispute = (charge: Charge, fields: Pick<Dispute, 'reason' | 'status'>): Dispute => ({
  id: newId('dispute'),
  object: 'dispute',
  amount: charge.amount,
  balance_transactions: [],
  charge: charge.id,
  created: now(),
  currency: charge.currency,
  enhanced_eligibility_types: [],
  evidence: Object.fromEntries(EVIDENCE.map((name) => [name, null])) as unknown as Stripe.Dispute.Evidence,
  evidence_details: {
    due_by: now() + EVIDENCE_DAYS * 86_400,
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
    submission_method: 'not_submitted',
  },
  intended_submission_method: null,
  is_charge_refundable: fields.status === 'warning_needs_response',
  livemode: false,
  metadata: {},
  payment_intent: charge.payment_intent,
  ...fields,
});
