import { money } from '../../shared/values.ts';
import type * as api from './api.ts';
import type { PlannedOrder } from './plan.ts';

// The file held against Backroom, one thing at a time. A difference is a sentence; no difference, no sentence.

const summed = (lines: { sku: string; quantity: number; price: number }[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity, price } of lines) {
    const key = `${sku} at ${price}`;
    sums.set(key, (sums.get(key) ?? 0) + quantity);
  }
  return sums;
};

/** The money is there, whatever else has become of the order. */
export const isPaid = (status: string): boolean => status === 'paid' || status === 'fulfilled';

/** What an order says otherwise than its invoice. */
export const orderDifferences = ({ reference, input, total }: PlannedOrder, found: api.Order): string[] => {
  const wanted = summed(input.lines.map((line) => ({ ...line, price: line.agreedPrice.amount })));
  const have = summed(found.lines.map((line) => ({ ...line, price: line.unitPrice.amount })));
  const keys = [...new Set([...wanted.keys(), ...have.keys()])];
  const differ = (what: string, file: unknown, backroom: unknown) =>
    file === backroom ? [] : [`order ${reference}: ${what} ${file} in the file, ${backroom} in Backroom`];
  const amounts = found.lines.reduce((sum, { amount }) => sum + amount.amount, 0);
  return [
    ...keys.flatMap((key) => differ(`units of ${key}`, wanted.get(key) ?? 0, have.get(key) ?? 0)),
    ...differ('total', total, found.total.amount),
    ...differ('sum of its lines', total, amounts),
    ...differ('currency', 'GBP', found.total.currency),
    ...differ('date', input.orderedAt, found.orderedAt),
    ...differ('payment', input.payment, found.payment),
    ...(input.payment === 'card' && !isPaid(found.status) ? [`order ${reference}: is ${found.status}, not paid`] : []),
    ...(input.payment === 'on_account' && found.status === 'cancelled' ? [`order ${reference}: was cancelled`] : []),
  ];
};

type Shares = { opened: number; taken: number; returned: number; all: number };

/** A SKU's ledger, split into what belongs to the file (by references) and all of it. */
export const sharesOf = (
  ledger: api.Movement[],
  refs: { openings: Set<string>; returns: Set<string>; orders: Set<string> },
): Shares => {
  const sum = (belongs: (movement: api.Movement) => boolean) =>
    ledger.filter(belongs).reduce((units, { quantity }) => units + quantity, 0);
  const refersTo = (known: Set<string>, { reference }: api.Movement) => reference !== undefined && known.has(reference);
  return {
    opened: sum((each) => each.reason === 'opening' && refersTo(refs.openings, each)),
    returned: sum((each) => each.reason === 'return' && refersTo(refs.returns, each)),
    taken: 0 - sum((each) => refersTo(refs.orders, each)),
    all: sum(() => true),
  };
};

/** What the day's report ought to say of these orders. */
export const expectedReport = (ofDay: PlannedOrder[]): Omit<api.Report, 'revenue'> & { revenue: number } => {
  const data = new Map<string, { units: number; revenue: number }>();
  for (const { sku, quantity, agreedPrice } of ofDay.flatMap(({ input }) => input.lines)) {
    const share = data.get(sku) ?? { units: 0, revenue: 0 };
    const revenue = share.revenue + quantity * agreedPrice.amount;
    data.set(sku, { units: share.units + quantity, revenue });
  }
  return {
    orders: ofDay.length,
    units: ofDay.reduce((sum, { units }) => sum + units, 0),
    revenue: ofDay.reduce((sum, { total }) => sum + total, 0),
    data: [...data].map(([sku, { units, revenue }]) => ({ sku, units, revenue: money(revenue, 'GBP') })),
  };
};

/** What a report says otherwise than its day's orders. */
export const reportDifferences = (
  day: string,
  expected: ReturnType<typeof expectedReport>,
  report: api.Report,
): string[] => {
  const differ = (what: string, file: number, backroom: number) =>
    file === backroom ? [] : [`daily report ${day}: ${what} ${file} in the file, ${backroom} in Backroom`];
  const wanted = new Map(expected.data.map((each) => [each.sku, each]));
  const have = new Map(report.data.map((each) => [each.sku, each]));
  const skus = [...new Set([...wanted.keys(), ...have.keys()])];
  return [
    ...differ('orders', expected.orders, report.orders),
    ...differ('units', expected.units, report.units),
    ...differ('revenue', expected.revenue, report.revenue.amount),
    ...skus.flatMap((sku) => [
      ...differ(`units of ${sku}`, wanted.get(sku)?.units ?? 0, have.get(sku)?.units ?? 0),
      ...differ(`revenue of ${sku}`, wanted.get(sku)?.revenue.amount ?? 0, have.get(sku)?.revenue.amount ?? 0),
    ]),
  ];
};
