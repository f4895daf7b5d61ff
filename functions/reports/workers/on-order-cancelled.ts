import { OrderCancelled } from '#events/orders';
import { worker } from '#shared/worker';
import { sharesOf } from '../daily.ts';
import { add } from '../daily-table.ts';

/**
 * OrderCancelled -> the day's figures less what had counted; an order that nobody had paid never did, one that was refunded no more.
 * Heard at least once and in any order, also before the order itself: each event is added once, and additions commute.
 */
export const handler = worker(OrderCancelled, async ({ id, part, data }, { deadline }) => {
  const { from, orderedAt, currency, lines, refunded } = data;
  if (from === 'pending_payment' || refunded) return;
  await add({ id, part }, { date: orderedAt.slice(0, 10), currency, shares: sharesOf({ lines, part }, -1) }, deadline);
});
