import { env } from '#shared/env';
import { schedule } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { releaseOverdue } from '../overdue.ts';

const holdMinutes = Number(env('HOLD_MINUTES'));

/** Every minute: unpaid orders expire, unanswered ones are undone, and what an ended order still holds goes back. */
export const handler = schedule(async (run) => {
  const released = await releaseOverdue({ ...run, holdMinutes });
  if (released > 0) logger.info('released overdue orders', { released });
});
