import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Functions } from '../lambda/functions.ts';
import { failedItems } from './batch-failures.ts';
import type { StreamSource } from './declaration.ts';
import { eventFilter } from './pattern.ts';
import type { openPosition, Position } from './position.ts';
import { type StreamRecord, streamReader } from './stream-reader.ts';

type Needs = {
  endpoint: string;
  streamArn: string;
  position: ReturnType<typeof openPosition>;
  functions: Pick<Functions, 'invoke'>;
  /** Resolves when the table changed after the call, or somebody was stopped. */
  changed: () => Promise<void>;
  /** Puts a message into the queue with this ARN. */
  send: (queueArn: string, body: string) => void;
};

const BACKOFF_MILLISECONDS = { first: 100, most: 10_000 };
const GET_RECORDS = 1_000;

const backOff = async (attempt: number, signal: AbortSignal) => {
  const { first, most } = BACKOFF_MILLISECONDS;
  await pause(Math.min(most, first * 2 ** attempt), undefined, { signal });
};

/** As Lambda hands records over: not quite as the stream does. */
const recordOf = ({ userIdentity, ...record }: StreamRecord, { streamArn }: StreamSource) => ({
  ...record,
  ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
  eventSourceARN: streamArn,
});

const sequenceOf = ({ dynamodb }: StreamRecord) => dynamodb.SequenceNumber;

const laneOf = ({ dynamodb }: StreamRecord, lanes: number): number => {
  let hash = 0;
  for (const character of JSON.stringify(Object.values(dynamodb.Keys)[0])) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return hash % lanes;
};

type GivenUp = {
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  batch: StreamRecord[];
  invocations: number;
};

const failureBody = (source: StreamSource, shardId: string, { condition, batch, invocations }: GivenUp): string => {
  const arrivals = batch.map(({ dynamodb }) => new Date(dynamodb.ApproximateCreationDateTime * 1_000).toISOString());
  return JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn: source.functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: batch[0] && sequenceOf(batch[0]),
      endSequenceNumber: batch.at(-1)?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrivals[0],
      approximateArrivalOfLastRecord: arrivals.at(-1),
      batchSize: batch.length,
      streamArn: source.streamArn,
    },
  });
};

/**
 * Lambda's reader of a table's stream. Records of one partition key are delivered in order; a batch that fails holds
 * up its lane until it succeeds, is halved to the record that fails, or is given up and told to `onFailure`. The
 * position is kept once all that lies before it is done, so a kill repeats records and loses none.
 */
export const followStream = async (source: StreamSource, needs: Needs) => {
  const fits = eventFilter(source.patterns);
  const stopped = new AbortController();
  const { signal } = stopped;

  const start: Position = await startAt(source, needs);
  const reader = await streamReader(needs.endpoint, needs.streamArn, start);

  const invoke = async (batch: StreamRecord[]): Promise<StreamRecord[]> => {
    const ids = batch.map(sequenceOf);
    try {
      const response = await needs.functions.invoke(source.functionName, {
        Records: batch.map((record) => recordOf(record, source)),
      });
      if (!source.reportsItemFailures) return [];
      const failed = failedItems(response, ids);
      const first = batch.findIndex((record) => failed.includes(sequenceOf(record)));
      return first < 0 ? [] : batch.slice(first); // what comes after a failure is repeated, to keep the order
    } catch {
      return batch; // the functions have reported it
    }
  };

  const giveUp = (givenUp: GivenUp) => {
    console.error(`${source.functionName}: gave up on ${givenUp.batch.length} records (${givenUp.condition})`);
    if (source.onFailure) needs.send(source.onFailure, failureBody(source, reader.shardId, givenUp));
  };

  const isTooOld = ({ dynamodb }: StreamRecord) =>
    Date.now() / 1_000 - dynamodb.ApproximateCreationDateTime > source.maximumAgeSeconds;

  const deliver = async (records: StreamRecord[]): Promise<void> => {
    let batch = records;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const left = await invoke(batch);
      if (left.length === 0) return;
      if (left.length < batch.length) attempt = 0; // some of it succeeded
      batch = left;
      const last = batch.at(-1);
      const condition = attempt >= source.retries ? 'RetryAttemptsExhausted' : 'RecordAgeExceeded';
      if (attempt >= source.retries || (last && isTooOld(last))) {
        return giveUp({ condition, batch, invocations: attempt + 1 });
      }
      await backOff(attempt, signal);
      if (source.bisects && batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        await deliver(batch.slice(0, middle));
        return deliver(batch.slice(middle));
      }
    }
    signal.throwIfAborted(); // not done: the position must not move past it
  };

  const deliverLane = async (records: StreamRecord[]) => {
    for (let from = 0; from < records.length; from += source.batchSize) {
      await deliver(records.slice(from, from + source.batchSize));
    }
  };

  /** Waits for more when there is a window and the batch is not full. */
  const gather = async (): Promise<StreamRecord[]> => {
    const most = Math.min(GET_RECORDS, source.batchSize * source.lanes);
    const change = needs.changed(); // asked before reading, so that no change falls between
    const records = await reader.read(most);
    if (records.length === 0) {
      await change;
      return [];
    }
    if (source.windowSeconds > 0 && records.length < most) {
      await pause(source.windowSeconds * 1_000, undefined, { signal });
      records.push(...(await reader.read(most - records.length)));
    }
    return records;
  };

  const follow = async () => {
    while (!signal.aborted) {
      const records = await gather();
      const last = records.at(-1);
      if (!last) continue;
      const lanes = Object.groupBy(records.filter(fits), (record) => laneOf(record, source.lanes));
      await Promise.all(Object.values(lanes).map((lane) => deliverLane(lane ?? [])));
      needs.position.write({ streamArn: needs.streamArn, sequenceNumber: sequenceOf(last) });
    }
  };

  const run = async (attempt = 0): Promise<void> => {
    try {
      await follow();
    } catch (error) {
      if (signal.aborted) return;
      console.error(`${source.functionName}: the stream could not be read`, error);
      await backOff(attempt, signal).catch(() => undefined);
      return run(attempt + 1);
    }
  };
  void run();

  return { stop: () => stopped.abort() };
};

/** Where the source was, or where it is told to begin: at the oldest record, or behind the newest of today. */
const startAt = async ({ startingPosition }: StreamSource, { endpoint, streamArn, position }: Needs) => {
  const kept = position.read();
  if (kept?.streamArn === streamArn) return kept;
  const start: Position = { streamArn };
  if (startingPosition === 'LATEST') {
    const reader = await streamReader(endpoint, streamArn, start);
    for (let page = await reader.read(GET_RECORDS); page.length > 0; page = await reader.read(GET_RECORDS)) {
      start.sequenceNumber = page.at(-1)?.dynamodb.SequenceNumber;
    }
  }
  position.write(start);
  return start;
};
