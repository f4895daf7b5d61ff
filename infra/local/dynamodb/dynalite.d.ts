/** The parts of dynalite 4.0.0 that this room stands on: its parsers, validations and key encoding. */

declare module 'dynalite/db/index.js' {
  import type { Condition, Path } from './expressions.ts';
  import type { AttributeValue, Item } from './item.ts';
  import type { KeySchemaElement, TableDescription } from './table.ts';

  export type AwsError = Error & { statusCode: number; body: Record<string, unknown> };

  /** The subset of abstract-level 3 that is used. Values are JSON. */
  export type Level = {
    open(): Promise<void>;
    close(): Promise<void>;
    getSync(key: string, options?: { snapshot?: Snapshot }): unknown;
    batch(operations: ({ type: 'put'; key: string; value: unknown } | { type: 'del'; key: string })[]): Promise<void>;
    values(range: LevelRange): LevelIterator<unknown>;
    iterator(range: LevelRange): LevelIterator<[string, unknown]>;
    snapshot(): Snapshot;
  };
  export type Snapshot = { close(): Promise<void> };
  export type LevelRange = {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    reverse?: boolean;
    limit?: number;
    snapshot?: Snapshot;
  };
  export type LevelIterator<T> = AsyncIterable<T> & { nextv(size: number): Promise<T[]>; close(): Promise<void> };

  type Invalid = AwsError | null | undefined;

  const db: {
    create(options: { path?: string }): { db: Level };
    validateKey(key: Item, table: TableDescription): Invalid;
    validateItem(item: Item, table: TableDescription): Invalid;
    validateUpdates(attributeUpdates: unknown, updates: unknown, table: TableDescription): Invalid;
    validateKeyPaths(nestedPaths: Record<string, boolean> | undefined, table: TableDescription): Invalid;
    createKey(item: Item, table: TableDescription, keySchema?: KeySchemaElement[]): string;
    createIndexKey(item: Item, table: TableDescription, keySchema: KeySchemaElement[]): string;
    checkConditional(
      data: { _condition?: { expression: Condition }; Expected?: unknown; ConditionalOperator?: string },
      item: Item | undefined,
    ): Invalid;
    mapPath(path: Path, item: Item): AttributeValue | undefined;
    mapPaths(paths: Path[], item: Item): Item;
    validationError(message: string): AwsError;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: object, types: object): Record<string, unknown>;
    checkValidations(
      data: object,
      types: object,
      custom: ((data: never, store: never) => string | undefined) | undefined,
      store: object,
    ): void;
    /** Parses the expressions of `data` and sets `_condition`, `_updates` and so on; answers a complaint. */
    validateExpressions(data: object): string | undefined;
    validateConditions(conditions: object): string | undefined;
    validateAttributeValue(value: object): string | undefined;
    convertKeyCondition(expression: unknown): Record<string, unknown> | string;
  };
  export default validations;
}

declare module 'dynalite/validations/*.js' {
  export const types: object;
  export const custom: ((data: never, store: never) => string | undefined) | undefined;
}

declare module 'dynalite/actions/*.js' {
  import type { AwsError } from 'dynalite/db/index.js';

  const action: (
    store: object,
    data: object,
    callback: (error: AwsError | null, result: Record<string, unknown>) => void,
  ) => void;
  export default action;
}
