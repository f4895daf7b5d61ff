import { backOff, type Deadline } from '#shared/deadline';
import { Refusal } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import { read, transact, type Write } from '#shared/table';
import { judged } from '#shared/used-key';
import type { Sku } from '#shared/values';
import { priceIn, priceKey } from '../catalog/price-list.ts';
import type { Movement, MovementInput } from './contract.ts';
import { type Shelf, sum } from './shelf.ts';
import { counterKeys, putBack, readShelfAtOnce, shelvesIn, take } from './stock-holds.ts';
import { movementIn, movementKey, recorded } from './stock-table.ts';

const wouldGoNegative = (sku: Sku, available: number) =>
  new Refusal(409, 'would_go_negative', `Only ${available} of ${sku} can be taken out.`, { extra: { sku, available } });

/** @throws Refusal 422 `unknown_product`, `not_stocked` */
const checkStocked = (sku: Sku, product: { stocked: boolean } | undefined): true => {
  if (!product) throw new Refusal(422, 'unknown_product', `There is no product ${sku}.`);
  if (!product.stocked) throw new Refusal(422, 'not_stocked', `${sku} is not kept in stock.`);
  return true;
};

/**
 * Moves stock once, however often it is asked to under one id.
 * @throws Refusal 409 `would_go_negative` | 422 `unknown_product`, `not_stocked`, `idempotency_key_reused`
 */
export const record = async (
  id: string,
  input: MovementInput,
  { inputHash, now, deadline }: { inputHash: string; now: Date; deadline: Deadline },
): Promise<{ movement: Movement; replayed: boolean }> => {
  const { sku, quantity, reason, reference } = input;
  const cause = { id, reason, reference, at: now };
  const seed = now.getTime();
  const writesFor = (shelf: Shelf): Write[] | undefined =>
    quantity > 0 ? putBack(shelf, quantity, cause, seed) : take(shelf, -quantity, cause, seed);

  for (let attempt = 0; ; attempt++) {
    const rows = await read([movementKey(id), priceKey(sku), ...counterKeys([sku])], deadline);
    const before = movementIn(rows, id);
    if (before) {
      if (before.inputHash !== inputHash) throw keyReused();
      const { inputHash: _, ...movement } = before;
      return { movement, replayed: true };
    }
    const isStocked = await judged(movementKey(id), deadline, () => checkStocked(sku, priceIn(rows, sku)));
    if (!isStocked) continue;
    const shelf = (await shelvesIn(rows, [sku], deadline)).get(sku);
    const writes = shelf && writesFor(shelf);
    if (writes) {
      const movement: Movement = { id, sku, quantity, reason, reference, at: now.toISOString() };
      const refused = await transact([recorded({ ...movement, inputHash }), ...writes], deadline);
      if (!refused) return { movement, replayed: false };
    } else {
      const available = sum(await readShelfAtOnce(sku, deadline));
      const since = movementIn(await read([movementKey(id)], deadline), id);
      if (!since && available < -quantity) throw wouldGoNegative(sku, available);
    }
    await backOff(attempt);
  }
};
