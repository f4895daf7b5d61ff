import { schedule } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { resendUnsent } from '../unsent.ts';

/** Every minute. In a healthy house there is nothing to send. */
export const handler = schedule(async (run) => {
  const resent = await resendUnsent(run);
  if (resent > 0) logger.warn('resent events that the stream had missed', { resent });
});
