/** Mutants that no schedule can kill, because another line of defence holds: each checked by reading the code. */
export const EQUIVALENTS: Record<string, string> = {
  'no condition: accounts/account-table saveRequested, attribute_not_exists(pk)':
    'The id is that of the account and its next event, and the account is written in the same transaction under a condition.',
  'no condition: accounts/account-table saveProgress, #status = :pending AND #items = :items':
    'Two who make the same copy make it alike, and what is made of one whose owner has left is erased with the rest.',
  'no condition: inventory/stock-audit corrections, available = :seen':
    'Nothing that can go wrong here makes a counter differ from its ledger, so no counter is ever set.',
  'no condition: inventory/stock-holds change, attribute_exists(pk)':
    'An update that adds to a counter which is not there is refused by DynamoDB itself.',
  'no condition: inventory/stock-holds change, attribute_not_exists(pk)':
    'The row of the ledger is written with the order or movement that moves the units, which is conditional and comes once.',
  'no condition: inventory/stock-table declare, attribute_not_exists(pk)':
    'New counters are made with the step of the first one, which is conditional on its version.',
  'no condition: operations/relay markSent, attribute_exists(pk)':
    'Events are never removed, so there is always one to mark.',
  'no condition: payments/payment-table inserted, attribute_not_exists(pk)':
    'The id is that of order and generation, and the order counts generations in the same transaction under a condition.',
  'no condition: payments/payment-table refundInserted, attribute_not_exists(pk)':
    'It is written with the payment, conditional on the version at which there was no such refund.',
  'no condition: payments/payment-table refundSaved, #status = :status':
    'It is written with the payment, conditional on its version, and whoever ends a refund reads both first.',
  'no condition: payments/payment-table parked, attribute_not_exists(pk)':
    'The same word of the provider makes the same row, but for the time.',
  'no condition: payments/payment-table unparked, attribute_exists(pk)':
    'Only what an audit has read among the parked rows is taken off the list, and the rows stay.',
  'no condition: payments/payment-table postpone, settleAt = :from':
    'What is put off although it has ended stands in no index, and nothing is done to what has ended.',
  'no condition: reconciliation/reconciliation-table begun, attribute_not_exists(pk)':
    'The id is that of one request and moment, and the first event of it is written with it, under a condition.',
  'no condition: shared/outbox say, attribute_not_exists(pk)':
    'Every event is written with the row it is about, conditional on the version or number it follows.',
  'a step does not look whether the order has moved on: version':
    'Every step says an event, whose number is taken once; marks that are no step are held against what they change.',
  'a step does not look whether the order has moved on: status':
    'Every change of state that somebody else can make raises the version, or changes the attempt.',
  'a payment begins when the time is over: condition':
    'The same time is held against the same expiry, which never changes, when the order is read.',
  'a payment begins beside another that has begun: condition':
    'The next payment has the same id then, and is written only if it is not there.',
  'a lease is not looked at by whoever undoes':
    'A lease only spares work: whatever its holder does is conditional on the attempt that it began.',
  'the provider says twice that a payment succeeded': 'An order remembers the payment that it has dealt with.',
  'refunds may come to more than was taken: condition':
    'What is left is computed from the payment as it was read, and written only if it still has that version.',
  'a transaction whose answer was lost is another one when it is repeated':
    'Every transaction holds a condition that fails the second time, and whoever is refused finds its own when it looks again.',
};
