import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

export type QueueDeclaration = {
  name: string;
  url: string;
  arn: string;
  /** SQS's own attributes, all text. */
  attributes: Record<string, string>;
  /** True of a queue for what another queue or an event source gave up. */
  isDeadLetter: boolean;
};

const Properties = v.object({
  DelaySeconds: v.optional(v.number()),
  MaximumMessageSize: v.optional(v.number()),
  MessageRetentionPeriod: v.optional(v.number()),
  ReceiveMessageWaitTimeSeconds: v.optional(v.number()),
  VisibilityTimeout: v.optional(v.number()),
  FifoQueue: v.optional(v.literal(false, 'FIFO queues are not known')),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() })),
});

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** @param told ARNs of queues that hear of what an event source gave up */
export const declaredQueues = (assembly: Assembly, told: string[]): QueueDeclaration[] => {
  const queues = assembly.all('AWS::SQS::Queue', Properties);
  const targets = new Set([...told, ...queues.map(({ properties }) => properties.RedrivePolicy?.deadLetterTargetArn)]);
  return queues.map(({ name, ref, attribute, properties }) => ({
    name,
    url: ref,
    arn: attribute('Arn'),
    attributes: Object.fromEntries(
      Object.entries(properties)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, textOf(value)]),
    ),
    isDeadLetter: targets.has(attribute('Arn')),
  }));
};
