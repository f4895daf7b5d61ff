import type * as v from 'valibot';
import type { OrderLine } from '#events/orders';
import { type Fault, Refusal } from '#shared/errors';
import type { CallerId, Money, OrderId, PaymentId, Sku } from '#shared/values';
import type { Price } from '../catalog/price-list.ts';
import type { OrderInput, Status } from './contract.ts';

/** A line as it was frozen; amounts in minor units of the order's currency. */
export type Line = v.InferOutput<typeof OrderLine>;

/** `reserving` and `undoing` are nobody's yet: the order is being taken in several transactions, or put back. */
export type Stage = Status | 'reserving' | 'undoing';

export type Order = {
  id: OrderId;
  status: Stage;
  buyer: CallerId;
  payment: OrderInput['payment'];
  reference?: string | undefined;
  orderedAt: string;
  shipTo?: OrderInput['shipTo'];
  currency: string;
  total: number;
  /** Raised by one with every change of state, from 1 at acceptance. */
  version: number;
  /** The number of its last event. */
  seq: number;
  createdAt: string;
  expiresAt?: string | undefined;
  /** Stands for the request that made it: the same key with another input is refused. */
  inputHash: string;
  /** SKUs it holds stock of: the first so many of its demand. */
  held: number;
  /** Rows its lines fill, beside its first event; none where they fit on that. */
  parts?: number | undefined;
  /** Who is taking, undoing or putting back an order of several transactions, and until when nobody else may. */
  attempt?: string | undefined;
  leaseUntil?: string | undefined;
  cancellation?: Cancellation | undefined;
  /** Payments it has begun, and the one of them that may still take money. */
  generation?: number | undefined;
  openPayment?: number | undefined;
  /** What paid it. */
  paymentId?: PaymentId | undefined;
  /** A payment that took money when there was nothing left to pay for. */
  orphan?: PaymentId | undefined;
  /** What of the total went back to the buyer. */
  refunded?: number | undefined;
  /** Some of its units came back with a refund. */
  restocked?: boolean | undefined;
  /** Its buyer has left: what was personal is gone. */
  erased?: boolean | undefined;
};

export type Cancellation = {
  at: string;
  version: number;
  reason?: string | undefined;
};

/** An order that is priced, before anything is held for it. */
export type Quote = { lines: Line[]; currency: string; total: number };

const unitPriceOf = ({ price, priceBreaks }: Price, quantity: number): Money =>
  priceBreaks.reduce(
    (best, each) =>
      each.minQuantity <= quantity && each.minQuantity > best.from
        ? { from: each.minQuantity, price: each.price }
        : best,
    { from: 0, price },
  ).price;

/**
 * Only a trusted seller may order on account, name its own prices, or say when the order was made.
 * @throws Refusal 403 `forbidden`
 */
export const checkTrust = (input: OrderInput, caller: { may: (scope: 'backroom/orders.write') => boolean }): void => {
  if (caller.may('backroom/orders.write')) return;
  const errors: Fault[] = [
    ...(input.payment === 'on_account' ? ['payment'] : []),
    ...(input.orderedAt ? ['orderedAt'] : []),
    ...input.lines.flatMap(({ agreedPrice }, index) => (agreedPrice ? [`lines.${index}.agreedPrice`] : [])),
  ].map((path) => ({ path, code: 'forbidden', message: 'needs the scope backroom/orders.write' }));
  if (errors.length > 0) throw new Refusal(403, 'forbidden', 'Only a trusted seller may ask for this.', { errors });
};

/** Lines of equal SKU and agreed price, summed, in the order in which they were first named. */
const merged = (lines: OrderInput['lines']) => {
  const byKey = new Map<string, OrderInput['lines'][number] & { path: string }>();
  lines.forEach((line, index) => {
    const { sku, quantity, agreedPrice } = line;
    const key = agreedPrice ? `${sku} ${agreedPrice.amount} ${agreedPrice.currency}` : sku;
    const before = byKey.get(key);
    byKey.set(key, {
      ...(before ?? { ...line, path: `lines.${index}` }),
      quantity: quantity + (before?.quantity ?? 0),
    });
  });
  return [...byKey.values()];
};

/** Where each SKU is first named. */
const firstPaths = (lines: OrderInput['lines']): Map<Sku, string> => {
  const paths = new Map<Sku, string>();
  lines.forEach(({ sku }, index) => {
    if (!paths.has(sku)) paths.set(sku, `lines.${index}`);
  });
  return paths;
};

/**
 * Prices an order. Breaks look at all that is ordered of a SKU; an agreed price stands above them.
 * @throws Refusal 422 `unknown_product`, `mixed_currencies`, `total_too_large` | 409 `price_changed`
 */
