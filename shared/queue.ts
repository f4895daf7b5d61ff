import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CALL_LIMITS } from './deadline.ts';
import { logger } from './telemetry.ts';

const queues = new SQSClient(CALL_LIMITS);

/** SQS's own limits: messages in one call, and bytes of all of them together. */
const BATCH_MESSAGES = 10;
const BATCH_BYTES = 1024 * 1024;

/** SQS takes the characters of XML only; in JSON every other one can be written as an escape, and reads the same. */
const escaped = (json: string): string =>
  json.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Sends JSON texts to one queue.
 * @returns whether each was taken, in the order given
 */
export const sendAll = async (QueueUrl: string, texts: string[]): Promise<boolean[]> => {
  const bodies = texts.map(escaped);
  const taken = bodies.map(() => false);
  for (let start = 0; start < bodies.length; ) {
    let end = start;
    for (let bytes = 0; end < bodies.length && end - start < BATCH_MESSAGES; end++) {
      bytes += Buffer.byteLength(bodies[end] ?? '');
      if (bytes > BATCH_BYTES && end > start) break;
    }
    const Entries = bodies.slice(start, end).map((MessageBody, n) => ({ Id: `${start + n}`, MessageBody }));
    try {
      const { Successful = [], Failed = [] } = await queues.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      for (const { Id } of Successful) taken[Number(Id)] = true;
      if (Failed.length > 0) logger.warn('not taken', { queue: QueueUrl, codes: Failed.map(({ Code }) => Code) });
    } catch (error) {
      logger.warn('not taken', { queue: QueueUrl, error: error as Error });
    }
    start = end;
  }
  return taken;
};

/** Puts a message that can never be handled among the dead letters, with the sentence that says why. */
export const quarantine = async (QueueUrl: string, MessageBody: string, reason: string): Promise<void> => {
  const MessageAttributes = { reason: { DataType: 'String', StringValue: reason.slice(0, 1_000) } };
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
};

/** Hides a message that was received for another while. */
export const hide = async (QueueUrl: string, ReceiptHandle: string, VisibilityTimeout: number): Promise<void> => {
  await queues.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
};
