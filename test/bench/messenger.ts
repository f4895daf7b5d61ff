import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { doors } from '../../infra/bundle.ts';
import { deliver } from './doors.ts';
import type { Queues } from './queue-double.ts';

/** shared/table.ts spreads what waits to be sent over as many partitions; importing it would read the environment. */
const OUTBOXES = 8;

const workers = doors().filter((door) => door.includes('/workers/'));

/** What a worker's name says that it hears: `on-order-paid` hears OrderPaid. */
const heardBy = (door: string): string =>
  (door.split('/on-')[1] ?? '').replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const queueOf = (door: string) => door.replaceAll('/', '-');

/** The relay and the queues' deliveries, each when it is told to. */
export const openMessenger = (table: DynamoDBDocumentClient, queues: Queues, TableName: string) => {
  /** The events that wait to be sent, as the table's stream would hand them to the relay. */
  const unsent = async () => {
    const pages = await Promise.all(
      Array.from({ length: OUTBOXES }, (_, n) => `UNSENT#${n}`).map((pk) =>
        table.send(
          new QueryCommand({
            TableName,
            IndexName: 'gsi4',
            KeyConditionExpression: 'gsi4pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
          }),
        ),
      ),
    );
    const keys = pages.flatMap(({ Items = [] }) => Items).map(({ pk, sk }) => ({ pk, sk }));
    const rows = await Promise.all(keys.map((Key) => table.send(new GetCommand({ TableName, Key }))));
    return rows.flatMap(({ Item }) => Item ?? []);
  };

  return {
    environment: {
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
      PROVIDER_EVENTS_URL: queues.url(queueOf('payments/workers/on-provider-event')),
      HEARERS: JSON.stringify(
        Object.fromEntries(
          Map.groupBy(workers, heardBy)
            .entries()
            .map(([type, hearers]) => [type, hearers.map((door) => queues.url(queueOf(door)))]),
        ),
      ),
    },
    unsent,
    /** Hands the relay the rows of these events. */
    relay: (rows: Record<string, unknown>[]) =>
      deliver(
        'operations/streams/relay-events',
        rows.map((row, n) => ({ dynamodb: { SequenceNumber: String(n), NewImage: marshall(row) } })),
      ),
    /** Hands every message that waits to its worker. @returns the messages */
    deliverAll: async () => {
      const messages = queues.take();
      for (const door of workers) {
        const heard = messages.filter(({ queue }) => queue === queues.url(queueOf(door)));
        const records = heard.map(({ body }, n) => ({
          messageId: String(n),
          receiptHandle: String(n),
          body,
          attributes: { ApproximateReceiveCount: '1' },
        }));
        if (records.length > 0) await deliver(door, records);
      }
      return messages;
    },
  };
};
