import { type Mutant, mutant } from './mutant.ts';

const CHECKOUT = 'functions/orders/checkout.ts';
const ORDER = 'functions/orders/order.ts';
const ROWS = 'functions/orders/order-table.ts';
const SETTLEMENT = 'functions/orders/settlement.ts';
const PAYABLE = 'functions/orders/payable.ts';

/** Bugs of whoever takes orders; in quotes, what others have called theirs. */
export const ORDERS: Mutant[] = [
  mutant('stock is allocated after payment (vendure #1738)', ['place'], [CHECKOUT, ', ...takes]', ']']),
  mutant(
    'stock is checked, then written whatever it is by then (medusa #16825)',
    ['place', 'hot', 'move'],
    ['functions/inventory/stock-holds.ts', "'available >= :least'", "'available >= :least OR attribute_exists(pk)'"],
  ),
  mutant(
    'a retry makes a second order: a new id at each call (aws-serverless-ecommerce-platform #180)',
    ['place', 'double'],
    [
      'functions/orders/api/place-order.ts',
      "derivedId('ord', { caller: caller.id, operation, key })",
      "derivedId('ord', { caller: caller.id, operation, key: crypto.randomUUID() })",
    ],
  ),
  mutant(
    'the event is written after the order it announces (dual write)',
    ['place', 'cancel'],
    [
      CHECKOUT,
      'if (!(await transact(writes, deadline))) return',
      'if (!(await transact(writes.toSpliced(1, 1), deadline)) && !(await transact(writes.slice(1, 2), deadline))) return',
    ],
  ),
  mutant(
    'the event is written after the order that it says is paid (dual write)',
    ['pay'],
    [
      SETTLEMENT,
      'if (!(await transact(written, deadline))) {',
      'if (!(await transact(written.toSpliced(1, 1), deadline)) && !(await transact(written.slice(1, 2), deadline))) {',
    ],
  ),
  mutant(
    'a payment that succeeds twice settles the order twice (vendure #2620)',
    ['pay', 'late', 'expire'],
    [SETTLEMENT, 'if (knows(order, taken)) return;', ''],
  ),
  mutant(
    'paid late, an order takes no units anew',
    ['late'],
    [
      SETTLEMENT,
      '[saved(transition), paid(transition, taken, lines, cause), ...(late?.takes ?? [])]',
      '[saved(transition), paid(transition, taken, lines, cause)]',
    ],
  ),
  mutant(
    'money without a live order stays where it is (saleor #14733)',
    ['late', 'revoke'],
    [SETTLEMENT, '  orphaned(transition, taken, cause),\n', ''],
  ),
  mutant(
    'a payment that has just been closed lets an order go that has begun another',
    ['pay', 'expire'],
    [ORDER, 'if (order.openPayment !== generation)', 'if (order.openPayment === undefined)'],
  ),
  mutant(
    'an order expires beside an open payment',
    ['expire', 'late'],
    [ORDER, "order.openPayment ? 'expiring' : 'expired'", "'expired'"],
  ),
  mutant(
    'the sweeper believes the index',
    ['pay', 'expire', 'cancel'],
    [ORDER, "order.status === 'pending_payment' && order.expiresAt &&", 'order.expiresAt &&'],
  ),
  mutant(
    'a change raises no version',
    ['cancel', 'pay'],
    [ORDER, 'version: before.version + 1, seq', 'version: before.version, seq'],
  ),
  mutant(
    'an order is cancelled in any state',
    ['cancel', 'revoke', 'refund'],
    [ORDER, 'if (!mayBe.includes(order.status))', 'if (false)'],
  ),
  mutant(
    'a step does not look whether the order has moved on: version',
    ['hurry', 'bulk', 'late', 'cancel'],
    [ROWS, 'const fields = { version, status, held,', 'const fields = { status, held,'],
  ),
  mutant(
    'a step does not look whether the order has moved on: status',
    ['hurry', 'bulk', 'late', 'cancel'],
    [ROWS, 'const fields = { version, status, held,', 'const fields = { version, held,'],
  ),
  mutant(
    'a step does not look whether the order has moved on: held',
    ['bulk'],
    [ROWS, 'const fields = { version, status, held,', 'const fields = { version, status,'],
  ),
  mutant(
    "compensation undoes another attempt's work (medusa #15527)",
    ['bulk'],
    [
      ROWS,
      'held, attempt, generation, openPayment, erased };\n  const present',
      'held, generation, openPayment, erased };\n  const present',
    ],
  ),
  mutant(
    'a step does not look whether a payment has begun',
    ['hurry'],
    [ROWS, 'attempt, generation, openPayment, erased };\n  const present', 'attempt, erased };\n  const present'],
  ),
  mutant(
    'a payment begins in any state of its order',
    ['hurry'],
    [PAYABLE, '#status = :pending AND', '(#status = :pending OR attribute_exists(pk)) AND'],
  ),
  mutant(
    'a payment begins when the time is over: condition',
    ['expire'],
    [PAYABLE, 'expiresAt > :now AND', '(expiresAt > :now OR attribute_exists(pk)) AND'],
  ),
  mutant(
    'a payment begins when the time is over',
    ['expire'],
    [PAYABLE, 'expiresAt > :now AND', '(expiresAt > :now OR attribute_exists(pk)) AND'],
    ['functions/payments/starting.ts', '  if (expiresAt <= now.toISOString()) throw expired();\n', ''],
  ),
  mutant(
    'a payment begins beside another that has begun: condition',
    ['hurry', 'double'],
    [PAYABLE, "'generation = :last'", "'(generation = :last OR attribute_exists(pk))'"],
  ),
  mutant(
    'an order that is undone is gone before its stock is back',
    ['long'],
    [
      'functions/orders/returning.ts',
      "const empty = await returnAll(order, { ...returning, reason: 'order_undone' });",
      'const empty = order;',
    ],
  ),
  mutant(
    'what one dropped half-way nobody goes on with',
    ['long'],
    ['functions/orders/overdue.ts', '    ...leasedUntil(now.toISOString(), deadline),\n', ''],
  ),
  mutant(
    "a rejected duplicate ends the running call's lease (Powertools #5675)",
    ['bulk'],
    [CHECKOUT, 'if (!decided) await letGo', 'await letGo'],
    [CHECKOUT, '  if (attempts.size === 0) return;\n', ''],
    [CHECKOUT, " || !attempts.has(before.attempt ?? '')", ''],
    [CHECKOUT, "  if ((before.leaseUntil ?? '') > now.toISOString()) return undefined;\n", ''],
  ),
  mutant(
    'a lease is not looked at by whoever undoes',
    ['bulk'],
    ['functions/orders/overdue.ts', "  if ((before.leaseUntil ?? '') > now.toISOString()) return false;\n", ''],
  ),
  mutant(
    'a twin that comes second is told that all is sold',
    ['double', 'hot'],
    [CHECKOUT, '      if (await findOrder(id, deadline)) continue;\n', ''],
  ),
  mutant(
    'one look at several counters is enough to say that there is not enough',
    ['spread'],
    [
      'functions/orders/taking.ts',
      'shelf && shelf.available.length > 1 ? await readShelfAtOnce(sku, deadline) : shelf',
      'shelf',
    ],
  ),
  mutant(
    'another request under a known key is taken for the same',
    ['double'],
    [CHECKOUT, '    if (order.inputHash !== inputHash) throw keyReused();\n', ''],
  ),
  mutant(
    'a key is not remembered with what was cancelled under it',
    ['cancel', 'double'],
    ['functions/orders/cancellation.ts', '        cancellations.use(keyHash, { orderId: id, inputHash }),\n', ''],
  ),
  mutant(
    'a repeated request is answered with what has become of the order',
    ['double', 'refund'],
    ['functions/orders/api/place-order.ts', 'orderView(asAccepted(order), lines)', 'orderView(order, lines)'],
  ),
  mutant(
    'units of a cancelled order come back with its refund once more',
    ['refund'],
    [
      'functions/orders/giving-back.ts',
      'const restocks = counted && given.restock;',
      'const restocks = given.restock;',
    ],
  ),
  mutant(
    'a refund that is heard of twice counts twice',
    ['refund'],
    ['functions/orders/giving-back.ts', '    if (rows.get(noted)) return;\n', ''],
    ['functions/orders/giving-back.ts', '      refundNoted(id, given.refundId),\n', ''],
  ),
  mutant(
    "anybody sees anybody's order",
    ['pry'],
    ['functions/orders/api/get-order.ts', '|| !isVisible(found.order, caller)', ''],
  ),
  mutant(
    "anybody cancels anybody's order",
    ['pry'],
    ['functions/orders/cancellation.ts', '|| !isVisible(order, caller)', ''],
  ),
  mutant(
    "a list shows everybody's orders",
    ['pry'],
    ['functions/orders/api/list-orders.ts', "caller.is('staff') ? undefined : caller.id", 'undefined'],
  ),
  mutant(
    'anybody buys on account',
    ['pry'],
    ['functions/orders/api/place-order.ts', '  checkTrust(body, caller);\n', ''],
  ),
];
