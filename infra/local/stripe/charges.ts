import { type Context, emit } from './context.ts';
import { docUrl } from './errors.ts';
import type { Decline, MagicCard } from './magic-cards.ts';
import type { Charge, PaymentIntent, PaymentMethod } from './objects.ts';
import { cardOf } from './payment-methods.ts';
import { newDispute } from './refund-shapes.ts';
import { newCharge } from './shapes.ts';

const SCORES = { normal: 20, elevated: 70, highest: 90 };

const outcome = ({ decline, risk }: MagicCard): NonNullable<Charge['outcome']> => {
  const common = { advice_code: null, network_advice_code: null, network_decline_code: null, risk_level: risk };
  const score = { ...common, risk_score: SCORES[risk] };
  if (!decline) {
    return {
      ...score,
      network_status: 'approved_by_network',
      reason: risk === 'elevated' ? 'elevated_risk_level' : null,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  if (risk === 'highest') {
    return {
      ...score,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    ...score,
    network_decline_code: '05',
    network_status: 'declined_by_network',
    reason: decline.declineCode,
    seller_message: `The bank returned the decline code \`${decline.declineCode}\`.`,
    type: 'issuer_declined',
  };
};

const succeed = (context: Context, intent: PaymentIntent, method: PaymentMethod): PaymentIntent => {
  const card = cardOf(method);
  const charge = newCharge(intent, method, {
    status: 'succeeded',
    paid: true,
    outcome: outcome(card),
    disputed: card.dispute !== undefined,
  });
  const paid: PaymentIntent = {
    ...intent,
    amount_received: intent.amount,
    canceled_at: null,
    cancellation_reason: null,
    latest_charge: charge.id,
    next_action: null,
    status: 'succeeded',
  };
  context.draft.put(charge);
  context.draft.put(paid);
  emit(context, 'charge.succeeded', { ...charge, disputed: false });
  emit(context, 'payment_intent.succeeded', paid);
  if (card.dispute) {
    const dispute = newDispute(charge, card.dispute);
    context.draft.put(dispute);
    emit(context, 'charge.dispute.created', dispute);
  }
  return paid;
};

const fail = (context: Context, intent: PaymentIntent, method: PaymentMethod, decline: Decline): PaymentIntent => {
  const charge = newCharge(intent, method, {
    status: 'failed',
    paid: false,
    outcome: outcome(cardOf(method)),
    failure_code: decline.code,
    failure_message: decline.message,
  });
  const unpaid: PaymentIntent = {
    ...intent,
    last_payment_error: {
      charge: charge.id,
      code: decline.code,
      decline_code: decline.declineCode,
      doc_url: docUrl(decline.code),
      message: decline.message,
      payment_method: method,
      type: 'card_error',
    },
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  context.draft.put(charge);
  context.draft.put(unpaid);
  emit(context, 'charge.failed', charge);
  emit(context, 'payment_intent.payment_failed', unpaid);
  return unpaid;
};

/** Charges the intent's card: it is paid, or wants another payment method and says why. */
export const charge = (context: Context, intent: PaymentIntent, method: PaymentMethod): PaymentIntent => {
  const { decline } = cardOf(method);
  return decline ? fail(context, intent, method, decline) : succeed(context, intent, method);
};
