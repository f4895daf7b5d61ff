import * as v from 'valibot';
import {
  OrderCancelled,
  OrderExpired,
  OrderExpiring,
  OrderLine,
  OrderPaid,
  OrderPlaced,
  OrderRefunded,
  PaymentOrphaned,
} from '#events/orders';
import type { Deadline } from '#shared/deadline';
import { keyPage, mergedPage, walk } from '#shared/listing';
import { EVENTS, EventRow, eventKey, partKey, say } from '#shared/outbox';
import { cursorOf } from '#shared/paging';
import {
  allPartitions,
  type Key,
  parseRow,
  partitionOf,
  type Row,
  type Rows,
  read,
  TableName,
  type Write,
} from '#shared/table';
import { usedKeys } from '#shared/used-key';
import { OrderId, PaymentId, type RefundId } from '#shared/values';
import { STATUSES, type Status } from './contract.ts';
import { isOpen, type Line, type Order, type Stage, type Taken, type Transition } from './order.ts';

const partition = (id: string) => `ORDER#${id}`;

export const orderKey = (id: string): Key => ({ pk: partition(id), sk: 'ORDER' });

/** An order and its first event, which carries the lines of all but the longest. */
export const orderKeys = (id: string): Key[] => [orderKey(id), eventKey(partition(id), 1)];

const OrderRow = v.object({
  id: OrderId,
  status: v.picklist([...STATUSES, 'reserving', 'undoing']),
  buyer: v.string(),
  payment: v.picklist(['card', 'on_account']),
  reference: v.optional(v.string()),
  orderedAt: v.string(),
  shipTo: v.optional(
    v.object({ name: v.string(), street: v.string(), city: v.string(), postalCode: v.string(), country: v.string() }),
  ),
  currency: v.string(),
  total: v.number(),
  version: v.number(),
  seq: v.number(),
  createdAt: v.string(),
  expiresAt: v.optional(v.string()),
  inputHash: v.string(),
  held: v.number(),
  parts: v.optional(v.number()),
  attempt: v.optional(v.string()),
  leaseUntil: v.optional(v.string()),
  cancellation: v.optional(
    v.object({
      at: v.string(),
      version: v.number(),
      reason: v.optional(v.string()),
    }),
  ),
  generation: v.optional(v.number()),
  openPayment: v.optional(v.number()),
  paymentId: v.optional(PaymentId),
  orphan: v.optional(PaymentId),
  refunded: v.optional(v.number()),
  restocked: v.optional(v.boolean()),
  erased: v.optional(v.boolean()),
});

const Lines = v.object({ data: v.object({ lines: v.array(OrderLine) }) });

const orderOf = (row: Row): Order => parseRow(OrderRow, row);

export const orderIn = (rows: Rows, id: string): Order | undefined => {
  const row = rows.get(orderKey(id));
  return row && orderOf(row);
};

export const findOrder = async (id: string, deadline: Deadline): Promise<Order | undefined> =>
  orderIn(await read([orderKey(id)], deadline), id);

/** Lines on one part: a hearer of the event touches a row a SKU, with one more to remember the event by. */
export const PART_LINES = 90;

const partKeys = ({ id, parts = 0 }: Order): Key[] =>
  Array.from({ length: parts }, (_, n) => partKey(partition(id), 1, n + 1));

/**
 * The lines, frozen: on the order's first event, or on the parts of a long one.
 * @param rows read with the order; a batch is not one moment, so what it missed of an order it saw is there by now
 */
export const linesOf = async (order: Order, rows: Rows, deadline: Deadline): Promise<Line[]> => {
  const keys = order.parts ? partKeys(order) : [eventKey(partition(order.id), 1)];
  const more = await read(
    keys.filter((key) => !rows.get(key)),
    deadline,
  );
  return keys.flatMap((key) => {
    const row = rows.get(key) ?? more.get(key);
    if (!row) throw new Error(`order ${order.id} has lost the row ${key.sk}`);
    return parseRow(Lines, row).data.lines;
  });
};

/** An order with its lines, among those that are somebody's. */
export const findWithLines = async (id: string, deadline: Deadline) => {
  const rows = await read(orderKeys(id), deadline);
  const order = orderIn(rows, id);
  return order && !isOpen(order) ? { order, lines: await linesOf(order, rows, deadline) } : undefined;
};

/** The index partition of work that is due: leases that have run out, by when they did. */
const DUE = 'DUE';
const ordersIn = (status: Stage): string => `ORDERS#${status}`;

