import { createHash } from 'node:crypto';
import { invalidCard, noSuch, StripeError } from './errors.ts';
import type { Draft } from './ledger.ts';
import { MAGIC_CARDS, type MagicCard } from './magic-cards.ts';
import type { PaymentMethod } from './objects.ts';
import { newPaymentMethod } from './shapes.ts';

/** What a card is entered with. */
export type CardInput = { number: string; exp_month?: number; exp_year?: number; cvc?: string };

const fingerprint = (number: string): string =>
  createHash('sha256').update(number).digest('base64url').replaceAll(/[-_]/g, 'x').slice(0, 16);

const byNumber = new Map(MAGIC_CARDS.map((card) => [card.number, card]));
const byName = new Map(MAGIC_CARDS.flatMap((card) => card.paymentMethods.map((name) => [name, card] as const)));
const byFingerprint = new Map(MAGIC_CARDS.map((card) => [fingerprint(card.number), card]));

/** Every card number ends with a digit that follows from the others: https://en.wikipedia.org/wiki/Luhn_algorithm. */
const isCardNumber = (number: string): boolean => {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

const paymentMethod = (
  { brand, funding, number }: MagicCard,
  { exp_month = 12, exp_year = new Date().getFullYear() + 4, cvc }: Partial<CardInput>,
): PaymentMethod =>
  newPaymentMethod({
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: cvc ? 'pass' : null },
    country: 'US',
    display_brand: brand,
    exp_month,
    exp_year,
    fingerprint: fingerprint(number),
    funding,
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  });

/** @throws StripeError as a card form would be answered: no payment was tried */
const enteredCard = (input: CardInput): PaymentMethod => {
  const number = input.number.replaceAll(/[\s-]/g, '');
  const today = new Date();
  const { exp_month: month = 12, exp_year: year = today.getFullYear() + 4, cvc } = input;
  if (!isCardNumber(number)) throw invalidCard('incorrect_number', 'Your card number is incorrect.', 'number');
  if (month < 1 || month > 12) {
    throw invalidCard('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  if (year * 12 + month < today.getFullYear() * 12 + today.getMonth() + 1) {
    throw invalidCard('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw invalidCard('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  const card = byNumber.get(number);
  if (card) return paymentMethod(card, { exp_month: month, exp_year: year, cvc });
  throw new StripeError(
    402,
    {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'test_mode_live_card',
      message: 'Your card was declined. Your request was in test mode, but used a non test card.',
    },
    true,
  );
};

type Given = { payment_method?: string; payment_method_data?: { card: CardInput } };

/**
 * The payment method a request names, as `pm_card_visa`, by the id it was given before, or by its card number.
 * @throws StripeError when there is none such, or the card cannot be one
 */
export const givenPaymentMethod = (draft: Draft, given: Given): PaymentMethod | undefined => {
  if (given.payment_method_data) return enteredCard(given.payment_method_data.card);
  const { payment_method: id } = given;
  if (id === undefined) return undefined;
  const magic = byName.get(id);
  if (magic) return paymentMethod(magic, {});
  const known = draft.find('payment_method', id);
  if (!known) throw noSuch('PaymentMethod', id, 'payment_method', 400);
  return known;
};

/** How the payment method's card behaves. */
export const cardOf = ({ card }: PaymentMethod): MagicCard => {
  const found = byFingerprint.get(card.fingerprint ?? '');
  if (!found) throw new Error(`no card has the fingerprint ${card.fingerprint}`);
  return found;
};
