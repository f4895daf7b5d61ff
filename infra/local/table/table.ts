import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { callService } from '../aws-json.ts';
import type { Grants } from '../grants/statement.ts';
import type { TableDeclaration } from './declaration.ts';
import type { Asked, Consumption, Said, Start } from './thread.ts';

type Question = Asked extends infer A ? (A extends Asked ? Omit<A, 'id'> : never) : never;

export type Table = Awaited<ReturnType<typeof startTable>>;

const Indexed = v.object({ GlobalSecondaryIndexes: v.optional(v.array(v.object({ IndexName: v.string() })), []) });
const indexNames = (table: unknown): string =>
  v
    .parse(Indexed, table)
    .GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)
    .sort()
    .join(', ');

/** A table made by older templates would answer queries that the cloud's would not, or the other way round. */
const checkIndexes = async (endpoint: string, TableName: string, input: object) => {
  const { Table: existing } = await callService(endpoint, 'DynamoDB_20120810.DescribeTable', { TableName });
  const [has, wants] = [indexNames(existing), indexNames(input)];
  if (has === wants) return;
  throw new Error(`The local table has the indexes ${has}, the templates declare ${wants}: remove the data folder`);
};

/**
 * DynamoDB in a thread of its own, so that a transaction does not hold up the gateway and two cores are used.
 * Its data is on disk under `dataDir`.
 */
export const startTable = async (start: Start) => {
  const worker = new Worker(join(import.meta.dirname, 'thread.ts'), { workerData: start });
  const waiting = new Map<number, (answer: unknown) => void>();
  const listeners: (() => void)[] = [];
  const ready = Promise.withResolvers<string>();
  let last = 0;

  worker.on('message', (said: Said) => {
    switch (said.said) {
      case 'ready':
        return ready.resolve(said.endpoint);
      case 'changed':
        for (const listener of listeners) listener();
        return;
      case 'done':
        waiting.get(said.id)?.(said.answer);
        waiting.delete(said.id);
    }
  });
  worker.on('error', (error) => {
    ready.reject(error);
    queueMicrotask(() => {
      throw new Error('The table died', { cause: error }); // nothing can go on without it
    });
  });
  const endpoint = await ready.promise;

  const ask = (question: Question): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      worker.postMessage({ ...question, id: last });
    });

  return {
    endpoint,
    /** Makes the table where it does not exist yet. @throws Error when the one that does has other indexes */
    create: async ({ input, expiry, name }: TableDeclaration): Promise<void> => {
      try {
        await callService(endpoint, 'DynamoDB_20120810.CreateTable', input);
      } catch (error) {
        if ((error as Error).name !== 'ResourceInUseException') throw error;
        await checkIndexes(endpoint, name, input);
      }
      if (!expiry) return;
      const TimeToLiveSpecification = { AttributeName: expiry, Enabled: true };
      const { TimeToLiveDescription: now } = await callService(endpoint, 'DynamoDB_20120810.DescribeTimeToLive', {
        TableName: name,
      });
      if ((now as { TimeToLiveStatus?: string }).TimeToLiveStatus === 'ENABLED') return;
      await callService(endpoint, 'DynamoDB_20120810.UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
    },
    /** Called soon after items changed; several changes may be one call. */
    onChange: (listener: () => void) => void listeners.push(listener),
    consumed: () => ask({ asked: 'consumed' }) as Promise<Consumption[]>,
    forgetConsumed: () => ask({ asked: 'forget' }),
    sweep: () => ask({ asked: 'sweep' }),
    faults: (rates: { transactionConflicts: number; throttles: number }) => ask({ asked: 'faults', ...rates }),
    grant: (grants: Grants) => ask({ asked: 'grants', grants }),
    stop: async () => {
      await ask({ asked: 'stop' });
      await worker.terminate();
    },
  };
};