export const quote = (input: OrderInput, priceOf: (sku: Sku) => Price | undefined): Quote => {
  const lines = merged(input.lines);
  const unknown = lines.filter(({ sku }) => priceOf(sku)?.status !== 'active');
  if (unknown.length > 0) {
    const errors: Fault[] = unknown.map(({ sku, path }) => ({
      path: `${path}.sku`,
      code: 'unknown_product',
      message: `There is no product ${sku} on sale.`,
      sku,
    }));
    throw new Refusal(422, 'unknown_product', 'Some products are not on sale.', { errors });
  }

  const ordered = new Map<Sku, number>();
  for (const { sku, quantity } of lines) ordered.set(sku, (ordered.get(sku) ?? 0) + quantity);
  const currencies = new Set<string>();
  const priced = lines.map(({ sku, quantity, agreedPrice }, index): Line => {
    const price = priceOf(sku) as Price;
    const unit = agreedPrice ?? unitPriceOf(price, ordered.get(sku) ?? quantity);
    currencies.add(unit.currency);
    const { name, stocked } = price;
    return { id: `${index + 1}`, sku, name, quantity, unitPrice: unit.amount, amount: unit.amount * quantity, stocked };
  });

  const [currency = ''] = currencies;
  if (currencies.size > 1) throw new Refusal(422, 'mixed_currencies', 'An order is in one currency.');
  const total = priced.reduce((sum, { amount }) => sum + amount, 0);
  if (!priced.every(({ amount }) => amount <= 1e12) || total > 1e12) {
    throw new Refusal(422, 'total_too_large', 'The total is more than one order may come to.');
  }
  const { expectedTotal } = input;
  if (expectedTotal && (expectedTotal.amount !== total || expectedTotal.currency !== currency)) {
    const lines = priced.map((line) => ({
      sku: line.sku,
      quantity: line.quantity,
      unitPrice: { amount: line.unitPrice, currency },
    }));
    throw new Refusal(409, 'price_changed', 'Prices have changed since; see the new quote.', {
      extra: { quote: { total: { amount: total, currency }, lines } },
    });
  }
  return { lines: priced, currency, total };
};

/** Units by SKU that are to come from stock, in the order in which every order takes them, so that none waits for another in a circle. */
export const demandOf = (lines: Line[]): { sku: Sku; quantity: number }[] => {
  const units = new Map<Sku, number>();
  for (const { sku, quantity, stocked } of lines) if (stocked) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
};

/** What a refused order is told: every SKU that is short, where it was first named, and what there is of it. */
export const outOfStock = (input: OrderInput, short: { sku: Sku; available: number }[]): Refusal => {
  const paths = firstPaths(input.lines);
  const errors: Fault[] = short.map(({ sku, available }) => ({
    path: paths.get(sku) ?? '',
    code: 'out_of_stock',
    message: `${available} of ${sku} can be ordered.`,
    sku,
    available,
  }));
  return new Refusal(409, 'out_of_stock', 'There is not enough in stock.', { errors });
};

type Placing = {
  id: OrderId;
  buyer: CallerId;
  input: OrderInput;
  inputHash: string;
  quote: Quote;
  now: Date;
  /** How long stock is held for an order that is to be paid. */
  holdMinutes: number;
};

const firstStatus = (payment: OrderInput['payment']): Status => (payment === 'card' ? 'pending_payment' : 'on_account');

const expiryOf = (payment: OrderInput['payment'], now: Date, holdMinutes: number): string | undefined =>
  payment === 'card' ? new Date(now.getTime() + holdMinutes * 60_000).toISOString() : undefined;

/** The order as it is accepted. Its first status, version, expiry and lines never change again, so neither does its answer. */
export const accepted = ({ id, buyer, input, inputHash, quote, now, holdMinutes }: Placing): Order => ({
  id,
  status: firstStatus(input.payment),
  buyer,
  payment: input.payment,
  reference: input.reference,
  orderedAt: input.orderedAt ?? now.toISOString(),
  shipTo: input.shipTo,
  currency: quote.currency,
  total: quote.total,
  version: 1,
  seq: 1,
  createdAt: now.toISOString(),
  expiresAt: expiryOf(input.payment, now, holdMinutes),
  inputHash,
  held: demandOf(quote.lines).length,
});

/** A long order that holds all its stock, accepted now: nobody's hands are on it any more. */
export const accept = (
  { attempt: _, leaseUntil: __, ...order }: Order,
  { now, holdMinutes }: Pick<Placing, 'now' | 'holdMinutes'>,
): Order => ({
  ...order,
  status: firstStatus(order.payment),
  createdAt: now.toISOString(),
  expiresAt: expiryOf(order.payment, now, holdMinutes),
});

/** The order as it stood when it was accepted, whatever has become of it: what the same key is answered for ever. */
export const asAccepted = ({ refunded: _, ...order }: Order): Order => ({
  ...order,
  status: firstStatus(order.payment),
  version: 1,
});

