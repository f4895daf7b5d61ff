import { parentPort, workerData } from 'node:worker_threads';
import type { Grants } from '../grants/statement.ts';
import { shiftDate } from '../thread/shifted-date.ts';

export type Start = { dataDir: string; port: number; grants: Grants; clock: Float64Array };

/** What the host asks of the table's thread; `id` comes back with the answer. */
export type Asked =
  | { asked: 'grants'; id: number; grants: Grants }
  | { asked: 'faults'; id: number; transactionConflicts: number; throttles: number }
  | { asked: 'sweep' | 'consumed' | 'forget' | 'stop'; id: number };

/** What was read and written since the last reset, by who and what. */
export type Consumption = {
  accessKeyId: string;
  operation: string;
  readUnits: number;
  writeUnits: number;
};

export type Said =
  | { said: 'ready'; endpoint: string }
  | { said: 'changed' }
  | { said: 'done'; id: number; answer?: unknown };

const port = parentPort;
if (!port) throw new Error('thread.ts runs in a worker thread');
const { dataDir, port: wanted, grants, clock } = workerData as Start;
const say = (said: Said) => port.postMessage(said);

shiftDate(clock);
const [{ startDynamoDb }, { judge }, { arn }] = await Promise.all([
  import('../dynamodb/server.ts'),
  import('../grants/judge.ts'),
  import('../template/world.ts'),
]);

let allows = judge(grants);
const dynamodb = await startDynamoDb({
  dataDir,
  port: wanted,
  authorize: ({ accessKeyId, action, tableName, indexName, leadingKeys }) =>
    allows({
      accessKeyId,
      action,
      resource: arn('dynamodb', `table/${tableName}${indexName ? `/index/${indexName}` : ''}`),
      context: { 'dynamodb:LeadingKeys': leadingKeys.length > 0 ? leadingKeys : undefined },
    }),
});

let announced = false;
dynamodb.onChange(() => {
  if (announced) return;
  announced = true;
  setImmediate(() => {
    announced = false;
    say({ said: 'changed' });
  });
});

const consumed = new Map<string, Consumption>();
dynamodb.onConsumed(({ accessKeyId, operation, readUnits, writeUnits }) => {
  const name = `${accessKeyId} ${operation}`;
  const sum = consumed.get(name) ?? { accessKeyId, operation, readUnits: 0, writeUnits: 0 };
  sum.readUnits += readUnits;
  sum.writeUnits += writeUnits;
  consumed.set(name, sum);
});

const answer = async (asked: Asked): Promise<unknown> => {
  switch (asked.asked) {
    case 'grants':
      allows = judge(asked.grants);
      return undefined;
    case 'faults':
      dynamodb.injectConflicts(asked.transactionConflicts);
      dynamodb.injectThrottles(asked.throttles);
      return undefined;
    case 'sweep':
      return dynamodb.sweep();
    case 'consumed':
      return [...consumed.values()];
    case 'forget':
      return consumed.clear();
    case 'stop':
      return dynamodb.stop();
  }
};
port.on('message', async (asked: Asked) => {
  say({ said: 'done', id: asked.id, answer: await answer(asked) });
});
say({ said: 'ready', endpoint: dynamodb.endpoint });
