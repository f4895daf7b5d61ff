import type { Context } from 'aws-lambda';
import { type Deadline, until } from './deadline.ts';
import { logger } from './telemetry.ts';

export type Run = { now: Date; deadline: Deadline; requestId: string };

/** A door that time opens. What a run does not get done, or fails at, is the next run's work. */
export const schedule = (act: (run: Run) => Promise<void>) => async (_event: unknown, context: Context) => {
  logger.resetKeys();
  logger.appendKeys({ requestId: context.awsRequestId, function: context.functionName });
  try {
    await act({ now: new Date(), deadline: until(context), requestId: context.awsRequestId });
  } catch (error) {
    logger.error('unhandled', { error: error as Error });
    throw error;
  }
};
