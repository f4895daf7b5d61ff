import * as v from 'valibot';
import { backOff, type Deadline, hasTime } from '#shared/deadline';
import { Refusal } from '#shared/errors';
import { mergedPage } from '#shared/listing';
import { type Key, parseRow, type Rows, TableName, transact, type Write } from '#shared/table';
import type { Sku } from '#shared/values';
import { MAX_SHARDS, Movement } from './contract.ts';
import { nextMove, type Shelf } from './shelf.ts';
import { counterKey, LEDGER, readShelfAtOnce, shelfIndex } from './stock-holds.ts';

export const movementKey = (id: string): Key => ({ pk: `MOVEMENT#${id}`, sk: 'MOVEMENT' });

const MovementRow = v.object({ ...Movement.entries, inputHash: v.string() });
export type MovementRow = v.InferOutput<typeof MovementRow>;

/** The movement that a key once made, among rows that were read. */
export const movementIn = (rows: Rows, id: string): MovementRow | undefined => {
  const row = rows.get(movementKey(id));
  return row && parseRow(MovementRow, row);
};

/** Remembers the movement under the id its key derives, so that a repeated request is seen. */
export const recorded = (movement: MovementRow): Write => ({
  Put: {
    TableName,
    Item: { ...movementKey(movement.id), v: 1, ...movement },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** The ledger of a SKU, newest first. */
export const listMovements = async (
  sku: Sku,
  { widest }: Shelf,
  paging: { limit: number; cursor?: string | undefined },
  deadline: Deadline,
) => {
  const partitions = Array.from({ length: widest }, (_, shard) => counterKey(sku, shard).pk);
  const { rows, nextCursor } = await mergedPage({ partitions, prefix: LEDGER, descending: true, ...paging }, deadline);
  return { data: rows.map((row) => parseRow(Movement, { ...row, sku })), nextCursor };
};

/**
 * Declares how many counters new units go to. New counters begin empty; those beyond stay on the shelf, and are
 * counted, until they are drained.
 * @returns false when the shelf has changed since it was read
 */
const declare = async ({ sku, available, version, widest }: Shelf, shards: number, deadline: Deadline) => {
  const spread = Math.max(shards, available.length);
  const fresh = Array.from({ length: spread - available.length }, (_, n) => counterKey(sku, available.length + n));
  const refused = await transact(
    [
      {
        Update: {
          TableName,
          Key: counterKey(sku, 0),
          UpdateExpression:
            'SET available = if_not_exists(available, :none), shards = :shards, spread = :spread, widest = :widest, version = :next, ' +
            'gsi2pk = :shelves, gsi2sk = :sku',
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
          ExpressionAttributeValues: {
            ':none': 0,
            ':shards': shards,
            ':spread': spread,
            ':widest': Math.max(widest, spread),
            ':next': version + 1,
            ...shelfIndex(sku),
            ...(version > 0 && { ':version': version }),
          },
        },
      },
      ...fresh.map((key) => ({
        Put: { TableName, Item: { ...key, v: 1, available: 0 }, ConditionExpression: 'attribute_not_exists(pk)' },
      })),
    ],
    deadline,
  );
  return !refused;
};

/** Moves units from one counter to another: no change of stock, so nothing on the ledger. */
const move = (sku: Sku, { from, to, quantity }: { from: number; to: number; quantity: number }, deadline: Deadline) =>
  transact(
    [
      {
        Update: {
          TableName,
          Key: counterKey(sku, from),
          UpdateExpression: 'SET available = available - :q',
          ConditionExpression: 'available >= :q',
          ExpressionAttributeValues: { ':q': quantity },
        },
      },
      {
        Update: {
          TableName,
          Key: counterKey(sku, to),
          UpdateExpression: 'SET available = available + :q',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':q': quantity },
        },
      },
    ],
    deadline,
  );

/** Takes away the last counter, if it is drained and no longer wanted. */
const drop = ({ sku, available, version }: Shelf, deadline: Deadline) => {
  const last = available.length - 1;
  return transact(
    [
      {
        Delete: {
          TableName,
          Key: counterKey(sku, last),
          ConditionExpression: 'available = :none',
          ExpressionAttributeValues: { ':none': 0 },
        },
      },
      {
        Update: {
          TableName,
          Key: counterKey(sku, 0),
          UpdateExpression: 'SET spread = :last, version = :next',
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':last': last, ':next': version + 1, ':version': version },
        },
      },
    ],
    deadline,
  );
};

/** Steps that even out a shelf which sells all the while, and so is never quite even. */
const LEVELLING_STEPS = 2 * MAX_SHARDS;

/**
 * Spreads a SKU over `shards` counters while it sells: each step is a transaction that holds or changes nothing, and
 * the shelf is read anew for the next. When time runs out, or somebody else wants another number, the rest stays where
 * it is, still counted and sold.
 * @param versions the shelf's versions the caller has seen, where that matters
 * @returns the shelf as it came to lie
 * @throws Refusal 412 `version_mismatch`
 */
export const spread = async (
  sku: Sku,
  shards: number,
  versions: string[] | undefined,
  deadline: Deadline,
): Promise<Shelf> => {
  let shelf = await readShelfAtOnce(sku, deadline);
  for (let attempt = 0; shelf.shards !== shards; attempt++) {
    if (versions && !versions.includes(String(shelf.version))) {
      throw new Refusal(412, 'version_mismatch', 'The counters have changed since; read them again.');
    }
    const declared = await declare(shelf, shards, deadline);
    if (!declared) await backOff(attempt);
    shelf = await readShelfAtOnce(sku, deadline);
    if (declared) break;
  }
  for (let attempt = 0; shelf.shards === shards && hasTime(deadline); attempt++) {
    const draining = shelf.available.length > shards;
    const step = draining || attempt < LEVELLING_STEPS ? nextMove(shelf) : undefined;
    if (!step && !draining) break;
    const refused = step ? await move(sku, step, deadline) : await drop(shelf, deadline);
    if (refused) await backOff(attempt);
    shelf = await readShelfAtOnce(sku, deadline);
  }
  return shelf;
};
