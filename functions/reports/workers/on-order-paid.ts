import { OrderPaid } from '#events/orders';
import { worker } from '#shared/worker';
import { sharesOf } from '../daily.ts';
import { add } from '../daily-table.ts';

/**
 * OrderPaid -> the day on which it was ordered has sold it.
 * Heard at least once and in any order: each event is added once, and additions commute.
 */
export const handler = worker(OrderPaid, async ({ id, part, data }, { deadline }) => {
  const { orderedAt, currency, lines } = data;
  await add({ id, part }, { date: orderedAt.slice(0, 10), currency, shares: sharesOf({ lines, part }, 1) }, deadline);
});
