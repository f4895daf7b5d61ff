import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Deadline } from '#shared/deadline';
import { env } from '#shared/env';
import { type EventRow, partKey } from '#shared/outbox';
import { sendAll } from '#shared/queue';
import { parseRow, read, TableName, write } from '#shared/table';
import { logger } from '#shared/telemetry';
import { together } from '#shared/together';

/** Queues by the type of event they hear, as the workers' constructs declare them. */
const hearers = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.array(v.string()))), env('HEARERS'));

const Part = v.object({ data: v.record(v.string(), v.unknown()) });

/** The bodies in which an event travels: one, or one for each of its parts. */
const messagesOf = async (row: EventRow, deadline: Deadline): Promise<string[]> => {
  const { pk, sk: _, parts, data, ...envelope } = row;
  if (!parts) return [JSON.stringify({ ...envelope, data })];
  const keys = Array.from({ length: parts.count }, (_, n) => partKey(pk, parts.of, n + 1));
  const rows = await read(keys, deadline);
  return keys.map((key, n) => {
    const part = rows.get(key);
    if (!part) throw new Error(`part ${n + 1} of event ${envelope.id} is missing`);
    return JSON.stringify({ ...envelope, part: n + 1, data: { ...data, ...parseRow(Part, part).data } });
  });
};

const markSent = ({ pk, sk }: EventRow, deadline: Deadline) =>
  write(
    new UpdateCommand({
      TableName,
      Key: { pk, sk },
      UpdateExpression: 'REMOVE gsi4pk, gsi4sk',
      ConditionExpression: 'attribute_exists(pk)',
    }),
    deadline,
  );

/**
 * Sends each event to every queue that hears it, and only then marks it as sent: an event may be sent twice, never not
 * at all.
 * @returns which events are sent, in the order given
 */
export const relay = async (rows: EventRow[], deadline: Deadline): Promise<boolean[]> => {
  const sent = rows.map(() => true);
  const bodies = await together(
    rows.map((row, n) =>
      messagesOf(row, deadline).catch((error) => {
        logger.error('event cannot be sent', { event: row.id, error });
        sent[n] = false;
        return [];
      }),
    ),
  );
  const queues = new Set(rows.flatMap(({ type }) => hearers[type] ?? []));
  await together(
    [...queues].map(async (queue) => {
      const heard = rows.flatMap((row, n) =>
        hearers[row.type]?.includes(queue) ? (bodies[n] ?? []).map((body) => ({ n, body })) : [],
      );
      const taken = await sendAll(
        queue,
        heard.map(({ body }) => body),
      );
      heard.forEach(({ n }, index) => {
        if (!taken[index]) sent[n] = false;
      });
    }),
  );
  await together(rows.filter((_, n) => sent[n]).map((row) => markSent(row, deadline)));
  return sent;
};
