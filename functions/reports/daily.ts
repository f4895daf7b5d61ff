import type * as v from 'valibot';
import type { OrderLine } from '#events/orders';

/** What an event adds to one SKU's day; revenue in minor units. */
export type Share = { sku: string; units: number; revenue: number; orders: number };

type Sale = { lines: v.InferOutput<typeof OrderLine>[]; part: number };

/**
 * What a sale adds to its day, SKU by SKU. The order itself is counted with the first SKU of its first part: a row for
 * the whole day would be one that all orders contend for.
 * @param sign -1 takes a sale back
 */
export const sharesOf = ({ lines, part }: Sale, sign: 1 | -1): Share[] => {
  const shares = new Map<string, Share>();
  for (const { sku, quantity, amount } of lines) {
    const first = shares.size === 0 && part === 1;
    const share = shares.get(sku) ?? { sku, units: 0, revenue: 0, orders: first ? sign : 0 };
    shares.set(sku, { ...share, units: share.units + sign * quantity, revenue: share.revenue + sign * amount });
  }
  return [...shares.values()];
};

/** Not a SKU: money that was given back without saying what for. */
export const NO_SKU = '';

/** What a refund takes from its day: its lines, or only its amount; the order itself, once all of it went back. */
export const sharesOfRefund = (refund: Sale & { amount: number; whole: boolean }): Share[] => {
  if (refund.lines.length === 0 && !refund.whole) {
    return [{ sku: NO_SKU, units: 0, revenue: -refund.amount, orders: 0 }];
  }
  const shares = sharesOf(refund, -1);
  return refund.whole ? shares : shares.map((share) => ({ ...share, orders: 0 }));
};

/** The day as a whole. */
export const totalOf = (shares: Share[]) =>
  shares.reduce(
    (total, { units, revenue, orders }) => ({
      orders: total.orders + orders,
      units: total.units + units,
      revenue: total.revenue + revenue,
    }),
    { orders: 0, units: 0, revenue: 0 },
  );
