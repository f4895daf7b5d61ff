import type { Changes } from './changes.ts';
import { awsError, invalid } from './errors.ts';
import { type Item, itemBytes, pick } from './item.ts';
import type { Store } from './store.ts';
import type { KeySchemaElement, Table } from './table.ts';

export type ViewType = 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY';

/** Kept for as long as its records are: a table that is deleted leaves its stream for a day. */
type Stream = {
  arn: string;
  label: string;
  tableName: string;
  keySchema: KeySchemaElement[];
  view: ViewType;
  createdAt: number;
  /** Highest sequence number that has been trimmed away. */
  trimmedTo: number;
  /** When it stopped taking records, and the last possible sequence number. */
  ended?: { at: number; sequence: number };
};

export type Identity = { Type: string; PrincipalId: string };

export type StreamRecord = {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  userIdentity?: Identity;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: ViewType;
  };
};

const DAY_SECONDS = 24 * 60 * 60;
const ITERATOR_MS = 15 * 60 * 1000;
const MAX_RECORDS = 1_000;
const MAX_RESPONSE_BYTES = 1_048_576;
const SHARD_ID = 'shardId-00000000000000000000-00000001';
const SEQUENCE_KEY = 'sequence';
const STREAMS_PREFIX = 'stream~';

const streamKey = (label: string): string => `${STREAMS_PREFIX}${label}`;
const recordKey = (label: string, sequence: number): string => `record-${label}~${sequenceNumber(sequence)}`;

/** 21 digits, so that comparing as text and as number agree; AWS promises 21 to 40. */
const sequenceNumber = (sequence: number): string => `1${String(sequence).padStart(20, '0')}`;

const sequenceOf = (number: unknown): number => {
  if (typeof number !== 'string' || !/^\d{21,40}$/.test(number)) throw invalid('Invalid SequenceNumber');
  return Number(BigInt(number) - 10n ** 20n);
};

const noStream = (arn: unknown) =>
  awsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);

type Input = Record<string, unknown>;

/**
 * Change records with their images, written in the batch of the change itself, and the DynamoDB Streams protocol.
 * A stream has one shard that never splits; sequence numbers rise over all tables and restarts. Records are kept for
 * 24 hours by the clock and trimmed by `trim`, which the sweep calls.
 */
