import * as api from './api.ts';
import { type Backroom, inParallel } from './backroom.ts';
import { isPaid } from './comparison.ts';
import { Denied, Refused } from './patience.ts';
import { beginPayment, waitUntilPaid } from './paying.ts';
import { findPlaced, WIDTH } from './placed.ts';
import type { Plan, PlannedMovement, PlannedOrder, PlannedProduct } from './plan.ts';
import type { Progress } from './progress.ts';
import type { Provider } from './provider.ts';

// Carries a plan out: products, then what they open with, then orders, by card each with its payment, and returns.
// Killed anywhere, it is begun anew.

/** Whom a plan is carried out with. */
export type Parties = { backroom: Backroom; provider: Provider };

export type Tally = { done: number; alreadyThere: number };

export type Takings = {
  products: Tally;
  openings: Tally;
  orders: Tally;
  payments: Tally;
  returns: Tally;
  /** The order that each reference became. */
  orderIds: Map<string, string>;
  refusals: { what: string; why: string }[];
  /** Seconds for which orders were placed, by card also confirmed. */
  orderSeconds: number;
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
 * Asks for everything the plan holds. What is refused is kept with its reason.
 * @throws PlacedOtherwise, before anything is written | NoAnswer
 */
export const carryOut = async (plan: Plan, { backroom, provider }: Parties, show: Progress): Promise<Takings> => {
  const tally = (): Tally => ({ done: 0, alreadyThere: 0 });
  const takings: Takings = {
    products: tally(),
    openings: tally(),
    orders: tally(),
    payments: tally(),
    returns: tally(),
    orderIds: new Map(),
    refusals: [],
    orderSeconds: 0,
  };
  const placed = await findPlaced(plan, backroom, show);

  const each = <T>(
    step: 'products' | 'openings' | 'orders' | 'payments' | 'returns',
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
          if (!(error instanceof Denied)) throw error;
          takings.refusals.push({ what: name(one), why: error.message });
        }
        tick();
      }),
    );

  /** Why a payment could not even be begun, by its order. */
  const unpayable = new Map<string, Denied>();

  /** An answer that was lost is replayed too; what had not been there before was placed by this run. */
  const placeOne = async ({ key, paymentKey, reference, input }: PlannedOrder): Promise<boolean> => {
    const { body } = await backroom.call(api.placeOrder, { as: 'machine', key, body: input });
    takings.orderIds.set(reference, body.id);
    if (plan.payment === 'card') {
      await beginPayment(body.id, paymentKey, { backroom, provider }).catch((error) => {
        if (!(error instanceof Denied)) throw error;
        unpayable.set(body.id, error);
      });
    }
    return !placed.has(body.id);
  };

  const settleOne = async ([, id]: [reference: string, id: string]): Promise<boolean> => {
    const error = unpayable.get(id);
    if (error) throw error;
    await waitUntilPaid(id, backroom);
    return !isPaid(placed.get(id) ?? '');
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
  if (plan.payment === 'card') {
    await each('payments', [...takings.orderIds], ([reference]) => `payment of order ${reference}`, settleOne);
  }
  await each(
    'returns',
    plan.returns,
    ({ input }) => `return ${input.reference}`,
    (one) => move(one, backroom),
  );
  return takings;
};
