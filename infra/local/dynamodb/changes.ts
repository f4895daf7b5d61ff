import type { Store } from './store.ts';

/** What one writer is about to do: it reads its own changes, nobody else does until they are committed, all at once. */
export type Changes = {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** Table whose listeners are to be woken after the commit. */
  touch(tableName: string): void;
  commit(): Promise<void>;
};

export const beginChanges = (store: Store, committed: (tableName: string) => void): Changes => {
  const buffer = new Map<string, unknown>();
  const touched = new Set<string>();
  return {
    get: (key) => (buffer.has(key) ? buffer.get(key) : store.latest(key)),
    put: (key, value) => buffer.set(key, value),
    delete: (key) => buffer.set(key, undefined),
    touch: (tableName) => touched.add(tableName),
    commit: async () => {
      await store.commit(buffer);
      for (const tableName of touched) committed(tableName);
    },
  };
};
