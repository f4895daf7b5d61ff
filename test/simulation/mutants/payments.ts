// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is looked for are sources, templates among them

import { type Mutant, mutant } from './mutant.ts';

const GATEWAY = 'functions/payments/stripe-gateway.ts';
const PAYMENT = 'functions/payments/payment.ts';
const ROWS = 'functions/payments/payment-table.ts';
const STARTING = 'functions/payments/starting.ts';
const EVENTS = 'functions/payments/provider-events.ts';
const REFUNDING = 'functions/payments/refunding.ts';
const CLOSING = 'functions/payments/closing.ts';

/** Bugs of whoever takes money and gives it back. */
export const PAYMENTS: Mutant[] = [
  mutant(
    'what is paid is noticed only when the shopper returns (medusa #13301)',
    ['pay'],
    [EVENTS, 'taken(payment, said, said.data.amount, run),', 'Promise.resolve(),'],
  ),
  mutant(
    'what is paid is noticed neither by the webhook nor at the end',
    ['pay'],
    [EVENTS, 'taken(payment, said, said.data.amount, run),', 'Promise.resolve(),'],
    [CLOSING, "intent?.status === 'succeeded' ? taken(over, intent) : close(over)", 'close(over)'],
  ),
  mutant(
    'a second payment begins while the first can still be paid (vendure #2620)',
    ['pay'],
    [
      STARTING,
      'const ended = await closeAtProvider(last, { ...paying, cause: causeOf(paying) });',
      "const ended = 'closed' as string;",
    ],
  ),
  mutant(
    'the key of an intent is new at each attempt',
    ['pay', 'expire'],
    [
      GATEWAY,
      'const idempotencyKey = `${orderId}/${generation}`;',
      'const idempotencyKey = `${orderId}/${generation}/${Math.random()}`;',
    ],
  ),
  mutant(
    'the key of a refund is new at each attempt',
    ['refund', 'revoke'],
    [GATEWAY, 'idempotencyKey: id }', 'idempotencyKey: `${id}/${Math.random()}` }'],
  ),
  mutant(
    'a time-out is taken for a decline',
    ['refund', 'revoke', 'pay'],
    [GATEWAY, "return new ProviderError('unknown', code);", "return new ProviderError('declined', code);"],
  ),
  mutant(
    'a cancellation is asked for under the same key for ever',
    ['late', 'revoke'],
    [GATEWAY, 'cancel/${intentId}/${crypto.randomUUID()}', 'cancel/${intentId}'],
  ),
  mutant(
    'money that comes after the end is not noticed',
    ['late', 'revoke'],
    [PAYMENT, "  payment.status === 'succeeded'\n    ? undefined", '  isOver(payment)\n    ? undefined'],
  ),
  mutant(
    'the provider says twice that a payment succeeded',
    ['pay', 'late'],
    [PAYMENT, "  payment.status === 'succeeded'\n    ? undefined\n    : moved", '  moved'],
  ),
  mutant(
    'nobody goes on with what is to end',
    ['late'],
    [PAYMENT, "status: 'closing', settleAt: settleFrom(now),", "status: 'closing',"],
  ),
  mutant(
    'a change of a payment does not look whether it has moved on',
    ['pay', 'refund', 'revoke', 'late'],
    [ROWS, 'version = :version AND captured', '(version = :version OR attribute_exists(pk)) AND captured'],
  ),
  mutant(
    'refunds may come to more than was taken: condition',
    ['refund'],
    [ROWS, 'AND captured >= :refunded', 'AND (captured >= :refunded OR attribute_exists(pk))'],
  ),
  mutant(
    'refunds may come to more than was taken',
    ['refund'],
    [ROWS, 'AND captured >= :refunded', 'AND (captured >= :refunded OR attribute_exists(pk))'],
    ['functions/payments/refund.ts', '  if (amount > left) throw exceeds(left, payment.currency);\n', ''],
  ),
  mutant(
    'a refund is set aside after the provider was asked',
    ['refund', 'double'],
    [
      REFUNDING,
      '    if (!(await transact(writes, deadline))) {\n      return { refund',
      "    await refundAtProvider(reserved.refund, payment.intentId ?? '', deadline);\n    if (!(await transact(writes, deadline))) {\n      return { refund",
    ],
  ),
  mutant(
    'the event of a refund is said after it is noted (dual write)',
    ['refund', 'revoke'],
    [
      REFUNDING,
      'transact([saved(settlement.payment), refundSaved(settlement), said], deadline)',
      'transact([saved(settlement.payment), refundSaved(settlement)], deadline)) && !(await transact([said], deadline)',
    ],
  ),
  mutant(
    'the event of a payment is said after it is noted (dual write)',
    ['pay'],
    [
      EVENTS,
      'if (!(await transact([saved(transition), ...decision.with(transition)], deadline))) return true;',
      'if (!(await transact([saved(transition)], deadline)) && !(await transact(decision.with(transition), deadline))) return true;',
    ],
  ),
  mutant(
    'what was paid for a cancelled order is kept',
    ['revoke', 'refund'],
    [
      'functions/payments/workers/on-order-cancelled.ts',
      '  if (taken) await giveBackFor',
      '  if (false) await giveBackFor',
    ],
  ),
  mutant(
    'a cancelled order leaves its payment open',
    ['revoke', 'late'],
    ['functions/payments/ending.ts', '  if (generation === 0) return undefined;\n', '  return undefined;\n'],
  ),
  mutant(
    'money that nobody can use stays',
    ['late', 'revoke'],
    [
      'functions/payments/workers/on-payment-orphaned.ts',
      "  await giveBackFor(event.data.paymentId, 'order_gone', event, run);\n",
      '',
    ],
  ),
  mutant(
    'an intent is only closed in our books',
    ['expire', 'late', 'revoke'],
    [CLOSING, 'intentId === undefined ? undefined : await cancelIntent(intentId, deadline)', 'undefined'],
  ),
  mutant(
    'a webhook is answered before it is kept',
    ['late', 'revoke'],
    [
      'functions/payments/api/receive-stripe-event.ts',
      "  if (taken.includes(false)) throw unavailable('busy', 'The event could not be kept; send it again.');\n",
      '',
    ],
  ),
  mutant(
    'a key is not remembered with the payment that it began',
    ['hurry'],
    [STARTING, '    payingKeys.use(keyHash, { paymentId: id, inputHash }),\n', ''],
  ),
  mutant(
    'a key is not remembered with the refund that it made',
    ['double'],
    [REFUNDING, '      payingKeys.use(keyHash, { paymentId, inputHash }),\n', ''],
  ),
  mutant(
    "anybody sees anybody's payments",
    ['pry'],
    ['functions/payments/listing.ts', "|| !(order.buyer === caller.id || caller.is('staff'))", ''],
  ),
  mutant("anybody is given what confirms anybody's payment", ['pry'], [STARTING, '|| order.buyer !== caller', '']),
  mutant(
    'nobody looks for money that the provider alone knows of',
    ['reconcile'],
    [
      'functions/payments/judgement.ts',
      "  if (payment.status !== 'succeeded') {\n",
      "  if (payment.status !== 'succeeded') {\n    return [];\n",
    ],
  ),
  mutant(
    'money that was found is told to nobody',
    ['reconcile'],
    [
      'functions/payments/charge-repairs.ts',
      'transact([written, succeeded(transition, causeOf(run))], deadline)',
      'transact([written], deadline)',
    ],
  ),
];