const rowOf = (order: Order) => {
  const { id, status, buyer, reference, createdAt, leaseUntil } = order;
  const at = `${createdAt}#${id}`;
  const part = partitionOf(id);
  return {
    ...orderKey(id),
    v: 1,
    ...order,
    ...(!isOpen(order) && {
      gsi1pk: `OWNER#${buyer}`,
      gsi1sk: at,
      gsi2pk: `${ordersIn(status)}#${part}`,
      gsi2sk: at,
      ...(reference && { gsi3pk: `REFERENCE#${reference}`, gsi3sk: `${buyer}#${at}` }),
    }),
    ...(leaseUntil && { gsi4pk: `${DUE}#${part}`, gsi4sk: `${leaseUntil}#${id}` }),
  };
};

/**
 * Holds as long as nobody has moved the order on since it was read. Not every step raises the version: marks of
 * progress, payments that begin or close, and what was erased are compared by themselves.
 */
const unchanged = ({ version, status, held, attempt, generation, openPayment, erased }: Order) => {
  const fields = { version, status, held, attempt, generation, openPayment, erased };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    ConditionExpression: Object.entries(fields)
      .map(([name, value]) => (value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`))
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(Object.keys(fields).map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
  };
};

/** Writes an order that is not there yet. */
export const inserted = (order: Order): Write => ({
  Put: { TableName, Item: rowOf(order), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Writes what an order has become, if it still is what it was. */
export const saved = ({ before, after }: Transition): Write => ({
  Put: { TableName, Item: rowOf(after), ...unchanged(before) },
});

/** Removes an order that never came to be, with its lines. */
export const removed = (order: Order): Write[] => [
  { Delete: { TableName, Key: orderKey(order.id), ...unchanged(order) } },
  ...partKeys(order).map((Key) => ({ Delete: { TableName, Key } })),
];

/** The lines of a long order as parts of its first event, written before that is said. */
export const partsOf = ({ id }: Order, lines: Line[]): Write[] =>
  Array.from({ length: Math.ceil(lines.length / PART_LINES) }, (_, n) => ({
    Put: {
      TableName,
      Item: {
        ...partKey(partition(id), 1, n + 1),
        v: 1,
        data: { lines: lines.slice(n * PART_LINES, (n + 1) * PART_LINES) },
      },
    },
  }));

/** When, and by what request or message; `causationId` where the message that led here is not where it all began. */
type Cause = { at: Date; requestId: string; causationId?: string };

const about = ({ id, seq, parts }: Order, { at, requestId, causationId = requestId }: Cause) => ({
  pk: partition(id),
  subject: id,
  seq,
  at,
  correlationId: requestId,
  causationId,
  ...(parts && { parts: { of: 1, count: parts } }),
});

const taken = ({ id, payment, orderedAt, currency, total, parts }: Order, lines: Line[]) => ({
  orderId: id,
  payment,
  orderedAt,
  currency,
  total,
  lines: parts ? [] : lines,
});

export const placed = (order: Order, lines: Line[], cause: Cause): Write =>
  say(OrderPlaced, { ...about(order, cause), data: { ...taken(order, lines), buyer: order.buyer } });

export const cancelled = ({ before, after }: Transition, lines: Line[], cause: Cause): Write =>
  say(OrderCancelled, {
    ...about(after, cause),
    data: {
      ...taken(after, lines),
      from: before.status as 'pending_payment' | 'on_account' | 'paid',
      reason: after.cancellation?.reason,
      generation: after.generation,
      refunded: before.refunded,
    },
  });

export const paid = ({ after }: Transition, { paymentId }: Taken, lines: Line[], cause: Cause): Write =>
  say(OrderPaid, { ...about(after, cause), data: { ...taken(after, lines), paymentId } });

export const expiring = ({ after }: Transition, cause: Cause): Write =>
  say(OrderExpiring, {
    ...about({ ...after, parts: undefined }, cause),
    data: { orderId: after.id, generation: after.openPayment ?? 0 },
  });

export const orphaned = ({ after }: Transition, { paymentId, amount, currency }: Taken, cause: Cause): Write =>
  say(PaymentOrphaned, {
    ...about({ ...after, parts: undefined }, cause),
    data: { orderId: after.id, paymentId, amount, currency },
  });

type Refund = Taken & { refundId: RefundId; whole: boolean; reason: string };

/** @param lines what was refunded: all lines, those named, or none */
export const refunded = (
  { after }: Transition,
  { refundId, paymentId, amount, whole, reason }: Refund,
  { lines, counted }: { lines: Line[]; counted: boolean },
  cause: Cause,
): Write => {
  const order = whole ? after : { ...after, parts: undefined };
  return say(OrderRefunded, {
    ...about(order, cause),
    data: { ...taken(order, lines), paymentId, refundId, amount, whole, counted, reason },
  });
};

/** A refund that the order has heard of: it counts once. */
export const refundKey = (id: string, refundId: string): Key => ({ pk: partition(id), sk: `REFUND#${refundId}` });

export const refundNoted = (id: string, refundId: string): Write => ({
  Put: {
    TableName,
    Item: { ...refundKey(id, refundId), v: 1 },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export const expired = ({ after }: Transition, cause: Cause): Write =>
  say(OrderExpired, {
    ...about({ ...after, parts: undefined }, cause),
    data: { orderId: after.id, expiresAt: after.expiresAt ?? '' },
  });

/** An order's timeline, oldest first. */
export const listEvents = async (
  id: string,
  paging: { limit: number; cursor?: string | undefined },
  deadline: Deadline,
) => {
  const { rows, nextCursor } = await mergedPage({ partitions: [partition(id)], prefix: EVENTS, ...paging }, deadline);
  return { data: rows.map((row) => parseRow(EventRow, row)), nextCursor };
};

/** Keys of orders in a state that were created before a time, oldest first, partition by partition. */
export const createdBefore = (status: Stage, time: string, deadline: Deadline): AsyncGenerator<Key[]>[] =>
  allPartitions(ordersIn(status)).map((pk) => walk({ index: 'gsi2', pk, before: time }, deadline));

/** Keys of orders whose lease has run out. */
export const leasedUntil = (time: string, deadline: Deadline): AsyncGenerator<Key[]>[] =>
  allPartitions(DUE).map((pk) => walk({ index: 'gsi4', pk, before: time }, deadline));

/** Where an order whose next step is overdue may be found. */
export const OVERDUE: { index: 'gsi2' | 'gsi4'; name: string }[] = [
  { index: 'gsi2', name: ordersIn('pending_payment') },
  { index: 'gsi2', name: ordersIn('expiring') },
  { index: 'gsi4', name: DUE },
];

/** A page of keys from one of these places, of what was there before a time. */
export const overdueKeys = (
  place: number,
  before: string,
  cursor: string | undefined,
  limit: number,
  deadline: Deadline,
) => {
  const { index, name } = OVERDUE[place] ?? { index: 'gsi4' as const, name: DUE };
  return keyPage({ index, partitions: allPartitions(name), before }, cursor, limit, deadline);
};

export const cancellations = usedKeys('CANCELLATION', { orderId: OrderId, inputHash: v.string() });

/** A page of an owner's orders, the oldest first, by their keys. */
export const ownedKeys = (owner: string, cursor: string | undefined, limit: number, deadline: Deadline) =>
  keyPage({ index: 'gsi1', partitions: [`OWNER#${owner}`] }, cursor, limit, deadline);

type Filter = {
  status?: Status | undefined;
  reference?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** Index entries looked at for one page, so that a rare status in a long history cannot hold a request up. */
const EXAMINED = 1_000;
/** Entries looked at in one go where not all of them will belong to the page. */
const STEP = 100;

/** An owner's list is a range of its own in every index, so no cursor of it ever names another's order. */
const whereOf = (owner: string | undefined, { status, reference }: Filter) => {
  if (reference) {
    const prefix = owner && `${owner}#`;
    return { index: 'gsi3' as const, partitions: [`REFERENCE#${reference}`], ...(prefix && { prefix }) };
  }
  if (owner) return { index: 'gsi1' as const, partitions: [`OWNER#${owner}`] };
  const statuses = status ? [status] : STATUSES;
  return { index: 'gsi2' as const, partitions: statuses.flatMap((each) => allPartitions(ordersIn(each))) };
};

/** Newest first: everybody's orders, or those of one owner. By reference, everybody's come owner by owner. */
export const listOrders = async (
  owner: string | undefined,
  filter: Filter,
  deadline: Deadline,
): Promise<{ data: Order[]; nextCursor: string | null }> => {
  const { status, limit } = filter;
  const where = whereOf(owner, filter);
  const step = status && where.index !== 'gsi2' ? STEP : limit;
  const data: Order[] = [];
  let cursor = filter.cursor;
  for (let examined = 0; examined < EXAMINED; examined += step) {
    const page = await mergedPage({ ...where, descending: true, limit: step, cursor }, deadline);
    const found = await read(page.rows, deadline);
    for (const [n, row] of page.rows.entries()) {
      const order = found.get(row);
      // The index may be a moment behind: what an order is now decides whether it belongs here.
      if (order && (!status || order.status === status)) data.push(orderOf(order));
      const isLast = n === page.rows.length - 1 && page.nextCursor === null;
      if (data.length === limit && !isLast) return { data, nextCursor: cursorOf(row[`${where.index}sk`] as string) };
    }
    if (page.nextCursor === null) return { data, nextCursor: null };
    cursor = page.nextCursor;
  }
  return { data, nextCursor: cursor ?? null };
};
