import type { Functions } from '../lambda/functions.ts';
import type { Message, Queues } from '../queues/queues.ts';
import { REGION } from '../template/world.ts';
import { failedItems } from './batch-failures.ts';
import type { QueueSource } from './declaration.ts';

type Needs = { queues: Pick<Queues, 'receive' | 'remove'>; functions: Pick<Functions, 'invoke'> };

/** A receive gives ten messages at most. */
const RECEIVE = 10;

const recordOf = (message: Message, { queueArn }: QueueSource) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: REGION,
});

/**
 * Lambda's pollers of one queue. A message is deleted once its invocation succeeded; one that failed stays invisible
 * for the queue's visibility timeout and comes back, or goes to the dead letters when it came too often.
 */
export const pollQueue = (source: QueueSource, { queues, functions }: Needs) => {
  const queueName = source.queueArn.split(':').at(-1) ?? '';
  let polling = true;

  const gather = async (): Promise<Message[]> => {
    const { batchSize, windowSeconds } = source;
    const batch = await queues.receive(queueName, Math.min(RECEIVE, batchSize));
    const closes = performance.now() + windowSeconds * 1_000;
    while (polling && batch.length > 0 && batch.length < batchSize) {
      const left = (closes - performance.now()) / 1_000;
      // A batch of up to ten without a window is what the first receive found.
      if (left <= 0 && (windowSeconds > 0 || batchSize <= RECEIVE)) break;
      const more = await queues.receive(queueName, Math.min(RECEIVE, batchSize - batch.length), Math.max(0, left));
      batch.push(...more);
      if (more.length === 0) break;
    }
    return batch;
  };

  const deliver = async (batch: Message[]) => {
    const ids = batch.map(({ messageId }) => messageId);
    let failed = ids;
    try {
      const response = await functions.invoke(source.functionName, {
        Records: batch.map((message) => recordOf(message, source)),
      });
      failed = source.reportsItemFailures ? failedItems(response, ids) : [];
    } catch {
      // The functions have reported it; every message of the batch waits for its visibility timeout.
    }
    const done = batch.filter(({ messageId }) => !failed.includes(messageId));
    if (done.length > 0) {
      queues.remove(
        queueName,
        done.map(({ receiptHandle }) => receiptHandle),
      );
    }
  };

  const poll = async () => {
    while (polling) {
      const batch = await gather();
      if (batch.length > 0 && polling) await deliver(batch);
    }
  };
  for (let poller = 0; poller < source.concurrency; poller++) {
    poll().catch((error) => {
      if (polling) throw error;
    });
  }

  return {
    stop: () => {
      polling = false;
    },
  };
};
