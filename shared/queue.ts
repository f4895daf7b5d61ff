import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

const queues = new SQSClient({ requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } });

/** SQS's own limits: messages in one call, and bytes of all of them together. */
const BATCH_MESSAGES = 10;
const BATCH_BYTES = 1024 * 1024;

/**
 * Sends messages to one queue.
 * @returns whether each was taken, in the order given
 */
export const sendAll = async (QueueUrl: string, bodies: string[]): Promise<boolean[]> => {
  const taken = bodies.map(() => false);
  for (let start = 0; start < bodies.length; ) {
    let end = start;
    for (let bytes = 0; end < bodies.length && end - start < BATCH_MESSAGES; end++) {
      bytes += Buffer.byteLength(bodies[end] ?? '');
      if (bytes > BATCH_BYTES && end > start) break;
    }
    const Entries = bodies.slice(start, end).map((MessageBody, n) => ({ Id: `${start + n}`, MessageBody }));
    const { Successful = [] } = await queues.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    for (const { Id } of Successful) taken[Number(Id)] = true;
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
