import type { Change } from '../table/table.ts';
import { type Facts, type Fields, type Invariant, isOrder, isPayment, isRefund, isSold, rowsOf } from './facts.ts';

/** What an intent is when it can take nothing any more. */
const OVER = ['canceled', 'succeeded'];

/** Money is taken once, for an order that is had, and given back no further. */
export const payments = (facts: Facts): Invariant => {
  const { simulation, provider, saw } = facts;
  const { violate } = simulation;

  /** By order: its payments as they are now. */
  const byOrder = new Map<string, Map<string, Fields>>();
  const isOpen = ({ status }: Fields): boolean => ['pending', 'open', 'declined', 'closing'].includes(status);

  /** A payment begins beside an order that is to be paid, and is its open one. */
  const judgeBeginning = ({ id, orderId, generation, createdAt }: Fields) => {
    const order = facts.table.get({ pk: `ORDER#${orderId}`, sk: 'ORDER' }) as Fields;
    const { status, openPayment, expiresAt = '' } = order ?? {};
    if (status !== 'pending_payment' || openPayment !== generation || createdAt >= expiresAt) {
      violate('15 only what is to be paid is paid', `${id} of ${createdAt}: ${status}, ${openPayment}, ${expiresAt}`);
    }
  };

  const track = ({ key, before, after }: Change) => {
    if (isPayment(key) && after) {
      const { orderId, id } = after as Fields;
      const others = byOrder.get(orderId) ?? new Map<string, Fields>();
      byOrder.set(orderId, others.set(id, after));
      if (!before) judgeBeginning(after);
    }
  };

  /** Nobody can pay what has expired. */
  const judgeExpiry = ({ id }: Fields) => {
    const open = [...(byOrder.get(id)?.values() ?? [])].filter(isOpen);
    if (open.length > 0) violate('15 no order expires beside an open payment', `${id}: ${open.map((one) => one.id)}`);
  };

  /** Once for each intent, whatever our rows say. */
  const judgeKeys = () => {
    const amounts = new Map<string, number | undefined>();
    const purposes = new Map<string, string>();
    for (const { key, path, amount, metadata } of provider.keysUsed()) {
      if (amounts.has(key) && amounts.get(key) !== amount)
        violate('14 one key, one amount', `${key}: ${amounts.get(key)}, ${amount}`);
      amounts.set(key, amount);
      const purpose = `${path} ${metadata.refundId ?? `${metadata.orderId} ${metadata.generation}`}`;
      const known = purposes.get(purpose);
      if (known !== undefined && known !== key) violate('14 one purpose, one key', `${purpose}: ${known}, ${key}`);
      purposes.set(purpose, key);
    }
  };

  const judgeOrder = (order: Fields, intents: Fields[]) => {
    const taken = intents.filter(({ amount_received: received }) => received > 0);
    const kept = taken.filter(({ amount_received: received, amount_refunded: refunded }) => received > refunded);
    const generations = new Set(taken.map(({ metadata }) => metadata.generation));
    if (generations.size < taken.length) violate('11 one capture for each payment', order.id);
    if (kept.length > 1) violate('11 nobody is charged twice', `${order.id}: ${kept.map(({ id }) => id)}`);
    if (kept.some(({ amount_received: received }) => received > order.total))
      violate('11 nobody is charged too much', order.id);
    const isPaid = order.status === 'paid' || order.status === 'fulfilled';
    if (!isPaid && kept.length > 0) violate('15 no money without an order', `${order.id} is ${order.status}`);
    const paying = taken.find(({ metadata }) => metadata.paymentId === order.paymentId);
    if (isPaid && order.total > 0 && !paying) violate('11 what is paid was taken', `${order.id} by ${order.paymentId}`);
    if (isPaid && paying && paying.amount_received !== order.total)
      violate('11 what is paid was taken', `${order.id}: ${paying.amount_received} of ${order.total}`);
    if (isPaid && paying && paying.amount_refunded !== (order.refunded ?? 0)) {
      violate(
        '13 both ledgers say the same',
        `${order.id}: ${paying.amount_refunded} given back, the order says ${order.refunded ?? 0}`,
      );
    }
  };

  return {
    changed: (changes) => {
      for (const change of changes) track(change);
      for (const { key, before, after } of changes) {
        if (isOrder(key) && after?.status === 'expired' && before?.status !== 'expired') judgeExpiry(after);
        if (isPayment(key) && after) {
          const { captured, refunded, amount } = after as Fields;
          if (refunded > captured || captured > amount || refunded < 0) {
            violate('12 no more goes back than was taken', `${key.pk}: ${refunded} of ${captured} of ${amount}`);
          }
          if (before?.status === 'closed' && after.status === 'succeeded') saw('a closed payment succeeds after all');
          if (after.status === 'declined' && before?.status !== 'declined') saw('a card is refused');
          if (Number(after.generation) > 1 && !before) saw('a second payment begins');
        }
        if (isRefund(key) && after?.status === 'failed') saw('a refund is refused');
        if (isRefund(key) && after?.status === 'succeeded' && after.restock) saw('units come back with a refund');
        if (isRefund(key) && !before && after?.status === 'succeeded') saw('a refund of the dashboard is found');
        if (key.pk.startsWith('PARKED#') && !before) saw('a word of the provider is parked');
      }
    },
    judge: () => {
      judgeKeys();
      const intents = provider.ledger() as Fields[];
      const intentsOf = Object.groupBy(intents, ({ metadata }) => String(metadata.orderId));
      for (const order of rowsOf(facts, isOrder)) judgeOrder(order, intentsOf[order.id] ?? []);
      const ours = new Map<string, Fields>(rowsOf(facts, isPayment).map((payment) => [payment.id, payment]));
      for (const { id, metadata, status, amount_received: received, amount_refunded: refunded } of intents) {
        const payment = ours.get(metadata.paymentId);
        const isClosed = payment?.status === 'closed' && payment.intentId === id;
        if (isClosed && !OVER.includes(status))
          violate('15 no payment stays open', `${id} is ${status} at the provider`);
        if (!payment || payment.captured !== received || payment.refunded !== refunded) {
          const said = payment ? `${payment.captured} and ${payment.refunded}` : 'nothing';
          violate('13 both ledgers say the same', `${id}: took ${received}, gave back ${refunded}; ours: ${said}`);
        }
      }
      const orders = new Map<string, Fields>(rowsOf(facts, isOrder).map((order) => [order.id, order]));
      for (const payment of ours.values()) {
        const order = orders.get(payment.orderId);
        const isAwaited = order?.status === 'pending_payment' && order.openPayment === payment.generation;
        if (isOpen(payment) && !isAwaited) violate('15 no payment stays open', `${payment.id} of ${order?.status}`);
      }
      for (const { id, orderId, paymentId, by, reason } of rowsOf(facts, isRefund)) {
        const order = orders.get(orderId);
        const isPaid = order && isSold(order) && order.paymentId === paymentId;
        if (isPaid && by === undefined && reason !== 'refunded at the provider')
          violate('15 nobody loses what is paid', `${id}, ${reason}: ${orderId} is ${order.status}`);
      }
      for (const { id, captured, amount, intentId, status } of ours.values()) {
        if (captured > 0 && !intents.some((intent) => intent.id === intentId))
          violate('13 both ledgers say the same', `${id} has no intent`);
        if (status === 'closing' || (status === 'succeeded' && captured !== amount))
          violate('10 no payment is stuck', `${id} is ${status}`);
      }
      for (const { id, status } of rowsOf(facts, isRefund))
        if (status === 'pending') violate('10 no refund is stuck', id);
    },
  };
};
