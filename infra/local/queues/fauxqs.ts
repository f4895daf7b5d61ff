import type { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import type { SqsRouter } from '../../../node_modules/fauxqs/dist/sqs/sqsRouter.js';
import type { SqsQueue, SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';

/**
 * The parts of fauxqs (pinned) that are used, loaded past its front: `startFauxqs` listens on every interface, commits
 * each statement by itself, which a kill between the two halves of a move to the dead letters would tear, and loads a
 * web framework and S3, which take 150 ms.
 */
const part = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);

const ACTIONS = [
  'changeMessageVisibility',
  'changeMessageVisibilityBatch',
  'deleteMessage',
  'deleteMessageBatch',
  'getQueueAttributes',
  'getQueueUrl',
  'listQueues',
  'purgeQueue',
  'receiveMessage',
  'sendMessage',
  'sendMessageBatch',
];

export type { SqsQueue };
/** What fauxqs's actions are given of a request and told of a reply. */
export type Handle = SqsRouter['handle'];

type Database = { exec(sql: string): void; prepare(sql: string): { run(...values: unknown[]): unknown } };

export const loadFauxqs = async (dataDir: string) => {
  const [{ PersistenceManager: Manager }, { SqsStore: Store }, { SqsRouter: Router }] = await Promise.all([
    part('./persistence.js'),
    part('./sqs/sqsStore.js'),
    part('./sqs/sqsRouter.js'),
  ]);
  const persistence: PersistenceManager = new Manager(dataDir);
  const database = (persistence as unknown as { db: Database }).db;
  // The log reaches the kernel at every commit, which survives kill -9; only a power cut may lose the last moments.
  database.exec('PRAGMA synchronous = NORMAL');
  // Its own statement nulls the receive count, which the schema forbids: a visibility of 0 would fail.
  const ready = database.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void ready.run(messageId);

  const store: SqsStore = new Store();
  (persistence as unknown as { loadSqsQueues(store: SqsStore): void }).loadSqsQueues(store);
  store.persistence = persistence;
  for (const queue of store.allQueues()) queue.persistence = persistence;

  const router: SqsRouter = new Router(store);
  await Promise.all(
    ACTIONS.map(async (action) => {
      const name = `${action[0]?.toUpperCase()}${action.slice(1)}`;
      router.register(name, (await part(`./sqs/actions/${action}.js`))[action]);
    }),
  );

  return {
    store,
    router,
    /** All that `act` writes is on disk together or not at all. It must not wait for anything. */
    atomically: <T>(act: () => T): T => {
      database.exec('BEGIN');
      try {
        const result = act();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      store.shutdown();
      persistence.close();
    },
  };
};
