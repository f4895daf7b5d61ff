import db, { type LevelRange, type Snapshot } from 'dynalite/db/index.js';

/**
 * The LevelDB below everything. Reads see what is committed; `latest` also sees what is on its way.
 *
 * Writers decide synchronously on the latest state and hand over all their changes at once, so JavaScript's one thread
 * is the writer mutex. While one batch is being written the changes of the next writers gather into the next batch
 * (group commit). A batch is atomic, and so is every hand-over, also under kill -9: LevelDB has given the log record to
 * the kernel before it answers. A power cut may lose the last moments: batches are not synced to the disk.
 */
export type Store = {
  get(key: string, snapshot?: Snapshot): unknown;
  latest(key: string): unknown;
  /** Settles once the changes are committed. An `undefined` value deletes its key. */
  commit(changes: ReadonlyMap<string, unknown>): Promise<void>;
  values(range: LevelRange): AsyncIterable<unknown[]>;
  entries(range: LevelRange): AsyncIterable<[string, unknown][]>;
  snapshot(): Snapshot;
  close(): Promise<void>;
};

type Batch = { changes: Map<string, unknown>; done: Promise<void>; settle: (error?: unknown) => void };

const newBatch = (): Batch => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { changes: new Map(), done: promise, settle: (error) => (error === undefined ? resolve() : reject(error)) };
};

/** The range of all keys with the prefix. */
export const allOf = (prefix: string): LevelRange => ({ gte: prefix, lt: `${prefix}\xff` });

/** Rows fetched from LevelDB at a time. */
const CHUNK = 256;

export const openStore = async (dataDir: string | undefined): Promise<Store> => {
  const { db: level } = db.create({ ...(dataDir === undefined ? {} : { path: dataDir }) });
  await level.open();

  let gathering = newBatch();
  let inFlight: Batch | undefined;
  let last: Promise<void> = Promise.resolve();
  let broken: unknown;

  const flush = async () => {
    while (gathering.changes.size > 0) {
      inFlight = gathering;
      gathering = newBatch();
      try {
        if (broken !== undefined) throw broken;
        await level.batch(
          Array.from(inFlight.changes, ([key, value]) =>
            value === undefined ? { type: 'del', key } : { type: 'put', key, value },
          ),
        );
        inFlight.settle();
      } catch (error) {
        // Later writers have decided on changes that never came to be: nothing may be written any more.
        broken = error;
        inFlight.settle(error);
      }
    }
    inFlight = undefined;
  };

  async function* chunks<T>(iterator: { nextv(size: number): Promise<T[]>; close(): Promise<void> }) {
    try {
      for (let rows = await iterator.nextv(CHUNK); rows.length > 0; rows = await iterator.nextv(CHUNK)) yield rows;
    } finally {
      await iterator.close();
    }
  }

  return {
    get: (key, snapshot) => level.getSync(key, snapshot && { snapshot }),
    latest: (key) => {
      if (gathering.changes.has(key)) return gathering.changes.get(key);
      if (inFlight?.changes.has(key)) return inFlight.changes.get(key);
      return level.getSync(key);
    },
    commit: (changes) => {
      const batch = gathering;
      for (const [key, value] of changes) batch.changes.set(key, value);
      if (changes.size === 0) return Promise.resolve();
      if (!inFlight) void flush();
      last = batch.done;
      return last;
    },
    values: (range) => chunks(level.values(range)),
    entries: (range) => chunks(level.iterator(range)),
    snapshot: () => level.snapshot(),
    close: async () => {
      await last.catch(() => undefined);
      await level.close();
    },
  };
};
