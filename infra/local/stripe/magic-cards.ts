/** How a bank turns a card down: Stripe's error code, the decline code behind it, and what the customer is told. */
export type Decline = { code: string; declineCode: string; message: string };

export type MagicCard = {
  /** What a person who chooses it is told. */
  name: string;
  number: string;
  /** Names of payment methods that stand for this card. */
  paymentMethods: string[];
  brand: string;
  funding: 'credit' | 'debit' | 'prepaid';
  /** The bank wants to see the customer first. */
  authenticates: boolean;
  risk: 'normal' | 'elevated' | 'highest';
  /** Without one every charge succeeds. */
  decline?: Decline;
  /** `pending`: succeeds later. `fails`: seems to succeed and fails later. */
  refund?: 'pending' | 'fails';
  /** Its charges are disputed for this reason as soon as they succeed. */
  dispute?: { reason: string; status: 'needs_response' | 'warning_needs_response' };
};

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});
const INSUFFICIENT = declined('insufficient_funds', 'Your card has insufficient funds.');

const card = (name: string, number: string, paymentMethods: string[], more: Partial<MagicCard> = {}): MagicCard => ({
  name,
  number,
  paymentMethods,
  brand: 'visa',
  funding: 'credit',
  authenticates: false,
  risk: 'normal',
  ...more,
});

/** Stripe's test cards, from https://docs.stripe.com/testing (payment methods and numbers do the same). */
export const MAGIC_CARDS: MagicCard[] = [
  card('Visa', '4242424242424242', ['pm_card_visa']),
  card('Visa, debit', '4000056655665556', ['pm_card_visa_debit'], { funding: 'debit' }),
  card('Visa, British', '4000008260000000', ['pm_card_gb']),
  card('Visa, available at once', '4000000000000077', ['pm_card_bypassPending']),
  card('Mastercard', '5555555555554444', ['pm_card_mastercard'], { brand: 'mastercard' }),
  card('Mastercard, 2 series', '2223003122003222', [], { brand: 'mastercard' }),
  card('Mastercard, debit', '5200828282828210', ['pm_card_mastercard_debit'], {
    brand: 'mastercard',
    funding: 'debit',
  }),
  card('Mastercard, prepaid', '5105105105105100', ['pm_card_mastercard_prepaid'], {
    brand: 'mastercard',
    funding: 'prepaid',
  }),
  card('American Express', '378282246310005', ['pm_card_amex'], { brand: 'amex' }),
  card('American Express, another', '371449635398431', [], { brand: 'amex' }),
  card('Discover', '6011111111111117', ['pm_card_discover'], { brand: 'discover' }),
  card('Diners Club', '3056930009020004', ['pm_card_diners'], { brand: 'diners' }),
  card('JCB', '3566002020360505', ['pm_card_jcb'], { brand: 'jcb' }),
  card('UnionPay', '6200000000000005', ['pm_card_unionpay'], { brand: 'unionpay' }),

  card('Declined', '4000000000000002', ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'], {
    decline: declined('generic_decline'),
  }),
  card(
    'Insufficient funds',
    '4000000000009995',
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'pm_card_chargeDeclinedInsufficientFunds'],
    { decline: INSUFFICIENT },
  ),
  card('Lost card', '4000000000009987', ['pm_card_visa_chargeDeclinedLostCard', 'pm_card_chargeDeclinedLostCard'], {
    decline: declined('lost_card'),
  }),
  card(
    'Stolen card',
    '4000000000009979',
    ['pm_card_visa_chargeDeclinedStolenCard', 'pm_card_chargeDeclinedStolenCard'],
    { decline: declined('stolen_card') },
  ),
  card('Expired card', '4000000000000069', ['pm_card_chargeDeclinedExpiredCard'], {
    decline: { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
  }),
  card('Wrong security code', '4000000000000127', ['pm_card_chargeDeclinedIncorrectCvc'], {
    decline: {
      code: 'incorrect_cvc',
      declineCode: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
    },
  }),
  card('Processing error', '4000000000000119', ['pm_card_chargeDeclinedProcessingError'], {
    decline: {
      code: 'processing_error',
      declineCode: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  }),
  card('Too many payments', '4000000000006975', ['pm_card_visa_chargeDeclinedVelocityLimitExceeded'], {
    decline: declined(
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    ),
  }),
  card('Declined, though it can be kept', '4000000000000341', ['pm_card_chargeCustomerFail'], {
    decline: declined('generic_decline'),
  }),
  card('Blocked as fraud', '4100000000000019', ['pm_card_radarBlock', 'pm_card_chargeDeclinedFraudulent'], {
    risk: 'highest',
    decline: declined('fraudulent'),
  }),
  card('Highest risk', '4000000000004954', ['pm_card_riskLevelHighest'], {
    risk: 'highest',
    decline: declined('fraudulent'),
  }),
  card('Elevated risk', '4000000000009235', ['pm_card_riskLevelElevated'], { risk: 'elevated' }),

  card('Asks your bank', '4000002760003184', ['pm_card_authenticationRequired'], { authenticates: true }),
  card('Asks your bank unless set up', '4000002500003155', ['pm_card_authenticationRequiredOnSetup'], {
    authenticates: true,
  }),
  card('3D Secure', '4000000000003220', ['pm_card_threeDSecure2Required', 'pm_card_threeDSecureRequired'], {
    authenticates: true,
  }),
  card('3D Secure, then declined', '4000008400001629', ['pm_card_threeDSecureRequiredChargeDeclined'], {
    authenticates: true,
    decline: declined('generic_decline'),
  }),
  card(
    'Asks your bank, then insufficient funds',
    '4000008260003178',
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
    { authenticates: true, decline: INSUFFICIENT },
  ),

  card('Refund takes a while', '4000000000007726', ['pm_card_pendingRefund'], { refund: 'pending' }),
  card('Refund fails later', '4000000000005126', ['pm_card_refundFail'], { refund: 'fails' }),
  card('Disputed as fraud', '4000000000000259', ['pm_card_createDispute'], {
    dispute: { reason: 'fraudulent', status: 'needs_response' },
  }),
  card('Disputed as not received', '4000000000002685', ['pm_card_createDisputeProductNotReceived'], {
    dispute: { reason: 'product_not_received', status: 'needs_response' },
  }),
  card('Inquired about', '4000000000001976', ['pm_card_createDisputeInquiry'], {
    dispute: { reason: 'fraudulent', status: 'warning_needs_response' },
  }),
];