/** What a state change comes to: the order after it, and what it was before. */
export type Transition = { before: Order; after: Order };

const moved = (before: Order, change: Partial<Order>): Transition => ({
  before,
  after: { ...before, version: before.version + 1, seq: before.seq + 1, ...change },
});

/**
 * @param byStaff staff may also cancel what is paid
 * @throws Refusal 409 `not_cancellable`
 */
export const cancel = (
  order: Order,
  { reason, now, byStaff }: { reason?: string | undefined; now: Date; byStaff: boolean },
): Transition & { cancellation: Cancellation } => {
  const mayBe: Stage[] = byStaff ? ['pending_payment', 'on_account', 'paid'] : ['pending_payment', 'on_account'];
  if (!mayBe.includes(order.status)) {
    throw new Refusal(409, 'not_cancellable', `The order is ${order.status}; it cannot be cancelled.`);
  }
  if (order.refunded && (order.refunded < order.total || order.restocked)) {
    throw new Refusal(409, 'not_cancellable', 'Part of the order was refunded already; refund what is left of it.');
  }
  const cancellation = { reason, at: now.toISOString(), version: order.version + 1 };
  return { ...moved(order, { status: 'cancelled', cancellation }), cancellation };
};

/**
 * Lets an unpaid order go. With a payment open it waits, `expiring`, until that is closed or has taken the money.
 * @returns undefined when it is not due, or was paid or cancelled meanwhile
 */
export const expire = (order: Order, now: Date): Transition | undefined =>
  order.status === 'pending_payment' && order.expiresAt && order.expiresAt <= now.toISOString()
    ? moved(order, { status: order.openPayment ? 'expiring' : 'expired' })
    : undefined;

/**
 * What it means for an order that a payment can take nothing any more: one that waited for just this has expired; any
 * other only knows that none is open. That is no step of its own, so no version.
 * @returns undefined when it changes nothing
 */
export const closePayment = (order: Order, generation: number): Transition | undefined => {
  if (order.openPayment !== generation) return undefined;
  if (order.status === 'expiring') return moved(order, { status: 'expired', openPayment: undefined });
  return { before: order, after: { ...order, openPayment: undefined } };
};

/** Money that was taken for an order. */
export type Taken = { paymentId: PaymentId; amount: number; currency: string };

/** The order has dealt with this payment before. */
export const knows = ({ paymentId, orphan }: Order, taken: Taken): boolean =>
  paymentId === taken.paymentId || orphan === taken.paymentId;

/** Paid in full while its units are held; undefined when it is in no state to be. */
export const pay = (order: Order, { paymentId }: Taken): Transition | undefined =>
  order.status === 'pending_payment' || order.status === 'expiring'
    ? moved(order, { status: 'paid', paymentId, openPayment: undefined })
    : undefined;

/** Paid after it had expired, if nothing is held for it any more and its units can be taken anew. */
export const payLate = (order: Order, { paymentId }: Taken, held: number): Transition | undefined =>
  order.status === 'expired' && order.held === 0 && !order.leaseUntil
    ? moved(order, { status: 'paid', paymentId, openPayment: undefined, held })
    : undefined;

/** Money was taken, and there is nothing to have for it: the state stays, and the money has to go back. */
export const orphan = (order: Order, { paymentId }: Taken): Transition => moved(order, { orphan: paymentId });

/**
 * Only what counted as a sale gives stock back, and counts less, when the money that paid for it goes back. Money that was
 * taken besides never counted.
 */
export const isSoldBy = ({ status, paymentId }: Order, taken: Taken): boolean =>
  (status === 'paid' || status === 'fulfilled') && paymentId === taken.paymentId;

/** Money went back to the buyer: the state stays. What was taken besides is no part of the total. */
export const refund = (order: Order, given: Taken, restocked = false): Transition => {
  const isBesides = order.paymentId !== undefined && order.paymentId !== given.paymentId;
  return moved(order, {
    ...(!isBesides && { refunded: (order.refunded ?? 0) + given.amount }),
    ...(restocked && { restocked }),
  });
};

/**
 * What is personal goes; the sale stays. That is no step of its own, so no version.
 * @returns undefined when there is nothing personal
 */
export const erase = (order: Order): Transition | undefined =>
  order.shipTo ? { before: order, after: { ...order, shipTo: undefined, erased: true } } : undefined;

/** Not accepted yet, or not any more: to every reader there is no such order. */
export const isOpen = ({ status }: Order): boolean => status === 'reserving' || status === 'undoing';

/** The owner sees an order, and staff do; to everybody else there is none. */
export const isVisible = (order: Order, caller: { id: CallerId; is: (group: 'staff') => boolean }): boolean =>
  !isOpen(order) && (order.buyer === caller.id || caller.is('staff'));
