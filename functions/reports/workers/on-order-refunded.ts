import { OrderRefunded } from '#events/orders';
import { worker } from '#shared/worker';
import { sharesOfRefund } from '../daily.ts';
import { add } from '../daily-table.ts';

/**
 * OrderRefunded -> the day on which it was ordered less what went back; a cancelled order counts no more already.
 * Heard at least once and in any order: each event is added once, and additions commute.
 */
export const handler = worker(OrderRefunded, async ({ id, part, data }, { deadline }) => {
  if (!data.counted) return;
  const date = data.orderedAt.slice(0, 10);
  await add({ id, part }, { date, currency: data.currency, shares: sharesOfRefund({ ...data, part }) }, deadline);
});
