import type { Message, Queue } from '../queues.ts';
import { type Facts, type Fields, type Invariant, isOrder, isSold, linesOf, refundsOf, rowsOf } from './facts.ts';

/** Sooner nobody gives up a message that is only throttled, even if it could not be put off either. */
const OUTAGE_MINUTES = 10;

/** Every event reaches everybody who hears it, has its effect once, and nobody hears what was never said. */
export const messages = (facts: Facts): Invariant => {
  const { simulation, table, base, queues, hearers, saw, strangers } = facts;
  const { violate } = simulation;
  const said = new Map<string, { type: string; parts: number }>();
  const heard = new Set<string>();
  const heardBy = new Set(Object.values(hearers).flat());
  const events = new Map<string, string>();

  const isEvent = ({ sk }: { sk: string }) => sk.startsWith('EVENT#');

  const handled = ({ url }: Queue, taken: Message[]) => {
    if (!heardBy.has(url)) return;
    for (const { body } of taken) {
      if (!body.startsWith('{"id"') && !body.includes('"evt_')) continue; // a stranger's: put among the dead letters
      const { id, part = 1 } = JSON.parse(body) as { id: string; part?: number };
      const name = `${url} ${id} ${part}`;
      if (heard.has(name)) saw('an event is heard again');
      heard.add(name);
      if (!said.has(id)) violate('17 nothing is heard that was not said', `${url} heard ${id}`);
    }
  };

  /** SKU by SKU: what orders are worth now, less what went back without saying for what. */
  const judgeReport = () => {
    const sums = new Map<string, { units: number; revenue: number }>();
    const add = (sku: string, units: number, revenue: number) => {
      const sum = sums.get(sku) ?? { units: 0, revenue: 0 };
      sums.set(sku, { units: sum.units + units, revenue: sum.revenue + revenue });
    };
    for (const row of rowsOf(facts, ({ pk, sk }) => pk.startsWith('REPORT#') && sk.startsWith('SKU#'))) {
      add(row.sku, -row.units, -row.revenue);
    }
    const orders = new Map<string, Fields>(rowsOf(facts, isOrder).map((order) => [order.id, order]));
    for (const order of orders.values()) {
      if (isSold(order)) for (const { sku, quantity, amount } of linesOf(table, order)) add(sku, quantity, amount);
    }
    for (const { orderId, paymentId, whole, lines: named, amount } of refundsOf(facts)) {
      const order = orders.get(orderId);
      if (!order || !isSold(order) || order.paymentId !== paymentId) continue;
      const lines = linesOf(table, order) as Fields[];
      if (!whole && !named) add('', 0, -amount);
      for (const line of whole ? lines : []) add(line.sku, -line.quantity, -line.amount);
      for (const { lineId, quantity } of whole ? [] : (named ?? [])) {
        const line = lines.find(({ id }) => id === lineId);
        add(line?.sku, -quantity, -quantity * line?.unitPrice);
      }
    }
    for (const [sku, { units, revenue }] of sums) {
      if (units === 0 && revenue === 0) continue;
      violate(
        '18 every effect is applied once',
        `the report lacks ${units} units and ${revenue} of ${sku || 'no SKU'}`,
      );
    }
  };

  return {
    changed: (changes) => {
      for (const { key, before, after } of changes) {
        if (!isEvent(key)) continue;
        const data = JSON.stringify((after as Fields)?.data);
        const name = `${key.pk} ${key.sk}`;
        if (!after || (before && events.has(name) && events.get(name) !== data)) {
          violate('7 what was said is never changed', name);
        } else if (!before) {
          const { id, type, parts } = after as Fields;
          if (said.has(id)) violate('21 an event is said once', id);
          said.set(id, { type, parts: parts?.count ?? 1 });
          events.set(name, data);
        }
      }
    },
    handled,
    died: ({ name }, { firstReceivedAt = 0, isHarmed }) => {
      saw('a message is given up');
      if (!isHarmed && simulation.now() - firstReceivedAt < OUTAGE_MINUTES * 60_000) {
        violate('20 nobody gives up too soon', `${name} after ${(simulation.now() - firstReceivedAt) / 1_000} s`);
      }
    },
    judge: () => {
      for (const [id, { type, parts }] of said) {
        for (const url of hearers[type] ?? []) {
          for (let part = 1; part <= parts; part++) {
            if (!heard.has(`${url} ${id} ${part}`))
              violate('16 no message is lost', `${type} ${id} part ${part} at ${url}`);
          }
        }
      }
      for (const { name, messages: left, isDeadLetter } of queues.all) {
        const stuck = isDeadLetter
          ? left.filter(({ reason, body }) => reason !== undefined && body.includes('"evt_'))
          : left;
        if (stuck.length > 0) violate('16 no message is lost', `${stuck.length} in ${name}: ${stuck[0]?.reason}`);
      }
      for (const row of rowsOf(facts, ({ gsi4pk }) => String(gsi4pk).startsWith('UNSENT#'))) {
        if (!base.get(row)) violate('16 no message is lost', `${row.pk} ${row.sk} was never sent`);
      }
      const dead = queues.all.filter(({ isDeadLetter }) => isDeadLetter).flatMap((queue) => queue.messages);
      const quarantined = new Set(dead.filter(({ reason }) => reason !== undefined).map(({ body }) => body));
      for (const body of strangers) {
        if (quarantined.has(body)) saw('a stranger is quarantined');
        else violate('16 no message is lost', `${body} is not among the dead letters`);
      }
      judgeReport();
    },
  };
};
