import { type Facts, type Fields, type Invariant, isOrder, linesOf, rowsOf } from './facts.ts';

/** The declared machine: what may become of an order in one step. Staying what it is, one version on, notes money. */
const STEPS: Record<string, string[]> = {
  reserving: ['undoing', 'pending_payment', 'on_account'],
  undoing: [],
  pending_payment: ['paid', 'cancelled', 'expiring', 'expired'],
  on_account: ['cancelled', 'fulfilled'],
  paid: ['paid', 'cancelled', 'fulfilled'],
  expiring: ['expiring', 'paid', 'expired', 'cancelled'],
  expired: ['expired', 'paid'],
  cancelled: ['cancelled'],
  fulfilled: ['fulfilled'],
};
const FIRST = ['reserving', 'pending_payment', 'on_account'];
const AT_REST = ['pending_payment', 'on_account', 'paid', 'fulfilled', 'cancelled', 'expired'];

const isOpen = (status: string) => status === 'reserving' || status === 'undoing';

/** Whatever goes wrong, an order that waits for its payment's end hears of it sooner. */
const WAITING_HOURS = 12;

/** An order is taken once, kept for ever, and only ever walks its machine. */
export const orders = (facts: Facts): Invariant => {
  const { simulation, table, saw } = facts;
  const keys = new Map<string, Set<string>>();
  const acknowledged = new Map<string, Fields>();
  /** Since when orders wait. */
  const waiting = new Map<string, number>();

  const judgeWaiting = (pk: string, status: string | undefined) => {
    const since = waiting.get(pk) ?? simulation.now();
    const hours = (simulation.now() - since) / 3_600_000;
    if (status === 'expiring') waiting.set(pk, since);
    else waiting.delete(pk);
    if (hours > WAITING_HOURS) simulation.violate('10 no order is stuck', `${pk} was expiring for ${hours} hours`);
  };

  const walk = (before: Fields, after: Fields): string | undefined => {
    if (!before) return FIRST.includes(after.status) && after.version === 1 ? undefined : 'it begins in the middle';
    if (!after) return isOpen(before.status) ? undefined : 'an accepted order is gone';
    if (after.total !== before.total || after.currency !== before.currency) return 'its total changed';
    const steps = after.version - before.version;
    if (before.status === after.status && steps === 0) return undefined;
    if (!STEPS[before.status]?.includes(after.status)) return 'there is no such step';
    const wanted = isOpen(before.status) ? 0 : 1;
    return steps === wanted ? undefined : `its version went ${steps} on`;
  };

  return {
    changed: (changes) => {
      for (const { key, before, after } of changes) {
        if (!isOrder(key)) continue;
        judgeWaiting(key.pk, after?.status as string | undefined);
        const fault = walk(before, after);
        const [was, is] = [before, after].map((row) => `${row?.status} v${row?.version}`);
        if (fault) simulation.violate('9 orders walk the declared machine', `${key.pk} from ${was} to ${is}: ${fault}`);
        if (before?.status === 'expired' && after?.status === 'paid') saw('paid late, units taken anew');
        if (before?.status === 'expiring' && after?.status === 'paid') saw('paid while it was expiring');
        if (after?.orphan && !before?.orphan) saw('money without an order goes back');
        if (before?.status === 'undoing' && !after) saw('a long order is undone');
        if (before?.status === 'reserving' && after?.status === 'reserving' && before.attempt !== after.attempt)
          saw('a long order is taken over');
        if (after?.status === 'cancelled' && before?.status === 'paid') saw('a paid order is cancelled');
      }
    },
    answered: ({ method, path, who, headers }, { status, body, headers: said }) => {
      if (method !== 'POST' || path !== '/v1/orders' || !who) return;
      const key = headers?.['idempotency-key'] ?? '';
      const asked = keys.get(who.name) ?? new Set();
      keys.set(who.name, asked.add(key));
      if (said['idempotency-replayed']) saw('an order is answered again');
      if (status !== 201) return;
      const name = `${who.name} ${key}`;
      const first = acknowledged.get(name);
      if (first && first.id !== body.id) simulation.violate('6 one order for one key', `${first.id}, ${body.id}`);
      acknowledged.set(name, body);
    },
    judge: () => {
      const all = rowsOf(facts, isOrder);
      const buyers = Object.groupBy(all, ({ buyer }) => String(buyer));
      for (const [buyer, theirs = []] of Object.entries(buyers)) {
        const asked = keys.get(buyer.replace(/^user-/, ''))?.size ?? 0;
        if (theirs.length > asked)
          simulation.violate('6 one order for one key', `${buyer}: ${theirs.length} of ${asked} keys`);
      }
      for (const body of acknowledged.values()) {
        const order = table.get({ pk: `ORDER#${body.id}`, sk: 'ORDER' }) as Fields;
        const lines = order ? linesOf(table, order) : [];
        const same = (line: Fields, n: number) => line.sku === lines[n]?.sku && line.quantity === lines[n]?.quantity;
        if (
          !order ||
          order.total !== body.total.amount ||
          lines.length !== body.lines.length ||
          !body.lines.every(same)
        ) {
          simulation.violate(
            '7 an acknowledged order is kept',
            `${body.id} is ${order?.status}, ${lines.length} lines`,
          );
        }
      }
      for (const order of all) {
        const sum = linesOf(table, order).reduce((total, { amount }) => total + amount, 0);
        if (sum !== order.total)
          simulation.violate('8 a total is the sum of its lines', `${order.id}: ${order.total}, ${sum}`);
        const isLate = order.status === 'pending_payment' && Date.parse(order.expiresAt) < simulation.now();
        if (!AT_REST.includes(order.status) || order.leaseUntil || isLate) {
          simulation.violate('10 no order is stuck', `${order.id} is ${order.status}, lease ${order.leaseUntil}`);
        }
      }
    },
  };
};
