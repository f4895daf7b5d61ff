import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Row } from '#shared/table';

/** A worker's door. */
export type Hearer = (event: SQSEvent, context: never) => Promise<SQSBatchResponse>;

/** Who hears a type of event. */
export type Hearers = Record<string, Hearer[]>;

export type Time = number | (() => number);

/** What a function is run with; `time` as `call` takes it. */
export const contextOf = (time: Time = 60_000) => {
  const started = performance.now();
  return {
    functionName: 'test',
    awsRequestId: 'run',
    getRemainingTimeInMillis: () => (typeof time === 'function' ? time() : time - (performance.now() - started)),
  };
};

let messages = 0;

/** Hands one message to a worker, as its queue would. @returns whether it was acknowledged */
export const deliver = async (hearer: Hearer, body: string, time?: Time): Promise<boolean> => {
  const record = {
    messageId: `message-${++messages}`,
    receiptHandle: 'handle',
    body,
    attributes: { ApproximateReceiveCount: '1' },
  };
  const { batchItemFailures } = await hearer({ Records: [record] } as never, contextOf(time) as never);
  return batchItemFailures.length === 0;
};

const deadline = { left: () => 60_000 };

/** The bodies in which an event travels, as the relay sends them. */
const bodiesOf = async (row: Row): Promise<string[]> => {
  const { read } = await import('#shared/table');
  const { partKey } = await import('#shared/outbox');
  const {
    pk,
    sk: _,
    gsi4pk: __,
    gsi4sk: ___,
    parts,
    data,
    ...envelope
  } = row as Row & {
    data: object;
    parts?: { of: number; count: number };
  };
  if (!parts) return [JSON.stringify({ ...envelope, data })];
  const keys = Array.from({ length: parts.count }, (_, n) => partKey(pk, parts.of, n + 1));
  const rows = await read(keys, deadline);
  return keys.map((key, n) =>
    JSON.stringify({ ...envelope, part: n + 1, data: { ...data, ...(rows.get(key)?.data as object) } }),
  );
};

let table: DynamoDBDocumentClient | undefined;

/** Events that were said and not sent yet, oldest first; marked as sent by being taken. */
const takeUnsent = async (): Promise<Row[]> => {
  const { read, TableName, write } = await import('#shared/table');
  table ??= DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const { Items = [] } = await table.send(
    new ScanCommand({
      TableName,
      IndexName: 'gsi4',
      FilterExpression: 'begins_with(gsi4pk, :unsent)',
      ExpressionAttributeValues: { ':unsent': 'UNSENT#' },
    }),
  );
  const keys = Items as Row[];
  if (keys.length === 0) return [];
  const rows = await read(keys, deadline);
  const unsent = keys.flatMap((key) => rows.get(key) ?? []);
  await Promise.all(
    unsent.map(({ pk, sk }) =>
      write(new UpdateCommand({ TableName, Key: { pk, sk }, UpdateExpression: 'REMOVE gsi4pk, gsi4sk' }), deadline),
    ),
  );
  return unsent.sort((a, b) => (String(a.at) < String(b.at) ? -1 : 1) || Number(a.seq) - Number(b.seq));
};

type Options = {
  /** How often each event is delivered. */
  copies?: number;
  /** Numbers in [0, 1) that say in which order; without them the oldest comes first. */
  random?: () => number;
  /** What a worker is given at the first attempt; all the time it needs where nothing is said. */
  time?: () => Time;
};

/** The same in another order. */
export const shuffled = <T>(list: T[], random: () => number): T[] => {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as T);
};

/**
 * Delivers every event to all that hear it, and what they say to all that hear that, until nothing is left to say. A
 * message that is not acknowledged comes again.
 * @throws Error when one is never acknowledged
 */
export const pump = async (hearers: Hearers, { copies = 1, random, time }: Options = {}): Promise<void> => {
  let again: { hearer: Hearer; body: string; receives: number }[] = [];
  for (;;) {
    const bodies = await Promise.all(
      (await takeUnsent()).map(async (row) => ({ type: String(row.type), texts: await bodiesOf(row) })),
    );
    const fresh = bodies.flatMap(({ type, texts }) =>
      (hearers[type] ?? []).flatMap((hearer) =>
        texts.flatMap((body) => Array.from({ length: copies }, () => ({ hearer, body, receives: 0 }))),
      ),
    );
    const due = [...again, ...fresh];
    if (due.length === 0) return;
    again = [];
    for (const { hearer, body, receives } of random ? shuffled(due, random) : due) {
      if (await deliver(hearer, body, receives === 0 ? time?.() : undefined)) continue;
      if (receives === 5) throw new Error(`never acknowledged: ${body}`);
      again.push({ hearer, body, receives: receives + 1 });
    }
  }
};
