import * as v from 'valibot';
import type { Deadline } from './deadline.ts';
import { Refusal } from './errors.ts';
import { type Key, parseRow, type Rows, read, TableName, type Write } from './table.ts';

/**
 * What `judge` makes of a request that was not seen before. A batch of rows is not one moment: what seems to stand in the
 * request's way may be what this very request, sent twice, has done since. So before it is refused, the row that its
 * effect writes is looked for once more.
 * @returns undefined when it is there by now: look again
 */
export const judged = async <T>(
  effect: Key,
  deadline: Deadline,
  judge: () => T | Promise<T>,
): Promise<T | undefined> => {
  try {
    return await judge();
  } catch (error) {
    const isRefusal = error instanceof Refusal && error.status < 500;
    if (isRefusal && (await read([effect], deadline)).get(effect)) return undefined;
    throw error;
  }
};

/**
 * What idempotency keys were used for, where a request has an effect on more than one aggregate, or on one that is there
 * already: a row for each key, written in the transaction of its effect. A key belongs to one request.
 * @param name of the rows: `CANCELLATION` gives `CANCELLATION#hash` / `CANCELLATION`
 */
export const usedKeys = <S extends v.ObjectEntries>(name: string, entries: S) => {
  const schema = v.object(entries);
  const key = (keyHash: string): Key => ({ pk: `${name}#${keyHash}`, sk: name });
  return {
    key,
    /** What the key was used for, among rows that were read. */
    find: (rows: Rows, keyHash: string): v.InferOutput<typeof schema> | undefined => {
      const row = rows.get(key(keyHash));
      return row && parseRow(schema, row);
    },
    /** Fails with the transaction when the key was used before. */
    use: (keyHash: string, used: v.InferOutput<typeof schema>): Write => ({
      Put: { TableName, Item: { ...key(keyHash), v: 1, ...used }, ConditionExpression: 'attribute_not_exists(pk)' },
    }),
  };
};
