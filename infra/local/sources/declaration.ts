import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

/** A queue whose messages a function gets. */
export type QueueSource = {
  id: string;
  functionName: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsItemFailures: boolean;
  concurrency: number;
};

/** A table's stream whose records a function gets. */
export type StreamSource = {
  id: string;
  functionName: string;
  functionArn: string;
  streamArn: string;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
  batchSize: number;
  windowSeconds: number;
  reportsItemFailures: boolean;
  bisects: boolean;
  /** Infinity when nothing is said: until the record is a day old and gone. */
  retries: number;
  maximumAgeSeconds: number;
  lanes: number;
  /** EventBridge patterns as JSON; any one of them is enough. */
  patterns: string[];
  /** ARN of the queue that hears of what was given up. */
  onFailure?: string;
};

const Common = {
  BatchSize: v.optional(v.number()),
  Enabled: v.optional(v.literal(true), true),
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  Tags: v.optional(v.unknown()),
};
const QueueMapping = v.strictObject({
  ...Common,
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.number() })),
});
const StreamMapping = v.strictObject({
  ...Common,
  StartingPosition: v.picklist(['TRIM_HORIZON', 'LATEST']),
  BisectBatchOnFunctionError: v.optional(v.boolean(), false),
  MaximumRetryAttempts: v.optional(v.number(), -1),
  MaximumRecordAgeInSeconds: v.optional(v.number(), -1),
  ParallelizationFactor: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10)), 1),
  FilterCriteria: v.optional(v.strictObject({ Filters: v.array(v.strictObject({ Pattern: v.string() })) })),
  DestinationConfig: v.optional(v.strictObject({ OnFailure: v.strictObject({ Destination: v.string() }) })),
});
const Mapping = v.variant('EventSource', [
  v.object({ EventSource: v.literal('sqs'), mapping: QueueMapping }),
  v.object({ EventSource: v.literal('dynamodb'), mapping: StreamMapping }),
]);

/** Which schema a mapping has is said by its ARN. */
const Properties = v.pipe(
  v.looseObject({ EventSourceArn: v.string() }),
  v.transform((mapping) => ({ EventSource: mapping.EventSourceArn.split(':')[2], mapping })),
  Mapping,
);

/** Lambda takes a function's name or its ARN; ours end alike. */
const nameOf = (functionName: string) => functionName.split(':').at(-1) ?? '';
const orForever = (count: number) => (count < 0 ? Number.POSITIVE_INFINITY : count);

/** Without a limit Lambda would scale to hundreds; two is what there are environments for. */
const POLLERS = 2;

export const declaredSources = (
  assembly: Assembly,
  functionArn: (name: string) => string,
): { queueSources: QueueSource[]; streamSources: StreamSource[] } => {
  const queueSources: QueueSource[] = [];
  const streamSources: StreamSource[] = [];
  for (const { name: id, properties } of assembly.all('AWS::Lambda::EventSourceMapping', Properties)) {
    const { mapping } = properties;
    const functionName = nameOf(mapping.FunctionName);
    const common = {
      id,
      functionName,
      windowSeconds: mapping.MaximumBatchingWindowInSeconds,
      reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
    };
    if (properties.EventSource === 'sqs') {
      queueSources.push({
        ...common,
        queueArn: mapping.EventSourceArn,
        batchSize: mapping.BatchSize ?? 10,
        concurrency: properties.mapping.ScalingConfig?.MaximumConcurrency ?? POLLERS,
      });
    } else {
      const { mapping: stream } = properties;
      streamSources.push({
        ...common,
        functionArn: functionArn(functionName),
        streamArn: mapping.EventSourceArn,
        startingPosition: stream.StartingPosition,
        batchSize: mapping.BatchSize ?? 100,
        bisects: stream.BisectBatchOnFunctionError,
        retries: orForever(stream.MaximumRetryAttempts),
        maximumAgeSeconds: orForever(stream.MaximumRecordAgeInSeconds),
        lanes: stream.ParallelizationFactor,
        patterns: stream.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? [],
        onFailure: stream.DestinationConfig?.OnFailure.Destination,
      });
    }
  }
  return { queueSources, streamSources };
};
