import { hasTime } from '#shared/deadline';
import { walk } from '#shared/listing';
import { EventRow, UNSENT } from '#shared/outbox';
import type { Run } from '#shared/schedule';
import { allPartitions, type Key, parseRow, type Row, read } from '#shared/table';
import { logger } from '#shared/telemetry';
import { together } from '#shared/together';
import { relay } from './relay.ts';

/** Younger events are the stream's business. */
const OVERDUE_SECONDS = 60;

/** A row that is no event is somebody's to look at; it must not keep back those behind it. */
const eventOf = (row: Row): EventRow[] => {
  try {
    return [parseRow(EventRow, row)];
  } catch (error) {
    logger.error('not an event', { error: error as Error });
    return [];
  }
};

/** Sends what the stream has missed, oldest first. @returns how many events that were */
export const resendUnsent = async ({ now, deadline }: Run): Promise<number> => {
  const before = new Date(now.getTime() - OVERDUE_SECONDS * 1_000).toISOString();
  const resend = async (keys: Key[]): Promise<number> => {
    const rows = await read(keys, deadline);
    // The index may be a moment behind: what has been sent since carries no mark any more.
    const unsent = keys.flatMap((key) => rows.get(key) ?? []).filter((row) => row.gsi4pk !== undefined);
    const sent = await relay(unsent.flatMap(eventOf), deadline);
    return sent.filter(Boolean).length;
  };
  const partitions = allPartitions(UNSENT).map(async (pk) => {
    let resent = 0;
    for await (const keys of walk({ index: 'gsi4', pk, before }, deadline)) {
      resent += await resend(keys);
      if (!hasTime(deadline)) break;
    }
    return resent;
  });
  return (await together(partitions)).reduce((sum, resent) => sum + resent, 0);
};
