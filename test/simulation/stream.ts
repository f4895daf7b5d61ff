import { marshall } from '@aws-sdk/util-dynamodb';
import type { StreamSource } from '../../infra/local/sources/declaration.ts';
import { eventFilter } from '../../infra/local/sources/pattern.ts';
import type { Change, Row } from './table/table.ts';

type StreamRecord = { eventName: string; sequence: string; row: Row };

/** Rows of a partition keep their order; those of different ones may be in different lanes. */
const LANES = 2;

/** What a filter of ours may look at: attributes that are text. */
const texts = (row: Row) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => typeof value === 'string')
      .map(([name, value]) => [name, { S: value }]),
  );

type Lane = { records: StreamRecord[]; isBusy: boolean; failures: number };

/** The table's stream, as an event source takes it to its function: in order within a lane, again and again on failure. */
export const createStream = ({ patterns, batchSize, retries }: StreamSource) => {
  const fits = eventFilter(patterns);
  const lanes = Array.from({ length: LANES }, (): Lane => ({ records: [], isBusy: false, failures: 0 }));
  let sequences = 0;
  return {
    take: (changes: Change[]): void => {
      for (const { key, before, after } of changes) {
        const eventName = before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT';
        if (!after || !fits({ eventName, dynamodb: { NewImage: texts(after) } })) continue;
        const lane = lanes[key.pk.charCodeAt(key.pk.length - 1) % LANES] as Lane;
        lane.records.push({ eventName, sequence: String(++sequences), row: after });
      }
    },
    isEmpty: () => lanes.every(({ records }) => records.length === 0),
    ready: () => lanes.filter(({ records, isBusy }) => records.length > 0 && !isBusy),
    /** The event for the next records of a lane. @param limit fewer than a whole batch, as after a failure */
    batchOf: ({ records }: Lane, limit = batchSize) =>
      records.slice(0, limit).map(({ eventName, sequence, row }) => ({
        eventName,
        dynamodb: { SequenceNumber: sequence, NewImage: marshall(row, { removeUndefinedValues: true }) },
      })),
    /** @param failed the first record that was not done, where one was not; `false` when none were. @returns given up */
    done: (lane: Lane, count: number, failed: string | undefined | false): number => {
      lane.isBusy = false;
      if (failed === false) {
        lane.records.splice(0, count);
        lane.failures = 0;
        return 0;
      }
      const at = lane.records.findIndex(({ sequence }) => sequence === failed);
      if (at > 0) {
        lane.records.splice(0, at);
        lane.failures = 0;
      }
      if (++lane.failures <= retries) return 0;
      lane.failures = 0;
      return lane.records.splice(0, count).length;
    },
  };
};
