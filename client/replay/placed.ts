import * as api from './api.ts';
import { allPages, type Backroom, inParallel } from './backroom.ts';
import { Refused } from './patience.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';

// What an earlier replay has left in Backroom, and whether this one may go on from it.

/** Requests under way at once. */
export const WIDTH = 8;

/** The file repeats invoices that were placed otherwise: from another cut of their day, or to be paid another way. */
export class PlacedOtherwise extends Error {}

const HOW = { on_account: 'on account', card: 'by card' };

export const ordersWith = (backroom: Backroom, reference: string) =>
  allPages(
    async (query) => (await backroom.call(api.listOrders, { as: 'machine', query: { ...query, reference } })).body,
  );

export const ledgerOf = (backroom: Backroom, sku: string) =>
  allPages(async (query) => (await backroom.call(api.listMovements, { as: 'staff', params: { sku }, query })).body);

/**
 * The orders of the plan that are already there, and where they stand. Openings come before orders, so one that is there
 * was placed by a replay of these same lines exactly if its SKUs have their opening.
 * @throws PlacedOtherwise
 */
export const findPlaced = async (plan: Plan, backroom: Backroom, show: Progress): Promise<Map<string, string>> => {
  const placed = new Map<string, string>();
  await show('looking', plan.orders.length, (tick) =>
    inParallel(plan.orders, WIDTH, async ({ reference, stocked: [sku], opening }) => {
      const found = await ordersWith(backroom, reference);
      const [other] = found;
      if (other && found.every(({ payment }) => payment !== plan.payment)) {
        throw new PlacedOtherwise(
          `order ${reference} is there already ${HOW[other.payment]}, so it cannot be placed ${HOW[plan.payment]}: ` +
            'an invoice is paid in one way. Nothing was written.',
        );
      }
      if (found.length > 0 && sku !== undefined) {
        const ledger = await ledgerOf(backroom, sku).catch((error) => {
          if (error instanceof Refused && error.status === 404) return [];
          throw error;
        });
        if (!ledger.some((movement) => movement.reference === opening)) {
          throw new PlacedOtherwise(
            `order ${reference} is there already, but not from these lines (${sku} has no opening ${opening}): ` +
              'its day was replayed from another cut of the data, or another invoice has its number. Nothing was written.',
          );
        }
      }
      for (const { id, status } of found) placed.set(id, status);
      tick();
    }),
  );
  return placed;
};
