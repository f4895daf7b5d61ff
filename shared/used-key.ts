import * as v from 'valibot';
import { type Key, parseRow, type Rows, TableName, type Write } from './table.ts';

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
