import { schedule } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { eraseDue } from '../erasing.ts';

/** Every five minutes: what came by tokens that were good still, and what nobody has finished. */
export const handler = schedule(async (run) => {
  const erased = await eraseDue(run);
  if (erased > 0) logger.info('accounts erased', { erased });
});
