import { type Consumption, createMeter } from './capacity.ts';
import { beginChanges } from './changes.ts';
import { controlPlaneOperations } from './control-plane.ts';
import { awsError } from './errors.ts';
import { expressionParser } from './expressions.ts';
import { createFaults } from './faults.ts';
import { type Caller, serve } from './http.ts';
import { itemOperations } from './items.ts';
import { queryOperations } from './queries.ts';
import { requestParser } from './requests.ts';
import type { Access, Call, Input, Output, Service } from './service.ts';
import { allOf, openStore } from './store.ts';
import { streamOperations } from './stream-protocol.ts';
import { openStreams } from './streams.ts';
import { settingsKey, type Table, type TableSettings, tableOf } from './table.ts';
import { deleteExpired } from './time-to-live.ts';
import { transactionOperations } from './transactions.ts';

export type { Access } from './service.ts';

export type Options = {
  /** LevelDB's folder; without one everything is in memory. */
  dataDir?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** How often expired items are deleted and old stream records trimmed. */
  ttlSweepMs?: number;
  /** Answers whether an access is allowed; without it, every one is. */
  authorize?: (access: Access) => boolean;
};

/** What one call consumed in one table or index, also when the call failed. */
export type Consumed = Consumption & { operation: string; accessKeyId: string };

export type DynamoDb = {
  endpoint: string;
  port: number;
  /** Called after a commit that changed items of the table; answers how to stop listening. */
  onChange(listener: (tableName: string) => void): () => void;
  onConsumed(listener: (consumed: Consumed) => void): () => void;
  /** Lets a share of transactions and single writes fail with a conflict. */
  injectConflicts(rate: number, seed?: number): void;
  /** Lets a share of item operations fail with a throttle. */
  injectThrottles(rate: number, seed?: number): void;
  /** Deletes what has expired and trims what is older than a day, now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
};

const SWEEP_MS = 1_000;

const listeners = <T extends unknown[]>() => {
  const all = new Set<(...heard: T) => void>();
  return {
    add: (listener: (...heard: T) => void) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
    tell: (...heard: T) => {
      for (const listener of all) listener(...heard);
    },
    get size() {
      return all.size;
    },
  };
};

/** Starts a DynamoDB that speaks AWS's JSON protocol on 127.0.0.1. */
export const startDynamoDb = async (options: Options = {}): Promise<DynamoDb> => {
  const { dataDir, port = 0, now = Date.now, ttlSweepMs = SWEEP_MS, authorize } = options;
  const store = await openStore(dataDir);
  const streams = await openStreams(store, now);
  const changed = listeners<[tableName: string]>();
  const consumed = listeners<[consumed: Consumed]>();
  const faults = createFaults();

  const tables = new Map<string, Table>();
  for await (const rows of store.values(allOf(settingsKey(''))))
    for (const settings of rows as TableSettings[]) tables.set(settings.description.TableName, tableOf(settings));

  const service: Service = {
    store,
    streams,
    tables,
    now,
    table: (name) => {
      const table = tables.get(name);
      if (table?.description.TableStatus !== 'ACTIVE')
        throw awsError('ResourceNotFoundException', 'Requested resource not found');
      return table;
    },
    parse: requestParser(expressionParser()),
    begin: () => beginChanges(store, changed.tell),
  };

  const operations = new Map(
    Object.entries({
      ...controlPlaneOperations(service),
      ...itemOperations(service),
      ...queryOperations(service),
      ...transactionOperations(service),
      ...streamOperations(streams, now),
    }),
  );

  const authorizeFor =
    ({ accessKeyId, region }: Caller): Call['authorize'] =>
    (access) => {
      if (!authorize || authorize({ accessKeyId, ...access })) return;
      const { action, tableName, indexName } = access;
      const resource = `arn:aws:dynamodb:${region}:000000000000:table/${tableName}${indexName ? `/index/${indexName}` : ''}`;
      throw awsError(
        'AccessDeniedException',
        `User: arn:aws:iam::000000000000:user/${accessKeyId} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      );
    };

  const call = async (name: string, caller: Caller, input: Input): Promise<Output> => {
    const operate = operations.get(name);
    if (!operate) throw awsError('UnknownOperationException', `An unknown operation was requested: ${name}`);
    faults.strike(name, input);
    const meter = createMeter();
    try {
      return await operate({ input, meter, ...caller, authorize: authorizeFor(caller) });
    } finally {
      if (consumed.size > 0)
        meter.each((consumption) =>
          consumed.tell({ operation: name, accessKeyId: caller.accessKeyId, ...consumption }),
        );
    }
  };

  const sweep = async () => {
    await deleteExpired(service);
    await streams.trim(service.begin);
  };
  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch((error) => console.error('sweep of expired items', error));
  }, ttlSweepMs);
  timer.unref();

  const http = await serve(port, call);
  return {
    endpoint: `http://127.0.0.1:${http.port}`,
    port: http.port,
    onChange: changed.add,
    onConsumed: consumed.add,
    injectConflicts: faults.injectConflicts,
    injectThrottles: faults.injectThrottles,
    sweep,
    stop: async () => {
      clearInterval(timer);
      http.close();
      await sweeping;
      await store.close();
    },
  };
};
