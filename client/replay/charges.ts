import type { PlannedOrder } from './plan.ts';
import type { Intent } from './provider.ts';

// The file held against the provider's own ledger: what each order comes to was taken once, and nothing given back.

type Sum = { file: number; backroom: number };

export type Charges = {
  /** Payments that took money. */
  payments: Sum;
  /** Pence. */
  taken: Sum;
  refunded: Sum;
  differences: string[];
};

const tookMoney = ({ status, amount_received: received }: Intent): boolean => status === 'succeeded' || received > 0;

/** What the provider took for an order otherwise than once and in full. */
const orderDifferences = ({ reference, total }: PlannedOrder, charges: Intent[]): string[] => {
  const differ = (what: string) => [`order ${reference}: the provider ${what}`];
  const ids = charges.map(({ id }) => id).join(', ');
  const isFree = total === 0;
  return [
    ...(!isFree && charges.length === 0 ? differ(`took nothing of ${total}`) : []),
    ...(isFree && charges.length > 0 ? differ(`took money for an order of nothing (${ids})`) : []),
    ...(!isFree && charges.length > 1 ? differ(`took its money ${charges.length} times (${ids})`) : []),
    ...charges.flatMap(({ id, amount_received: received, currency, latest_charge: charge }) => [
      ...(received === total && currency === 'gbp'
        ? []
        : differ(`took ${received} ${currency} of ${total} gbp (${id})`)),
      ...(charge?.amount_refunded ? differ(`gave back ${charge.amount_refunded} (${id})`) : []),
    ]),
  ];
};

/** @param orderIds the order that each reference became */
export const chargesOf = (orders: PlannedOrder[], orderIds: Map<string, string>, ledger: Intent[]): Charges => {
  const byOrder = Map.groupBy(ledger.filter(tookMoney), ({ metadata }) => metadata.orderId ?? '');
  const result: Charges = {
    payments: { file: orders.filter(({ total }) => total > 0).length, backroom: 0 },
    taken: { file: orders.reduce((sum, { total }) => sum + total, 0), backroom: 0 },
    refunded: { file: 0, backroom: 0 },
    differences: [],
  };
  for (const order of orders) {
    const charges = byOrder.get(orderIds.get(order.reference) ?? 'none') ?? [];
    result.payments.backroom += charges.length;
    result.taken.backroom += charges.reduce((sum, { amount_received: received }) => sum + received, 0);
    result.refunded.backroom += charges.reduce(
      (sum, { latest_charge: charge }) => sum + (charge?.amount_refunded ?? 0),
      0,
    );
    result.differences.push(...orderDifferences(order, charges));
  }
  return result;
};
