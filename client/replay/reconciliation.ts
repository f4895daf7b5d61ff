import { setTimeout as sleep } from 'node:timers/promises';
import * as api from './api.ts';
import { allPages, type Backroom, inParallel } from './backroom.ts';
import { dayOf, type Plan, type PlannedOrder } from './plan.ts';
import type { Progress } from './progress.ts';
import { ledgerOf, ordersWith, type Takings, WIDTH } from './takings.ts';

// Holds what Backroom says afterwards against what the file says. Nothing of it is taken from the answers to the writes.

export type Pair = { file: number; backroom: number };

export type Reconciliation = {
  orders: Pair;
  /** Pence. */
  revenue: Pair;
  opened: Pair;
  taken: Pair;
  returned: Pair;
  /** Units on all shelves of the file's SKUs, and the sum of their whole ledgers. */
  available: { ledger: number; shelves: number };
  skus: number;
  /** What is not as the file says; empty when all adds up. */
  differences: string[];
  /** What is worth knowing, and no difference. */
  notes: string[];
};

/** Reports and lists follow what happened; a message that a killed worker held comes back after its visibility time-out. */
const REPORT_MILLISECONDS = 240_000;
const LIST_MILLISECONDS = 10_000;
const LOOK_AGAIN_MILLISECONDS = 500;

const summed = (lines: { sku: string; quantity: number; price: number }[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity, price } of lines) {
    const key = `${sku} at ${price}`;
    sums.set(key, (sums.get(key) ?? 0) + quantity);
  }
  return sums;
};

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
    ...(found.status === 'cancelled' ? [`order ${reference}: was cancelled`] : []),
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
    data: [...data].map(([sku, { units, revenue }]) => ({ sku, units, revenue: { amount: revenue, currency: 'GBP' } })),
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

/** Looks until it is as it should be, or time is up. */
const until = async <T>(look: () => Promise<T>, isRight: (seen: T) => boolean, milliseconds: number): Promise<T> => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (isRight(seen) || Date.now() > end) return seen;
    await sleep(LOOK_AGAIN_MILLISECONDS);
  }
};

/** Reads everything the file brought about, and says what differs. */
export const reconcile = async (
  plan: Plan,
  takings: Takings,
  backroom: Backroom,
  show: Progress,
): Promise<Reconciliation> => {
  const differences: string[] = [];
  const notes: string[] = [];
  const result: Reconciliation = {
    orders: { file: plan.orders.length, backroom: 0 },
    revenue: { file: plan.orders.reduce((sum, { total }) => sum + total, 0), backroom: 0 },
    opened: { file: 0, backroom: 0 },
    taken: { file: 0, backroom: 0 },
    returned: { file: 0, backroom: 0 },
    available: { ledger: 0, shelves: 0 },
    skus: 0,
    differences,
    notes,
  };
  const orderIds = new Set<string>();

  const checkOrder = async (planned: PlannedOrder) => {
    const { reference } = planned;
    const placedAs = takings.orderIds.get(reference);
    const listed = await until(
      () => ordersWith(backroom, reference),
      (found) => !placedAs || found.some(({ id }) => id === placedAs),
      LIST_MILLISECONDS,
    );
    const one = listed.find(({ id }) => id === placedAs);
    if (listed.length > 1)
      notes.push(`${listed.length} orders have the reference ${reference}; compared is ${one?.id}`);
    if (!one) {
      differences.push(`order ${reference}: none in Backroom`);
      return;
    }
    orderIds.add(one.id);
    const { body } = await backroom.call(api.getOrder, { as: 'machine', params: { id: one.id } });
    const timeline = await allPages(
      async (query) =>
        (await backroom.call(api.listOrderEvents, { as: 'machine', params: { id: one.id }, query })).body,
    );
    differences.push(...orderDifferences(planned, body));
    const gap = timeline.findIndex(({ seq }, index) => seq !== index + 1);
    if (timeline.length === 0 || gap >= 0)
      differences.push(`order ${reference}: its timeline lacks event ${gap + 1 || 1}`);
    result.orders.backroom++;
    result.revenue.backroom += body.total.amount;
  };
  await show('orders', plan.orders.length, (tick) =>
    inParallel(plan.orders, WIDTH, (one) => checkOrder(one).then(tick)),
  );

  const refs = {
    openings: new Set(plan.openings.map(({ input }) => input.reference)),
    returns: new Set(plan.returns.map(({ input }) => input.reference)),
    orders: orderIds,
  };
  const unitsOf = (movements: Plan['openings'], sku: string) =>
    movements.filter(({ input }) => input.sku === sku).reduce((units, { input }) => units + input.quantity, 0);
  const checkSku = async (sku: string) => {
    const [ledger, { body: stock }] = await Promise.all([
      ledgerOf(backroom, sku),
      backroom.call(api.getStock, { as: 'staff', params: { sku } }),
    ]);
    const { opened, taken, returned, all } = sharesOf(ledger, refs);
    const sold = unitsOf(plan.openings, sku);
    const back = unitsOf(plan.returns, sku);
    const compare = (what: 'opened' | 'taken' | 'returned', file: number, units: number) => {
      result[what].file += file;
      result[what].backroom += units;
      if (file !== units) differences.push(`${sku}: ${file} units ${what} by the file, ${units} on the ledger`);
    };
    compare('opened', sold, opened);
    compare('taken', sold, taken);
    compare('returned', back, returned);
    result.available.ledger += all;
    result.available.shelves += stock.available ?? 0;
    if (all !== stock.available) differences.push(`${sku}: ${stock.available} available, ${all} by its ledger`);
  };
  const skus = plan.products.filter(({ input }) => input.stocked).map(({ sku }) => sku);
  result.skus = skus.length;
  await show('ledgers', skus.length, (tick) => inParallel(skus, WIDTH, (sku) => checkSku(sku).then(tick)));

  const days = [...Map.groupBy(plan.orders, ({ input }) => dayOf(input.orderedAt))];
  const checkDay = async ([day, ofDay]: [string, PlannedOrder[]]) => {
    const expected = expectedReport(ofDay);
    const report = await until(
      () => dailyReport(backroom, day),
      (seen) => seen.orders > expected.orders || reportDifferences(day, expected, seen).length === 0,
      REPORT_MILLISECONDS,
    );
    const others = report.orders - expected.orders;
    if (others > 0)
      notes.push(`daily report ${day}: counts ${others} orders beside this file's, so it is not compared`);
    else differences.push(...reportDifferences(day, expected, report));
  };
  await show('reports', days.length, (tick) => inParallel(days, 1, (day) => checkDay(day).then(tick)));
  return result;
};

const dailyReport = async (backroom: Backroom, date: string): Promise<api.Report> => {
  let whole: api.Report | undefined;
  const data = await allPages(async (query) => {
    const { body } = await backroom.call(api.getDailyReport, { as: 'staff', query: { ...query, date } });
    whole ??= body;
    return body;
  });
  if (!whole) throw new Error('a list has at least one page');
  return { ...whole, data };
};
