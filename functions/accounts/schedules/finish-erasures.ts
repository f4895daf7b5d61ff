import { schedule } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { finishErasures } from '../erasing.ts';

/** Every five minutes. */
export const handler = schedule(async (run) => {
  const erased = await finishErasures(run);
  if (erased > 0) logger.info('accounts erased', { erased });
});