export const openStreams = async (store: Store, now: () => number) => {
  const streams = new Map<string, Stream>();
  for await (const rows of store.values({ gte: STREAMS_PREFIX, lt: `${STREAMS_PREFIX}\xff` }))
    for (const stream of rows as Stream[]) streams.set(stream.arn, stream);
  let sequence = Number(store.get(SEQUENCE_KEY) ?? 0);

  const save = (changes: Changes, stream: Stream) => {
    streams.set(stream.arn, stream);
    changes.put(streamKey(stream.label), stream);
  };

  const find = (arn: unknown): Stream => {
    const stream = streams.get(String(arn));
    if (!stream) throw noStream(arn);
    return stream;
  };

  /** Opens a stream for the table and answers its ARN. */
  const enable = (changes: Changes, table: Pick<Table, 'name' | 'description'>, view: ViewType): Stream => {
    let at = now();
    let label = '';
    do label = new Date(at++).toISOString().replace('Z', '');
    while ([...streams.values()].some((stream) => stream.label === label));
    const stream: Stream = {
      arn: `${table.description.TableArn}/stream/${label}`,
      label,
      tableName: table.name,
      keySchema: table.description.KeySchema,
      view,
      createdAt: now(),
      trimmedTo: sequence,
    };
    save(changes, stream);
    return stream;
  };

  const disable = (changes: Changes, arn: string) => save(changes, { ...find(arn), ended: { at: now(), sequence } });

  const append = (changes: Changes, table: Table, before: Item | undefined, after: Item | undefined, by?: Identity) => {
    const { LatestStreamArn: arn, StreamSpecification: specification } = table.description;
    const stream = specification?.StreamEnabled && arn ? streams.get(arn) : undefined;
    if (!stream) return;
    sequence += 1;
    const newImage = after && stream.view.startsWith('NEW') ? after : undefined;
    const oldImage =
      before && stream.view.endsWith('OLD_IMAGES')
        ? before
        : before && stream.view === 'OLD_IMAGE'
          ? before
          : undefined;
    const keys = pick((after ?? before) as Item, table.keyNames);
    const record: StreamRecord = {
      eventID: `${sequence.toString(16).padStart(32, '0')}`,
      eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: table.description.TableArn.split(':')[3] as string,
      ...(by ? { userIdentity: by } : {}),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(now() / 1000),
        Keys: keys,
        ...(newImage ? { NewImage: newImage } : {}),
        ...(oldImage ? { OldImage: oldImage } : {}),
        SequenceNumber: sequenceNumber(sequence),
        SizeBytes: itemBytes(keys) + itemBytes(newImage ?? {}) + itemBytes(oldImage ?? {}),
        StreamViewType: stream.view,
      },
    };
    changes.put(recordKey(stream.label, sequence), record);
    changes.put(SEQUENCE_KEY, sequence);
  };

  /** Deletes the records older than a day, and the settings of ended streams that have none left. */
  const trim = async (begin: () => Changes) => {
    const oldest = Math.floor(now() / 1000) - DAY_SECONDS;
    for (const stream of [...streams.values()]) {
      let young = false;
      const changes = begin();
      let trimmedTo = stream.trimmedTo;
      for await (const rows of store.entries({ gte: recordKey(stream.label, 0), lt: `record-${stream.label}~\xff` })) {
        for (const [key, value] of rows) {
          const { dynamodb } = value as StreamRecord;
          young = dynamodb.ApproximateCreationDateTime >= oldest;
          if (young) break;
          changes.delete(key);
          trimmedTo = sequenceOf(dynamodb.SequenceNumber);
        }
        if (young) break;
      }
      const current = streams.get(stream.arn) as Stream;
      if (trimmedTo > stream.trimmedTo) save(changes, { ...current, trimmedTo });
      if (current.ended && !young && now() - current.ended.at > DAY_SECONDS * 1000) {
        streams.delete(stream.arn);
        changes.delete(streamKey(stream.label));
      }
      await changes.commit();
    }
  };

  const iteratorAt = (stream: Stream, after: number): string =>
    Buffer.from(JSON.stringify([stream.arn, after, now()])).toString('base64');

  const operations = {
    ListStreams: ({ TableName }: Input) => ({
      Streams: [...streams.values()]
        .filter(({ tableName }) => TableName === undefined || tableName === TableName)
        .map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    }),

    DescribeStream: ({ StreamArn }: Input) => {
      const stream = find(StreamArn);
      return {
        StreamDescription: {
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
        },
      };
    },

    GetShardIterator: ({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }: Input) => {
      const stream = find(StreamArn);
      if (ShardId !== SHARD_ID)
        throw awsError(
          'ResourceNotFoundException',
          `Requested resource not found: Shard ${ShardId} in Stream ${StreamArn} not found`,
        );
      const from = (position: number) => {
        if (position < stream.trimmedTo) throw trimmed();
        return { ShardIterator: iteratorAt(stream, position) };
      };
      switch (ShardIteratorType) {
        case 'TRIM_HORIZON':
          return from(stream.trimmedTo);
        case 'LATEST':
          return from(Math.max(stream.trimmedTo, Number(store.get(SEQUENCE_KEY) ?? 0)));
        case 'AT_SEQUENCE_NUMBER':
          return from(sequenceOf(SequenceNumber) - 1);
        case 'AFTER_SEQUENCE_NUMBER':
          return from(sequenceOf(SequenceNumber));
        default:
          throw invalid(
            `1 validation error detected: Value '${ShardIteratorType}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
          );
      }
    },

    GetRecords: async ({ ShardIterator, Limit = MAX_RECORDS }: Input) => {
      const [arn, after, issuedAt] = parseIterator(ShardIterator);
      const stream = find(arn);
      if (now() - issuedAt > ITERATOR_MS) throw awsError('ExpiredIteratorException', 'Shard iterator has expired');
      if (after < stream.trimmedTo) throw trimmed();
      if (!Number.isInteger(Limit) || Number(Limit) < 1 || Number(Limit) > MAX_RECORDS)
        throw invalid(
          `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 1000`,
        );
      const records: StreamRecord[] = [];
      let bytes = 0;
      const range = { gt: recordKey(stream.label, after), lt: `record-${stream.label}~\xff`, limit: Number(Limit) };
      reading: for await (const rows of store.values(range))
        for (const record of rows as StreamRecord[]) {
          bytes += record.dynamodb.SizeBytes;
          if (bytes > MAX_RESPONSE_BYTES && records.length > 0) break reading;
          records.push(record);
        }
      const last = records.at(-1);
      const position = last ? sequenceOf(last.dynamodb.SequenceNumber) : after;
      const ended = stream.ended && !last;
      return { Records: records, ...(ended ? {} : { NextShardIterator: iteratorAt(stream, position) }) };
    },
  };

  return { enable, disable, append, trim, operations, tableOf: (arn: unknown) => find(arn).tableName };
};

export type Streams = Awaited<ReturnType<typeof openStreams>>;

const trimmed = () =>
  awsError('TrimmedDataAccessException', 'The requested records are older than the trim horizon of 24 hours');

const parseIterator = (iterator: unknown): [arn: string, after: number, issuedAt: number] => {
  try {
    const [arn, after, issuedAt] = JSON.parse(Buffer.from(String(iterator), 'base64').toString());
    return [String(arn), Number(after), Number(issuedAt)];
  } catch {
    throw invalid('Invalid ShardIterator');
  }
};
