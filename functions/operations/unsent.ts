import * as v from 'valibot';
import { hasTime } from '#shared/deadline';
import { EventRow, UNSENT } from '#shared/outbox';
import type { Run } from '#shared/schedule';
import { allPartitions, query, read } from '#shared/table';
import { relay } from './relay.ts';

/** Younger events are the stream's business. */
const OVERDUE_SECONDS = 60;

/** Events sent in one round. */
const ROUND = 100;

/** Sends what the stream has missed, oldest first. @returns how many events that were */
export const resendUnsent = async ({ now, deadline }: Run): Promise<number> => {
  const before = new Date(now.getTime() - OVERDUE_SECONDS * 1_000).toISOString();
  let resent = 0;
  for (let progress = true; progress && hasTime(deadline); ) {
    const entries = await Promise.all(
      allPartitions(UNSENT).map((pk) => query({ index: 'gsi4', pk, before, limit: Math.ceil(ROUND / 8) }, deadline)),
    );
    const keys = entries.flat();
    const rows = await read(keys, deadline);
    // The index may be a moment behind: what has been sent since carries no mark any more.
    const unsent = keys.flatMap((key) => rows.get(key) ?? []).filter((row) => row.gsi4pk !== undefined);
    const sent = await relay(
      unsent.map((row) => v.parse(EventRow, row)),
      deadline,
    );
    const done = sent.filter(Boolean).length;
    resent += done;
    progress = done > 0;
  }
  return resent;
};
