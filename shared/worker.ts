import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Deadline, until } from './deadline.ts';
import { env } from './env.ts';
import { type EventContract, type Heard, hear, Unreadable } from './event.ts';
import { hide, quarantine } from './queue.ts';
import { logger } from './telemetry.ts';

/** Seconds until a message that failed is tried again: doubled with every receive, at most a quarter of an hour. */
const retryAfter = (receives: number): number => Math.min(900, 5 * 2 ** (receives - 1));

/**
 * Handles each queued event by itself. One that fails goes back to the queue, its neighbours do not; one that can never
 * be read goes to the dead letters with the reason. A message is acknowledged only when its effect is written.
 */
export const worker = <E extends EventContract>(
  contract: E,
  handle: (event: Heard<E>, run: { now: Date; deadline: Deadline }) => Promise<void>,
) => {
  const queue = env('QUEUE_URL');
  const deadLetters = env('DEAD_LETTERS_URL');

  const isDone = async (record: SQSRecord, deadline: Deadline): Promise<boolean> => {
    const { messageId, body, receiptHandle, attributes } = record;
    try {
      await handle(hear(contract, body), { now: new Date(), deadline });
      return true;
    } catch (error) {
      if (error instanceof Unreadable) {
        logger.warn('quarantined', { messageId, reason: error.message });
        await quarantine(deadLetters, body, error.message);
        return true;
      }
      const receives = Number(attributes.ApproximateReceiveCount);
      logger.error('failed', { messageId, receives, error: error as Error });
      await hide(queue, receiptHandle, retryAfter(receives)).catch(() => undefined); // else its usual time-out applies
      return false;
    }
  };

  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    logger.resetKeys();
    logger.appendKeys({ requestId: context.awsRequestId, function: context.functionName });
    const deadline = until(context);
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      const done = await isDone(record, deadline).catch((error) => {
        logger.error('failed', { messageId: record.messageId, error });
        return false;
      });
      if (!done) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
};
