import { notSimulated } from './errors.ts';
import { batchGet, get, query, type ReadOptions } from './reads.ts';
import { type Change, emptyStore, rowAt, type Store } from './store.ts';
import { type Tokens, transactGet, transactWrite } from './transactions.ts';
import type { Key, Row } from './values.ts';
import { writeOne } from './writes.ts';

export type { Change } from './store.ts';
export type { Row } from './values.ts';

/** One DynamoDB table with the keys `pk` and `sk` in memory: synchronous, and the same every time. */
export type SimulatedTable = {
  /**
   * Executes a command of the document client; `command` is what the SDK's middleware calls `context.commandName`, and
   * the spelling without `Item(s)` does as well. What comes back is the caller's own.
   *
   * A write with the member `ConditionExpressionRemoved` in the place of `ConditionExpression` has no condition, while
   * the names and values of that text count as used.
   * @throws the SDK's exceptions; Error for what is not simulated
   */
  execute(command: string, input: object, options?: ReadOptions): object;
  /** Called with all of a write's or a transaction's changes, after they are applied, in order; not when nothing changed. */
  onChange(listener: (changes: Change[]) => void): void;
  /** Frozen rows in no promised order, the same every time. */
  rows(): Iterable<Row>;
  /** A frozen row. */
  get(key: Key): Row | undefined;
  /** The same rows, to be changed independently; without listeners, history and client tokens. Free after the first. */
  copy(): SimulatedTable;
};

const NOTHING_SAID: ReadOptions = Object.freeze({});

const READS: Record<string, (store: Store, input: object, options: ReadOptions) => object> = {
  Get: get,
  BatchGet: batchGet,
  Query: query,
  TransactGet: transactGet,
};

const KINDS = [...Object.keys(READS), 'Put', 'Update', 'Delete', 'TransactWrite'];
const NOISE = ['', 'Item', 'Items', 'Command', 'ItemCommand', 'ItemsCommand'];

/** What a command is called, in all its spellings. */
const kinds = new Map(KINDS.flatMap((kind) => NOISE.map((noise) => [kind + noise, kind])));

const tableOn = (store: Store): SimulatedTable => {
  const listeners: ((changes: Change[]) => void)[] = [];
  const tokens: Tokens = new Map();

  const commit = (changes: Change[]): void => {
    for (const change of changes) store.apply(change);
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  };

  return {
    execute: (command, input, options = NOTHING_SAID) => {
      const kind = kinds.get(command);
      if (kind === undefined) throw notSimulated(`the command ${command}`);
      const read = READS[kind];
      if (read) return read(store, input, options);
      if (kind === 'TransactWrite') {
        commit(transactWrite(store, tokens, input));
        return {};
      }
      const { output, changes } = writeOne(store, kind as 'Put' | 'Update' | 'Delete', input);
      commit(changes);
      return output;
    },
    onChange: (listener) => void listeners.push(listener),
    rows: () => store.rows(),
    get: (key) => rowAt(store, key),
    copy: () => tableOn(store.copy()),
  };
};

/** An empty table. @param indexes names, each with the keys `<name>pk` and `<name>sk`, of which it holds nothing but keys */
export const createTable = (indexes: string[]): SimulatedTable => tableOn(emptyStore(indexes));
