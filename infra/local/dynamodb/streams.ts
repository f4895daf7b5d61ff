import type { Changes } from './changes.ts';
import { awsError, invalid } from './errors.ts';
import { type Item, itemBytes, pick } from './item.ts';
import type { Store } from './store.ts';
import type { KeySchemaElement, Table } from './table.ts';

export type ViewType = 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY';

/** Kept for as long as its records are: a table that is deleted leaves its stream for a day. */
export type Stream = {
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
const SEQUENCE_KEY = 'sequence';
const STREAMS_PREFIX = 'stream~';

const streamKey = (label: string): string => `${STREAMS_PREFIX}${label}`;
const recordKey = (label: string, sequence: number): string => `record-${label}~${sequenceNumber(sequence)}`;

/** 21 digits, so that comparing as text and as number agree; AWS promises 21 to 40. */
export const sequenceNumber = (sequence: number): string => `1${String(sequence).padStart(20, '0')}`;

export const sequenceOf = (number: unknown): number => {
  if (typeof number !== 'string' || !/^\d{21,40}$/.test(number)) throw invalid('Invalid SequenceNumber');
  return Number(BigInt(number) - 10n ** 20n);
};

const noStream = (arn: unknown) =>
  awsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);

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

  return {
    enable,
    disable,
    append,
    trim,
    find,
    all: (): Iterable<Stream> => streams.values(),
    /** Sequence number of the last record that is committed. */
    committed: (): number => Number(store.get(SEQUENCE_KEY) ?? 0),
    /** Committed records after a position, in order. */
    async *after(stream: Stream, position: number, limit: number): AsyncGenerator<StreamRecord> {
      const range = { gt: recordKey(stream.label, position), lt: `record-${stream.label}~\xff`, limit };
      for await (const rows of store.values(range)) yield* rows as StreamRecord[];
    },
  };
};

export type Streams = Awaited<ReturnType<typeof openStreams>>;
