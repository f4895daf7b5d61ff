import { escapeHtml, page } from '../page.ts';
import { money } from './currencies.ts';
import { MAGIC_CARDS } from './magic-cards.ts';
import type { PaymentIntent } from './objects.ts';

const orderOf = ({ metadata }: PaymentIntent): [name: string, value: string] | undefined =>
  Object.entries(metadata).find(([name]) => /^order[-_ ]?(id)?$/i.test(name));

const summary = (intent: PaymentIntent): string => {
  const order = orderOf(intent);
  return `<p class="amount">${escapeHtml(money(intent.amount, intent.currency))}</p>
    <dl>
      ${order ? `<dt>Order</dt><dd>${escapeHtml(order[1])}</dd>` : ''}
      <dt>Payment</dt><dd>${escapeHtml(intent.id)}</dd>
    </dl>`;
};

const alertOf = (alert: string | undefined): string =>
  alert ? `<p role="alert" id="alert">${escapeHtml(alert)}</p>` : '';

const spaced = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, '$1 ');

/** Cards that do something other than to pay. */
const CHOICES = MAGIC_CARDS.filter(
  ({ decline, authenticates, refund, dispute }) => decline || authenticates || refund || dispute,
)
  .map(({ name, number }) => `<option value="${number}">${escapeHtml(name)} · ${number.slice(-4)}</option>`)
  .join('');

const cardForm = (intent: PaymentIntent, alert: string | undefined): string => `
  ${summary(intent)}
  <form method="post">
    ${alertOf(alert)}
    <label for="number">Card number</label>
    <input id="number" name="number" inputmode="numeric" autocomplete="off" required${alert ? ' aria-invalid="true" aria-describedby="alert" autofocus' : ''} value="${spaced('4242424242424242')}">
    <label for="instead">Or a special test card</label>
    <select id="instead" name="instead"><option value="">Use the number above</option>${CHOICES}</select>
    <button name="action" value="pay">Pay ${escapeHtml(money(intent.amount, intent.currency))}</button>
    <button name="action" value="abandon" class="other" formnovalidate>Leave without paying</button>
  </form>
  <p class="quiet">A test card: no money moves.</p>`;

const bankForm = (intent: PaymentIntent): string => `
  ${summary(intent)}
  <p>Your bank wants to know whether it is you who pays.</p>
  <form method="post">
    <button name="action" value="complete">It is me</button>
    <button name="action" value="fail" class="other">It is not me</button>
    <button name="action" value="abandon" class="other">Leave without paying</button>
  </form>`;

const again = '<p><a href="?">Look again</a></p>';
const said = (sentence: string): string => `<p class="quiet">${escapeHtml(sentence)}</p>`;

/** The page of a payment as it stands; `alert` says why the last card was not one. */
export const payPage = (intent: PaymentIntent, alert = intent.last_payment_error?.message): string => {
  switch (intent.status) {
    case 'succeeded':
      return page('Paid', `${summary(intent)}${said('Thank you. This page can be closed.')}`);
    case 'canceled':
      return page(
        'Cancelled',
        `${summary(intent)}${said('This payment was cancelled. Nothing can be paid here any more.')}`,
      );
    case 'processing':
      return page('Being paid', `${summary(intent)}<p>The payment is under way.</p>${again}`);
    case 'requires_action':
      return page('Is it you?', bankForm(intent));
    default:
      return page('Pay', cardForm(intent, alert));
  }
};

/** What somebody is told who leaves. */
export const leftPage = (intent: PaymentIntent): string =>
  page(
    'Left without paying',
    `${summary(intent)}<p>Nothing was charged. The order stays unpaid until it expires; until then it can be paid here.</p>
    <p><a href="?">Pay after all</a></p>`,
  );
