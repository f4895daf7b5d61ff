import { schedule } from '#shared/schedule';
import { logger } from '#shared/telemetry';
import { settleUnfinished } from '../settling.ts';

/** Every minute: what is unfinished at the provider is gone on with. */
export const handler = schedule(async (run) => {
  const looked = await settleUnfinished(run);
  if (looked > 0) logger.info('went on with what was unfinished', { looked });
});
