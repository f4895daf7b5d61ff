import { awsError, invalid } from './errors.ts';
import type { Call, Input, Operation, Output } from './service.ts';
import { type Stream, type StreamRecord, type Streams, sequenceNumber, sequenceOf } from './streams.ts';

const ITERATOR_MS = 15 * 60 * 1000;
const MAX_RECORDS = 1_000;
const MAX_RESPONSE_BYTES = 1_048_576;
/** The one shard of every stream; it never splits. */
const SHARD_ID = 'shardId-00000000000000000000-00000001';

const trimmed = () =>
  awsError('TrimmedDataAccessException', 'The requested records are older than the trim horizon of 24 hours');

const constraint = (field: string, value: unknown, rule: string) =>
  invalid(`1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${rule}`);

/** Where to read on: after which position of which stream, and when it was handed out. */
type Iterator = { arn: string; after: number; issuedAt: number };

const encode = ({ arn, after, issuedAt }: Iterator): string =>
  Buffer.from(JSON.stringify([arn, after, issuedAt])).toString('base64');

const decode = (iterator: unknown): Iterator => {
  try {
    const [arn, after, issuedAt] = JSON.parse(Buffer.from(String(iterator), 'base64').toString());
    return { arn: String(arn), after: Number(after), issuedAt: Number(issuedAt) };
  } catch {
    throw invalid('Invalid ShardIterator');
  }
};

const describe = (stream: Stream): Output => ({
  StreamArn: stream.arn,
  StreamLabel: stream.label,
  StreamStatus: stream.ended ? 'DISABLED' : 'ENABLED',
  StreamViewType: stream.view,
  CreationRequestDateTime: stream.createdAt / 1000,
  TableName: stream.tableName,
  KeySchema: stream.keySchema,
  Shards: [
    {
      ShardId: SHARD_ID,
      SequenceNumberRange: {
        StartingSequenceNumber: sequenceNumber(stream.trimmedTo + 1),
        ...(stream.ended ? { EndingSequenceNumber: sequenceNumber(stream.ended.sequence) } : {}),
      },
    },
  ],
});

/** The protocol of DynamoDB Streams over the records that are kept. */
export const streamOperations = (streams: Streams, now: () => number): Record<string, Operation> => {
  const startOf = (stream: Stream, type: unknown, sequence: unknown): number => {
    switch (type) {
      case 'TRIM_HORIZON':
        return stream.trimmedTo;
      case 'LATEST':
        return Math.max(stream.trimmedTo, streams.committed());
      case 'AT_SEQUENCE_NUMBER':
        return sequenceOf(sequence) - 1;
      case 'AFTER_SEQUENCE_NUMBER':
        return sequenceOf(sequence);
      default: {
        const types = 'AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON';
        throw constraint('shardIteratorType', type, `Member must satisfy enum value set: [${types}]`);
      }
    }
  };

  const getShardIterator = (stream: Stream, { ShardId, ShardIteratorType, SequenceNumber }: Input): Output => {
    if (ShardId !== SHARD_ID)
      throw awsError('ResourceNotFoundException', `Requested resource not found: Shard: ${ShardId} not found`);
    const after = startOf(stream, ShardIteratorType, SequenceNumber);
    if (after < stream.trimmedTo) throw trimmed();
    return { ShardIterator: encode({ arn: stream.arn, after, issuedAt: now() }) };
  };

  const getRecords = async (stream: Stream, { after, issuedAt }: Iterator, limit: unknown): Promise<Output> => {
    const most = Number(limit);
    if (!Number.isInteger(most) || most < 1 || most > MAX_RECORDS)
      throw constraint('limit', limit, `Member must have value between 1 and ${MAX_RECORDS}`);
    if (now() - issuedAt > ITERATOR_MS) throw awsError('ExpiredIteratorException', 'Shard iterator has expired');
    if (after < stream.trimmedTo) throw trimmed();
    const records: StreamRecord[] = [];
    let bytes = 0;
    for await (const record of streams.after(stream, after, most)) {
      bytes += record.dynamodb.SizeBytes;
      if (bytes > MAX_RESPONSE_BYTES && records.length > 0) break;
      records.push(record);
    }
    const last = records.at(-1);
    if (stream.ended && !last) return { Records: [] };
    const position = last ? sequenceOf(last.dynamodb.SequenceNumber) : after;
    return { Records: records, NextShardIterator: encode({ arn: stream.arn, after: position, issuedAt: now() }) };
  };

  const find = (call: Call, name: string, arn: unknown): Stream => {
    const stream = streams.find(arn);
    call.authorize({ action: `dynamodb:${name}`, tableName: stream.tableName, leadingKeys: [] });
    return stream;
  };

  return {
    ListStreams: ({ input: { TableName } }) => ({
      Streams: Array.from(streams.all())
        .filter(({ tableName }) => TableName === undefined || tableName === TableName)
        .map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    }),
    DescribeStream: (call) => ({
      StreamDescription: describe(find(call, 'DescribeStream', call.input.StreamArn)),
    }),
    GetShardIterator: (call) => getShardIterator(find(call, 'GetShardIterator', call.input.StreamArn), call.input),
    GetRecords: (call) => {
      const iterator = decode(call.input.ShardIterator);
      return getRecords(find(call, 'GetRecords', iterator.arn), iterator, call.input.Limit ?? MAX_RECORDS);
    },
  };
};
