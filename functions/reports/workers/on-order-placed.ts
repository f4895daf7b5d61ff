import { OrderPlaced } from '#events/orders';
import { worker } from '#shared/worker';
import { sharesOf } from '../daily.ts';
import { add } from '../daily-table.ts';

/**
 * OrderPlaced -> the day's figures, if it is on account: by card nothing is sold yet.
 * Heard at least once and in any order: each event is added once, and additions commute.
 */
export const handler = worker(OrderPlaced, async ({ id, part, data }, { deadline }) => {
  const { payment, orderedAt, currency, lines } = data;
  if (payment !== 'on_account') return;
  await add({ id, part }, { date: orderedAt.slice(0, 10), currency, shares: sharesOf({ lines, part }, 1) }, deadline);
});
