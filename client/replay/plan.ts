import { createHash } from 'node:crypto';
import type { Sku } from '../../shared/values.ts';
import type { MovementInput, OrderInput, Payment, ProductInput } from './api.ts';
import type { Invoices, Line } from './invoices.ts';

// What is to be asked of Backroom for a file. Every key and reference comes from what the file says, never from where it
// lies, so asking again asks for the same.
//
// The day is the unit: a SKU opens once a day, under a reference that holds a digest of all the day's orders. A month in
// one file is therefore the same as its days one by one, and two halves of a day that share no invoice add up. A day that
// is cut so that it repeats an invoice of another cut is refused before anything is written (`PlacedOtherwise`).
// An invoice has one key, its number: the same number with other lines, or paid otherwise, is refused by Backroom
// (`idempotency_key_reused`). What a day opens with is the same however it is paid.

const CURRENCY = 'GBP';

export type PlannedProduct = { sku: Sku; input: ProductInput };
export type PlannedMovement = { key: string; input: MovementInput };
export type PlannedOrder = {
  key: string;
  /** Of its payment, if it is paid by card. */
  paymentKey: string;
  reference: string;
  input: OrderInput;
  /** SKUs of it that are kept in stock. */
  stocked: Sku[];
  /** The opening its units come from. */
  opening: string;
  units: number;
  /** Pence. */
  total: number;
};

export type Plan = {
  payment: Payment;
  products: PlannedProduct[];
  openings: PlannedMovement[];
  orders: PlannedOrder[];
  returns: PlannedMovement[];
};

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const keyOf = (...of: string[]): string => `replay-${sha256(of)}`;

const gbp = (amount: number) => ({ amount, currency: CURRENCY });

export const dayOf = (time: string): string => time.slice(0, 10);

/** The first line of a SKU names and prices it; sales come before returns. */
const productsOf = (lines: Line[]): PlannedProduct[] => {
  const first = new Map<Sku, Line>();
  for (const line of lines) if (!first.has(line.sku)) first.set(line.sku, line);
  return [...first.values()].map(({ sku, name, price, stocked }) => ({
    sku,
    input: { name, price: gbp(price), stocked },
  }));
};

/** One line for each SKU and price, in the order in which the invoice names them first. */
const orderOf = (reference: string, lines: [Line, ...Line[]], payment: Payment): Omit<PlannedOrder, 'opening'> => {
  const summed = new Map<string, { sku: Sku; quantity: number; price: number }>();
  for (const { sku, quantity, price } of lines) {
    const same = `${sku} ${price}`;
    summed.set(same, { sku, price, quantity: quantity + (summed.get(same)?.quantity ?? 0) });
  }
  const all = [...summed.values()];
  return {
    key: keyOf('order', reference),
    paymentKey: keyOf('payment', reference),
    reference,
    input: {
      lines: all.map(({ sku, quantity, price }) => ({ sku, quantity, agreedPrice: gbp(price) })),
      payment,
      reference,
      orderedAt: lines[0].at,
    },
    stocked: [...new Set(lines.filter(({ stocked }) => stocked).map(({ sku }) => sku))],
    units: all.reduce((units, { quantity }) => units + quantity, 0),
    total: all.reduce((total, { quantity, price }) => total + quantity * price, 0),
  };
};

/** `2010-12-01/0123456789ab`: the day, and what it sold. */
const openingReference = (day: string, orders: Omit<PlannedOrder, 'opening'>[]): string => {
  const sold = orders
    .toSorted((a, b) => (a.reference < b.reference ? -1 : 1))
    .map(({ reference, input: { lines, orderedAt } }) => ({ reference, orderedAt, lines }));
  return `${day}/${sha256(sold).slice(0, 12)}`;
};

const grouped = <T, K>(all: T[], by: (one: T) => K): Map<K, [T, ...T[]]> => Map.groupBy(all, by) as Map<K, [T, ...T[]]>; // a group is never empty

/** A day's orders, and the units each of its stocked SKUs opens with: exactly those that the orders take. */
const planOfDay = (day: string, unopened: Omit<PlannedOrder, 'opening'>[], stocked: Set<string>) => {
  const opening = openingReference(day, unopened);
  const units = new Map<string, number>();
  for (const { sku, quantity } of unopened.flatMap(({ input }) => input.lines)) {
    if (stocked.has(sku)) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  const openings = [...units].map(([sku, quantity]) => ({
    key: keyOf('opening', opening, sku),
    input: { sku, quantity, reason: 'opening', reference: opening },
  }));
  return { orders: unopened.map((order) => ({ ...order, opening })), openings };
};

/** All that a file asks for. */
export const planOf = ({ sales, returns }: Invoices, payment: Payment = 'on_account'): Plan => {
  const stocked = new Set<string>(sales.filter((line) => line.stocked).map(({ sku }) => sku));
  const orders = [...grouped(sales, ({ invoice }) => invoice)].map(([number, lines]) =>
    orderOf(number, lines, payment),
  );
  const days = [...grouped(orders, ({ input }) => dayOf(input.orderedAt))].map(([day, ofDay]) =>
    planOfDay(day, ofDay, stocked),
  );
  return {
    payment,
    products: productsOf([...sales, ...returns]),
    openings: days.flatMap(({ openings }) => openings),
    orders: days.flatMap(({ orders }) => orders),
    returns: returns.map(({ invoice, position, sku, quantity }) => {
      const reference = `${invoice}/${position}`;
      return { key: keyOf('return', reference), input: { sku, quantity, reason: 'return', reference } };
    }),
  };
};
