import * as v from 'valibot';
import { callService } from '../aws-json.ts';
import type { Position } from './position.ts';

const TARGET = 'DynamoDBStreams_20120810';

const Image = v.record(v.string(), v.record(v.string(), v.unknown()));
const Record = v.looseObject({
  eventID: v.string(),
  eventName: v.string(),
  userIdentity: v.optional(v.object({ Type: v.string(), PrincipalId: v.string() })),
  dynamodb: v.looseObject({
    ApproximateCreationDateTime: v.number(),
    Keys: Image,
    SequenceNumber: v.string(),
  }),
});
const Described = v.object({ StreamDescription: v.object({ Shards: v.array(v.object({ ShardId: v.string() })) }) });
const Read = v.object({ Records: v.array(Record), NextShardIterator: v.optional(v.string()) });

export type StreamRecord = v.InferOutput<typeof Record>;

/** The ARN of the table's stream as it is now. */
export const streamOf = async (endpoint: string, TableName: string): Promise<string> => {
  const described = await callService(endpoint, 'DynamoDB_20120810.DescribeTable', { TableName });
  return v.parse(v.object({ Table: v.object({ LatestStreamArn: v.string() }) }), described).Table.LatestStreamArn;
};

/** Reads a stream's one shard, onwards from a position; what was trimmed away meanwhile is lost, as in AWS. */
export const streamReader = async (endpoint: string, streamArn: string, from: Position) => {
  const call = (operation: string, input: object) => callService(endpoint, `${TARGET}.${operation}`, input);
  const { StreamDescription } = v.parse(Described, await call('DescribeStream', { StreamArn: streamArn }));
  const ShardId = StreamDescription.Shards[0]?.ShardId;
  const iteratorAt = async (sequenceNumber: string | undefined): Promise<string> => {
    const where = sequenceNumber
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequenceNumber }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await call('GetShardIterator', { StreamArn: streamArn, ShardId, ...where });
    return String(ShardIterator);
  };

  let last = from.sequenceNumber;
  let iterator: string | undefined;
  return {
    shardId: String(ShardId),
    /** The next records, none when there are none. */
    read: async (limit: number): Promise<StreamRecord[]> => {
      for (;;) {
        try {
          iterator ??= await iteratorAt(last);
          const page = v.parse(Read, await call('GetRecords', { ShardIterator: iterator, Limit: limit }));
          iterator = page.NextShardIterator;
          last = page.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
          return page.Records;
        } catch (error) {
          const { name } = error as Error;
          iterator = undefined; // a moved clock lets iterators expire, and records older than a day go
          if (name === 'TrimmedDataAccessException') last = undefined;
          else if (name !== 'ExpiredIteratorException') throw error;
        }
      }
    },
  };
};
