/** Rare things that every run of the usual size must have come by: a proof in which they never happen proves nothing. */
export const SOMETIMES = [
  'a card is refused',
  'a closed payment succeeds after all',
  'a long order is taken over',
  'a long order is undone',
  'a message comes again',
  'a message is given up',
  'a paid order is cancelled',
  'a second payment begins',
  'a stranger is quarantined',
  'a webhook never comes',
  'an event is heard again',
  'an order is answered again',
  'answered busy',
  'answered not_cancellable',
  'answered order_expired',
  'answered out_of_stock',
  'answered rate_limited',
  'answered refund_exceeds_captured',
  'answered request_in_progress',
  'answered would_go_negative',
  'dead letters are redriven',
  'money without an order goes back',
  'paid late, units taken anew',
  'paid while it was expiring',
  'the stream gives up an event',
  'units come back with a refund',
];

/** How many schedules it takes to see all of them. */
export const USUAL = 4_000;
