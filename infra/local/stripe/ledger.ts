import type { Change, Journal } from '../journal.ts';
import { type Kind, kindOf, type Objects } from './objects.ts';

/** A request's view of the ledger, with what it has changed so far. */
export type Draft = {
  find<K extends Kind>(kind: K, id: string): Objects[K] | undefined;
  /** Newest first. */
  all<K extends Kind>(kind: K): Generator<Objects[K]>;
  put(object: Objects[Kind]): void;
  /** What is kept beside the objects: deliveries, tasks, answers to keys. */
  read(key: string): unknown;
  keep(change: Change): void;
};

export type Ledger = ReturnType<typeof openLedger>;

/**
 * All that the double knows, in one journal. What a request changes is written there at once, before anybody hears of the
 * change: after a kill there is all of it or nothing.
 */
export const openLedger = (journal: Pick<Journal, 'get' | 'write' | 'keys'>) => {
  const listeners: ((changes: Change[]) => void)[] = [];
  const ids = new Map<Kind, string[]>();
  const idsOf = (kind: Kind): string[] => {
    const known = ids.get(kind) ?? [];
    ids.set(kind, known);
    return known;
  };
  const note = (key: string) => {
    const kind = kindOf(key);
    if (kind) idsOf(kind).push(key);
  };
  for (const key of journal.keys()) note(key); // the journal keeps the order in which keys came

  return {
    /**
     * Does some work at once and keeps all that it changed, or nothing when it throws. Work must not wait: nobody else
     * sees or changes anything meanwhile.
     */
    transact: <T>(work: (draft: Draft) => T): T => {
      const changes = new Map<string, Change>();
      const made: string[] = [];
      const read = (key: string) => (changes.has(key) ? changes.get(key)?.value : journal.get(key));
      const result = work({
        read,
        find: <K extends Kind>(kind: K, id: string) =>
          kindOf(id) === kind ? (read(id) as Objects[K] | undefined) : undefined,
        *all<K extends Kind>(kind: K) {
          for (const id of idsOf(kind).toReversed()) yield read(id) as Objects[K];
        },
        put: (object) => {
          if (read(object.id) === undefined) made.push(object.id);
          changes.set(object.id, { key: object.id, value: object });
        },
        keep: (change) => void changes.set(change.key, change),
      });
      journal.write([...changes.values()]);
      made.forEach(note);
      for (const listener of listeners) listener([...changes.values()]);
      return result;
    },
    /** Called after every transaction with all that it changed. */
    onCommit: (listener: (changes: Change[]) => void) => void listeners.push(listener),
    /** What is kept under keys that begin so. */
    under: (prefix: string): unknown[] =>
      journal
        .keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => journal.get(key)),
  };
};
