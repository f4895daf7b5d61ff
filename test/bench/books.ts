import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import settings from '../../cdk.json' with { type: 'json' };
import { openShop } from '../shop.ts';
import { openCustomers } from './customers.ts';
import { openMessenger } from './messenger.ts';
import { openProvider } from './provider.ts';
import { openQueues } from './queue-double.ts';

export type Spent = { read: number; write: number; indexes: number; messages: number; calls: number };

const NOTHING: Spent = { read: 0, write: 0, indexes: 0, messages: 0, calls: 0 };

export const plus = (...all: Spent[]): Spent =>
  all.reduce(
    (sum, { read, write, indexes, messages, calls }) => ({
      read: sum.read + read,
      write: sum.write + write,
      indexes: sum.indexes + indexes,
      messages: sum.messages + messages,
      calls: sum.calls + calls,
    }),
    NOTHING,
  );

export type Books = Awaited<ReturnType<typeof openBooks>>;

const TableName = 'backroom';
const environment = {
  TABLE_NAME: TableName,
  CDN_KEYS: 'the-key-of-benchmarks',
  LIMITS: JSON.stringify(settings.context.limits),
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
};

/** Rows that one request may delete. */
const BATCH = 25;

/** A shop on the local engine, and what each thing done in it reads, writes, sends and asks the provider for. */
export const openBooks = async (folder: string) => {
  Object.assign(process.env, environment);
  const dynamodb = await openShop();
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const queues = await openQueues();
  const provider = await openProvider(folder);
  const messenger = openMessenger(table, queues, TableName);
  Object.assign(process.env, messenger.environment, provider.environment);

  let spent = NOTHING;
  dynamodb.onConsumed(({ indexName, readUnits, writeUnits }) => {
    const units = { read: readUnits, write: writeUnits, indexes: indexName ? readUnits + writeUnits : 0 };
    spent = plus(spent, { ...NOTHING, ...units });
  });
  const spentOn = async (act: () => Promise<unknown>): Promise<Spent> => {
    const before = { messages: queues.sent(), calls: provider.calls() };
    spent = NOTHING;
    await act();
    return { ...spent, messages: queues.sent() - before.messages, calls: provider.calls() - before.calls };
  };

  /** Relays what waits to be sent, and hands it to its hearers; again, while that says something new. */
  const spentOnRounds = async (): Promise<{ events: string[]; spent: Spent }[]> => {
    const rounds: { events: string[]; spent: Spent }[] = [];
    for (;;) {
      const rows = await messenger.unsent();
      if (rows.length === 0) return rounds;
      const act = async () => {
        await messenger.relay(rows);
        await messenger.deliverAll();
      };
      rounds.push({ events: [...new Set(rows.map(({ type }) => String(type)))], spent: await spentOn(act) });
    }
  };

  return {
    shop: openCustomers(),
    confirm: provider.confirm,
    spentOn,
    spentOnRounds,
    /** What the relay and all hearers spend on the events that wait to be sent, and on those that come of them. */
    spentOnConsequences: async (): Promise<Spent> => plus(...(await spentOnRounds()).map(({ spent }) => spent)),
    /** What our door and its worker spend on all that the provider has said since the last time. */
    spentOnWebhooks: async (): Promise<{ kinds: string[]; door: Spent; worker: Spent }> => {
      const said = await provider.said();
      const door = await spentOn(async () => {
        for (const event of said) await provider.send(event);
      });
      let heard: { body: string }[] = [];
      const worker = await spentOn(async () => {
        heard = await messenger.deliverAll();
      });
      return { kinds: heard.map(({ body }) => JSON.parse(body).data.kind), door, worker };
    },
    /** Takes all rows away. The provider forgets nothing. */
    clear: async (): Promise<void> => {
      for (;;) {
        const { Items = [] } = await table.send(new ScanCommand({ TableName, Limit: BATCH }));
        if (Items.length === 0) return;
        const requests = Items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
        await table.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
      }
    },
    close: async () => {
      queues.close();
      await Promise.all([provider.close(), dynamodb.stop()]);
    },
  };
};
