import * as api from './api.ts';
import { allPages, type Backroom, inParallel, Refused } from './backroom.ts';
import type { Plan, PlannedMovement, PlannedOrder, PlannedProduct } from './plan.ts';
import type { Progress } from './progress.ts';

// Carries a plan out: products, then what they open with, then orders and returns. Killed anywhere, it is begun anew.

/** Requests under way at once. */
export const WIDTH = 8;

export type Tally = { done: number; alreadyThere: number };

export type Takings = {
  products: Tally;
  openings: Tally;
  orders: Tally;
  returns: Tally;
  /** The order that each reference became. */
  orderIds: Map<string, string>;
  refusals: { what: string; why: string }[];
  /** Seconds for which orders were placed. */
  orderSeconds: number;
};

/** The file repeats invoices that were placed when its day was cut differently: their units would be opened twice. */
export class AnotherCut extends Error {}

export const ordersWith = (backroom: Backroom, reference: string) =>
  allPages(
    async (query) => (await backroom.call(api.listOrders, { as: 'machine', query: { ...query, reference } })).body,
  );

export const ledgerOf = (backroom: Backroom, sku: string) =>
  allPages(async (query) => (await backroom.call(api.listMovements, { as: 'staff', params: { sku }, query })).body);

/**
 * The orders of the plan that are already there. Openings come before orders, so one that is there was placed by a
 * replay of these same lines exactly if its SKUs have their opening.
 * @throws AnotherCut
 */
const findPlaced = async (plan: Plan, backroom: Backroom, show: Progress): Promise<Set<string>> => {
  const placed = new Set<string>();
  await show('looking', plan.orders.length, (tick) =>
    inParallel(plan.orders, WIDTH, async ({ reference, stocked: [sku], opening }) => {
      const found = await ordersWith(backroom, reference);
      if (found.length > 0 && sku !== undefined) {
        const ledger = await ledgerOf(backroom, sku).catch((error) => {
          if (error instanceof Refused && error.status === 404) return [];
          throw error;
        });
        if (!ledger.some((movement) => movement.reference === opening)) {
          throw new AnotherCut(
            `order ${reference} is there already, but not from these lines (${sku} has no opening ${opening}): ` +
              'its day was replayed from another cut of the data, or another invoice has its number. Nothing was written.',
          );
        }
      }
      for (const { id } of found) placed.add(id);
      tick();
    }),
  );
  return placed;
};

/** A product that is there stays as it is: another day's first price is no reason to change the list price. */
const importProduct = async ({ sku, input }: PlannedProduct, backroom: Backroom): Promise<boolean> => {
  try {
    const { body } = await backroom.call(api.getProduct, { as: 'machine', params: { sku } });
    if (body.status === 'archived') throw new Refused(409, 'archived', 'the product is archived');
    if (body.stocked !== input.stocked) {
      throw new Refused(409, 'stocked', `the product is ${body.stocked ? '' : 'not '}kept in stock`);
    }
    return false;
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) throw error;
    await backroom.call(api.putProduct, { as: 'machine', params: { sku }, body: input });
    return true;
  }
};

const move = async ({ key, input }: PlannedMovement, backroom: Backroom): Promise<boolean> =>
  !(await backroom.call(api.recordMovement, { as: 'machine', key, body: input })).replayed;

/**
 * Asks Backroom for everything the plan holds. What it refuses is kept with its reason.
 * @throws AnotherCut, before anything is written | NoAnswer
 */
export const carryOut = async (plan: Plan, backroom: Backroom, show: Progress): Promise<Takings> => {
  const tally = (): Tally => ({ done: 0, alreadyThere: 0 });
  const takings: Takings = {
    products: tally(),
    openings: tally(),
    orders: tally(),
    returns: tally(),
    orderIds: new Map(),
    refusals: [],
    orderSeconds: 0,
  };
  const placed = await findPlaced(plan, backroom, show);

  const each = <T>(
    step: 'products' | 'openings' | 'orders' | 'returns',
    all: T[],
    name: (one: T) => string,
    work: (one: T) => Promise<boolean>,
  ) =>
    show(step, all.length, (tick) =>
      inParallel(all, WIDTH, async (one) => {
        try {
          if (await work(one)) takings[step].done++;
          else takings[step].alreadyThere++;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          takings.refusals.push({ what: name(one), why: error.message });
        }
        tick();
      }),
    );

  /** An answer that was lost is replayed too; what had not been there before was placed by this run. */
  const placeOne = async ({ key, reference, input }: PlannedOrder): Promise<boolean> => {
    const { body } = await backroom.call(api.placeOrder, { as: 'machine', key, body: input });
    takings.orderIds.set(reference, body.id);
    return !placed.has(body.id);
  };

  await each(
    'products',
    plan.products,
    ({ sku }) => `product ${sku}`,
    (one) => importProduct(one, backroom),
  );
  await each(
    'openings',
    plan.openings,
    ({ input }) => `opening of ${input.sku}`,
    (one) => move(one, backroom),
  );
  const begun = performance.now();
  await each('orders', plan.orders, ({ reference }) => `order ${reference}`, placeOne);
  takings.orderSeconds = (performance.now() - begun) / 1_000;
  await each(
    'returns',
    plan.returns,
    ({ input }) => `return ${input.reference}`,
    (one) => move(one, backroom),
  );
  return takings;
};
