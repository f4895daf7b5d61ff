import type { Change, SimulatedTable } from '../table/table.ts';
import { type Facts, type Fields, type Invariant, isAlive, isOrder, linesOf, refundsOf, rowsOf } from './facts.ts';

const skuOf = (pk: string): string => pk.slice('STOCK#'.length, pk.lastIndexOf('#'));
const isCounter = ({ pk, sk }: { pk: string; sk: string }) => sk === 'COUNTER' && pk.startsWith('STOCK#');

const sumsOf = (table: SimulatedTable): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const row of table.rows())
    if (isCounter(row)) sums.set(skuOf(row.pk), (sums.get(skuOf(row.pk)) ?? 0) + Number(row.available));
  return sums;
};

/** What no fault can bring about, so that whoever finds it has looked wrongly. */
const IMPOSSIBLE = ['stock_differs', 'hold_without_order', 'hold_differs', 'charge_missing', 'charge_differs'];

const bases = new WeakMap<SimulatedTable, Map<string, number>>();
const baseOf = (base: SimulatedTable): Map<string, number> => {
  const known = bases.get(base) ?? sumsOf(base);
  bases.set(base, known);
  return known;
};

/** Every unit is somewhere, once. */
export const inventory = (facts: Facts): Invariant => {
  const { simulation, table, base } = facts;
  const sums = new Map(baseOf(base));
  const moves = new Set<string>();
  const history = new Map<string, { step: number; sum: number }[]>();

  const note = (changes: Change[]) => {
    const moved = new Set<string>();
    for (const { key, before, after } of changes) {
      if (!isCounter(key)) continue;
      const available = (after?.available ?? 0) as number;
      if (!Number.isSafeInteger(available) || available < 0) {
        simulation.violate('1 stock is never below nothing', `${key.pk} holds ${available}`);
      }
      const sku = skuOf(key.pk);
      moved.add(sku);
      sums.set(sku, (sums.get(sku) ?? 0) + available - ((before?.available ?? 0) as number));
    }
    for (const sku of moved) {
      const known = history.get(sku) ?? [];
      known.push({ step: simulation.counts.steps, sum: sums.get(sku) ?? 0 });
      history.set(sku, known);
    }
  };

  /** The least there was of a SKU since a step. */
  const leastSince = (sku: string, since: number): number => {
    const known = history.get(sku) ?? [];
    const before = known.findLast(({ step }) => step < since)?.sum ?? baseOf(base).get(sku) ?? 0;
    return Math.min(before, ...known.filter(({ step }) => step >= since).map(({ sum }) => sum));
  };

  return {
    changed: (changes) => {
      note(changes);
      for (const { key, after } of changes) {
        if (key.sk !== 'DISCREPANCY' || !IMPOSSIBLE.includes(String(after?.kind))) continue;
        simulation.violate('2 an audit finds nothing wrong where nothing is', `${after?.kind}: ${after?.says}`);
      }
    },
    answered: ({ method, path, body, who, headers }, answer, since) => {
      if (method === 'POST' && path === '/v1/stock-movements')
        moves.add(`${who?.name} ${headers?.['idempotency-key']}`);
      if (method !== 'POST' || path !== '/v1/orders' || answer.body?.code !== 'out_of_stock') return;
      const { lines } = JSON.parse(body ?? '{}') as { lines: { sku: string; quantity: number }[] };
      for (const { sku } of answer.body.errors as { sku: string }[]) {
        const wanted = lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
        const least = leastSince(sku, since);
        if (least >= wanted) {
          simulation.violate(
            '4 only what is short is refused',
            `${sku}: ${wanted} wanted, never fewer than ${least} there`,
          );
        }
      }
    },
    judge: () => {
      const moved = rowsOf(facts, ({ sk }) => sk === 'MOVEMENT').filter((row) => !base.get(row));
      if (moved.length > moves.size)
        simulation.violate('6 one movement for one key', `${moved.length} of ${moves.size} keys`);
      const expected = new Map(baseOf(base));
      const add = (sku: string, units: number) => expected.set(sku, (expected.get(sku) ?? 0) + units);
      for (const { sku, quantity } of moved) add(sku, quantity);
      const orders = new Map<string, Fields>(rowsOf(facts, isOrder).map((order) => [order.id, order]));
      for (const order of orders.values()) {
        if (!isAlive(order)) continue;
        for (const { sku, quantity, stocked } of linesOf(table, order)) if (stocked) add(sku, -quantity);
      }
      for (const { orderId, restock, whole, lines: named } of refundsOf(facts)) {
        const order = orders.get(orderId);
        if (!restock || !order || !isAlive(order)) continue;
        const lines = linesOf(table, order);
        const back = whole
          ? lines
          : (named ?? []).map(({ lineId, quantity }: Fields) => ({
              ...lines.find(({ id }) => id === lineId),
              quantity,
            }));
        for (const { sku, quantity } of back) add(sku, quantity);
      }
      for (const [sku, units] of expected) {
        const there = sums.get(sku) ?? 0;
        if (there === units) continue;
        const detail = `${sku}: ${there} there, ${units} by orders and movements`;
        simulation.violate(there > units ? '3 nothing held is given away' : '2 every unit is accounted for', detail);
      }
    },
  };
};
