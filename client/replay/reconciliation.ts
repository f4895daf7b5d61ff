import * as api from './api.ts';
import { type Audit, audit } from './audit.ts';
import { allPages, type Backroom, inParallel } from './backroom.ts';
import { type Charges, chargesOf } from './charges.ts';
import { expectedReport, orderDifferences, reportDifferences, sharesOf } from './comparison.ts';
import { until } from './patience.ts';
import { ledgerOf, ordersWith, WIDTH } from './placed.ts';
import { dayOf, type Plan, type PlannedMovement, type PlannedOrder } from './plan.ts';
import type { Progress } from './progress.ts';
import type { Parties, Takings } from './takings.ts';

// Holds what Backroom and the provider say afterwards against what the file says. Nothing of it is taken from the answers
// to the writes.

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
  /** By card: the provider's ledger, and what Backroom's own reconciliation looked at. */
  charges?: Charges;
  audit?: Audit;
  /** What is not as the file says; empty when all adds up. */
  differences: string[];
  /** What is worth knowing, and no difference. */
  notes: string[];
};

/** Reports and lists follow what happened; a message that a killed worker held comes back after its visibility time-out. */
const REPORT_MILLISECONDS = 240_000;
const LIST_MILLISECONDS = 10_000;

type Checking = { backroom: Backroom; result: Reconciliation };

/** Looks an order up by its reference. `placedAs` tells it from others of that reference. Returns its id. */
const checkOrder = async (
  planned: PlannedOrder,
  placedAs: string | undefined,
  { backroom, result }: Checking,
): Promise<string | undefined> => {
  const { reference } = planned;
  const listed = await until(
    () => ordersWith(backroom, reference),
    (found) => !placedAs || found.some(({ id }) => id === placedAs),
    LIST_MILLISECONDS,
  );
  const id = listed.find((one) => one.id === placedAs)?.id;
  if (listed.length > 1)
    result.notes.push(`${listed.length} orders have the reference ${reference}; compared is ${id}`);
  if (!id) {
    result.differences.push(`order ${reference}: none in Backroom`);
    return undefined;
  }
  const { body: order } = await backroom.call(api.getOrder, { as: 'machine', params: { id } });
  const timeline = await allPages(
    async (query) => (await backroom.call(api.listOrderEvents, { as: 'machine', params: { id }, query })).body,
  );
  const gap = timeline.findIndex(({ seq }, index) => seq !== index + 1);
  if (timeline.length === 0 || gap >= 0) {
    result.differences.push(`order ${reference}: its timeline lacks event ${gap + 1 || 1}`);
  }
  result.differences.push(...orderDifferences(planned, order));
  result.orders.backroom++;
  result.revenue.backroom += order.total.amount;
  return id;
};

type Stock = { sold: Map<string, number>; returned: Map<string, number>; refs: Parameters<typeof sharesOf>[1] };

/** Holds a SKU's ledger against the file, and its shelves against the whole ledger. */
const checkSku = async (sku: string, { sold, returned, refs }: Stock, { backroom, result }: Checking) => {
  const [ledger, { body: stock }] = await Promise.all([
    ledgerOf(backroom, sku),
    backroom.call(api.getStock, { as: 'staff', params: { sku } }),
  ]);
  const shares = sharesOf(ledger, refs);
  const compare = (what: 'opened' | 'taken' | 'returned', file = 0) => {
    const units = shares[what];
    result[what].file += file;
    result[what].backroom += units;
    if (file !== units) result.differences.push(`${sku}: ${file} units ${what} by the file, ${units} on the ledger`);
  };
  compare('opened', sold.get(sku));
  compare('taken', sold.get(sku));
  compare('returned', returned.get(sku));
  result.available.ledger += shares.all;
  result.available.shelves += stock.available ?? 0;
  if (shares.all !== stock.available) {
    result.differences.push(`${sku}: ${stock.available} available, ${shares.all} by its ledger`);
  }
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

/** Waits for the day's report to count the file's orders. Where it counts others too, there is nothing to compare. */
const checkDay = async (day: string, ofDay: PlannedOrder[], { backroom, result }: Checking) => {
  const expected = expectedReport(ofDay);
  const report = await until(
    () => dailyReport(backroom, day),
    (seen) => seen.orders > expected.orders || reportDifferences(day, expected, seen).length === 0,
    REPORT_MILLISECONDS,
  );
  const others = report.orders - expected.orders;
  if (others <= 0) result.differences.push(...reportDifferences(day, expected, report));
  else result.notes.push(`daily report ${day}: counts ${others} orders beside this file's, so it is not compared`);
};

const unitsOf = (movements: PlannedMovement[]): Map<string, number> => {
  const units = new Map<string, number>();
  for (const { input } of movements) units.set(input.sku, (units.get(input.sku) ?? 0) + input.quantity);
  return units;
};

const referencesOf = (movements: PlannedMovement[]) => new Set(movements.map(({ input }) => input.reference));

/** Reads everything the file brought about, and says what differs. */
export const reconcile = async (
  { payment, products, openings, orders, returns }: Plan,
  { orderIds }: Takings,
  { backroom, provider }: Parties,
  show: Progress,
): Promise<Reconciliation> => {
  const skus = products.filter(({ input }) => input.stocked).map(({ sku }) => sku);
  const result: Reconciliation = {
    orders: { file: orders.length, backroom: 0 },
    revenue: { file: orders.reduce((sum, { total }) => sum + total, 0), backroom: 0 },
    opened: { file: 0, backroom: 0 },
    taken: { file: 0, backroom: 0 },
    returned: { file: 0, backroom: 0 },
    available: { ledger: 0, shelves: 0 },
    skus: skus.length,
    differences: [],
    notes: [],
  };
  const checking = { backroom, result };

  const found = new Set<string>();
  await show('orders', orders.length, (tick) =>
    inParallel(orders, WIDTH, async (one) => {
      const id = await checkOrder(one, orderIds.get(one.reference), checking);
      if (id) found.add(id);
      tick();
    }),
  );

  const refs = { openings: referencesOf(openings), returns: referencesOf(returns), orders: found };
  const stock = { sold: unitsOf(openings), returned: unitsOf(returns), refs };
  await show('ledgers', skus.length, (tick) =>
    inParallel(skus, WIDTH, (sku) => checkSku(sku, stock, checking).then(tick)),
  );

  const days = [...Map.groupBy(orders, ({ input }) => dayOf(input.orderedAt))];
  await show('reports', days.length, (tick) =>
    inParallel(days, 1, ([day, ofDay]) => checkDay(day, ofDay, checking).then(tick)),
  );
  if (payment !== 'card') return result;

  const charges = chargesOf(orders, orderIds, await provider.intents());
  const own = await show('own audit', 1, async (tick) => {
    const seen = await audit(backroom);
    tick();
    return seen;
  });
  result.differences.push(...charges.differences, ...own.differences);
  return { ...result, charges, audit: own };
};
