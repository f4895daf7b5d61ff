import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import {
  PaymentClosed,
  PaymentDeclined,
  PaymentDisputed,
  PaymentRefunded,
  PaymentSucceeded,
  RefundFailed,
} from '#events/payments';
import type { Deadline } from '#shared/deadline';
import { digest } from '#shared/idempotency';
import { keyPage, walk } from '#shared/listing';
import { EVENTS, say } from '#shared/outbox';
import {
  allPartitions,
  type Key,
  parseRow,
  partitionOf,
  query,
  type Row,
  type Rows,
  read,
  TableName,
  type Write,
  write,
} from '#shared/table';
import { together } from '#shared/together';
import { usedKeys } from '#shared/used-key';
import { OrderId, PaymentId, RefundId } from '#shared/values';
import type { Payment, Transition } from './payment.ts';
import type { Refund, Settlement } from './refund.ts';

/** Derived from the order and the number among its payments, so whoever knows the order finds them all. */
export const paymentIdOf = (orderId: string, generation: number): PaymentId =>
  `pay_${digest(orderId, generation)}` as PaymentId;

/** What was given back at the provider has no id of ours: the sums before and after it tell it from others. */
export const providerRefundId = (paymentId: string, before: number, after: number): RefundId =>
  `ref_${digest(paymentId, 'provider', before, after)}` as RefundId;

const partition = (id: string) => `PAYMENT#${id}`;
const HEADER = 'PAYMENT';
const REFUND = 'REFUND#';

export const paymentKey = (id: string): Key => ({ pk: partition(id), sk: HEADER });
export const refundKey = (paymentId: string, refundId: string): Key => ({
  pk: partition(paymentId),
  sk: `${REFUND}${refundId}`,
});

const PaymentRow = v.object({
  id: PaymentId,
  orderId: OrderId,
  generation: v.number(),
  buyer: v.string(),
  status: v.picklist(['pending', 'open', 'declined', 'closing', 'closed', 'succeeded']),
  amount: v.number(),
  currency: v.string(),
  intentId: v.optional(v.string()),
  clientSecret: v.optional(v.string()),
  captured: v.number(),
  refunded: v.number(),
  refundedLines: v.optional(v.record(v.string(), v.number())),
  decline: v.optional(v.object({ code: v.string(), eventIds: v.array(v.string()) })),
  disputeId: v.optional(v.string()),
  version: v.number(),
  seq: v.number(),
  createdAt: v.string(),
  askedAt: v.optional(v.string()),
  settleAt: v.optional(v.string()),
});

const RefundRow = v.object({
  id: RefundId,
  paymentId: PaymentId,
  orderId: OrderId,
  amount: v.number(),
  whole: v.boolean(),
  lines: v.optional(v.array(v.object({ lineId: v.string(), quantity: v.number() }))),
  restock: v.boolean(),
  reason: v.string(),
  status: v.picklist(['pending', 'succeeded', 'failed']),
  by: v.optional(v.string()),
  inputHash: v.optional(v.string()),
  code: v.optional(v.string()),
  createdAt: v.string(),
  settleAt: v.optional(v.string()),
});

const paymentOf = (row: Row): Payment => parseRow(PaymentRow, row);

export const paymentIn = (rows: Rows, id: string): Payment | undefined => {
  const row = rows.get(paymentKey(id));
  return row && paymentOf(row);
};

export const refundIn = (rows: Rows, paymentId: string, refundId: string): Refund | undefined => {
  const row = rows.get(refundKey(paymentId, refundId));
  return row && parseRow(RefundRow, row);
};

export const findPayment = async (id: string, deadline: Deadline): Promise<Payment | undefined> =>
  paymentIn(await read([paymentKey(id)], deadline), id);

/** A payment's refunds, in no order. */
export const refundsOf = async (paymentId: string, deadline: Deadline): Promise<Refund[]> =>
  (await query({ pk: partition(paymentId), prefix: REFUND }, deadline)).map((row) => parseRow(RefundRow, row));

/** The index partitions of what is unfinished at the provider, by when somebody has to go on with it. */
const SETTLING = 'SETTLING';
/** The index partitions of all payments, by when they began. */
const PAYMENTS = 'PAYMENTS';

const unfinished = ({ id, settleAt }: { id: string; settleAt?: string | undefined }) =>
  settleAt && { gsi4pk: `${SETTLING}#${partitionOf(id)}`, gsi4sk: `${settleAt}#${id}` };

const paymentRow = (payment: Payment) => ({
  ...paymentKey(payment.id),
  v: 1,
  ...payment,
  gsi2pk: `${PAYMENTS}#${partitionOf(payment.id)}`,
  gsi2sk: `${payment.createdAt}#${payment.id}`,
  ...unfinished(payment),
});

/** Writes a payment that is not there yet: one for each order and generation, for ever. */
export const inserted = (payment: Payment): Write => ({
  Put: { TableName, Item: paymentRow(payment), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Writes what a payment has become, if it still is what it was; never with more given back than was captured. */
export const saved = ({ before, after }: Transition): { Put: NonNullable<Write['Put']> } => ({
  Put: {
    TableName,
    Item: paymentRow(after),
    ConditionExpression: 'version = :version AND captured >= :refunded',
    ExpressionAttributeValues: { ':version': before.version, ':refunded': after.refunded },
  },
});

/** The same by itself, where nothing else is written and nothing is said. @returns false when it is not what it was */
export const savedAlone = (transition: Transition, deadline: Deadline): Promise<boolean> =>
  write(new PutCommand(saved(transition).Put), deadline);

const refundRow = (refund: Refund) => ({
  ...refundKey(refund.paymentId, refund.id),
  v: 1,
  ...refund,
  ...unfinished(refund),
});

export const refundInserted = (refund: Refund): Write => ({
  Put: { TableName, Item: refundRow(refund), ConditionExpression: 'attribute_not_exists(pk)' },
});

export const refundSaved = ({ before, after }: Pick<Settlement, 'before' | 'after'>): Write => ({
  Put: {
    TableName,
    Item: refundRow(after),
    ConditionExpression: '#status = :status',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': before.status },
  },
});

/** When, by what request or message, and by which message directly. */
export type Cause = { at: Date; correlationId: string; causationId: string };

const about = ({ id, seq }: Payment, cause: Cause) => ({ pk: partition(id), subject: id, seq, ...cause });

const naming = ({ id, orderId, generation, currency }: Payment) => ({ paymentId: id, orderId, generation, currency });

export const succeeded = ({ after }: Transition, cause: Cause): Write =>
  say(PaymentSucceeded, { ...about(after, cause), data: { ...naming(after), amount: after.captured } });

export const declined = ({ after }: Transition, cause: Cause): Write =>
  say(PaymentDeclined, { ...about(after, cause), data: { ...naming(after), code: after.decline?.code ?? '' } });

export const closed = ({ after }: Transition, cause: Cause): Write =>
  say(PaymentClosed, { ...about(after, cause), data: naming(after) });

export const disputed = ({ after }: Transition, amount: number, cause: Cause): Write =>
  say(PaymentDisputed, {
    ...about(after, cause),
    data: { ...naming(after), disputeId: after.disputeId ?? '', amount },
  });

export const refunded = ({ payment: { after }, before }: Settlement, cause: Cause): Write => {
  const { id: refundId, amount, whole, lines = [], restock, reason } = before;
  return say(PaymentRefunded, {
    ...about(after, cause),
    data: { ...naming(after), refundId, amount, whole, lines, restock, reason },
  });
};

export const refundFailed = ({ payment, after }: Settlement, cause: Cause): Write =>
  say(RefundFailed, {
    ...about(payment.after, cause),
    data: { ...naming(payment.after), refundId: after.id, amount: after.amount, code: after.code ?? '' },
  });

/** What a key has begun to pay, or refunded. */
export const payingKeys = usedKeys('PAYING', { paymentId: PaymentId, inputHash: v.string() });

/** What the provider said and nobody can make sense of, with the reason. */
const ParkedRow = v.object({
  eventId: v.string(),
  reason: v.string(),
  said: v.record(v.string(), v.unknown()),
  at: v.string(),
});
export type Parked = v.InferOutput<typeof ParkedRow>;

const PARKED = 'PARKED';

export const parked = (event: Parked): Write => ({
  Put: {
    TableName,
    Item: {
      pk: `${PARKED}#${event.eventId}`,
      sk: PARKED,
      v: 1,
      ...event,
      gsi4pk: `${PARKED}#${partitionOf(event.eventId)}`,
      gsi4sk: `${event.at}#${event.eventId}`,
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Takes a parked event off the list; the row stays. @returns false when there is none */
export const unparked = (eventId: string, deadline: Deadline): Promise<boolean> =>
  write(
    new UpdateCommand({
      TableName,
      Key: { pk: `${PARKED}#${eventId}`, sk: PARKED },
      UpdateExpression: 'REMOVE gsi4pk, gsi4sk',
      ConditionExpression: 'attribute_exists(pk)',
    }),
    deadline,
  );

/** A page of what is parked. */
export const parkedPage = async (
  cursor: string | undefined,
  deadline: Deadline,
): Promise<{ events: Parked[]; cursor: string | undefined }> => {
  const page = await keyPage({ index: 'gsi4', partitions: allPartitions(PARKED) }, cursor, 50, deadline);
  const rows = await read(page.keys, deadline);
  const events = page.keys.flatMap((key) => rows.get(key) ?? []).map((row) => parseRow(ParkedRow, row));
  return { events, cursor: page.cursor };
};

/** The number of the last event about a payment, also where its row is gone. */
export const lastSeq = async (id: string, deadline: Deadline): Promise<number> => {
  const rows = await query({ pk: partition(id), prefix: EVENTS }, deadline, { consistent: true });
  return Math.max(0, ...rows.map(({ sk }) => Number(sk.slice(EVENTS.length))));
};

/** Payments that began in a span of time. */
export const paymentsBetween = async (from: string, before: string, deadline: Deadline): Promise<Payment[]> => {
  const keys = await together(
    allPartitions(PAYMENTS).map((pk) => query({ index: 'gsi2', pk, between: [from, before] }, deadline)),
  );
  const rows = await read(keys.flat(), deadline);
  return keys.flat().flatMap((key) => {
    const row = rows.get(key);
    return row ? [paymentOf(row)] : [];
  });
};

/** When the last payment before a moment began. */
export const newestBefore = async (time: string, deadline: Deadline): Promise<Date | undefined> => {
  const last = await together(
    allPartitions(PAYMENTS).map((pk) => query({ index: 'gsi2', pk, before: time, forward: false, limit: 1 }, deadline)),
  );
  const [newest] = last
    .flat()
    .map((row) => String(row.gsi2sk))
    .sort()
    .reverse();
  return newest === undefined ? undefined : new Date(newest.split('#')[0] ?? '');
};

/** Keys of payments and refunds that are unfinished at the provider. */
export const settlingUntil = (time: string, deadline: Deadline): AsyncGenerator<Key[]>[] =>
  allPartitions(SETTLING).map((pk) => walk({ index: 'gsi4', pk, before: time }, deadline));

/** Puts off what could not be finished, unless somebody has gone on with it meanwhile. */
export const postpone = (
  { pk, sk }: Key,
  id: string,
  from: string,
  until: string,
  deadline: Deadline,
): Promise<boolean> =>
  write(
    new UpdateCommand({
      TableName,
      Key: { pk, sk },
      UpdateExpression: 'SET settleAt = :until, gsi4sk = :sk',
      ConditionExpression: 'settleAt = :from',
      ExpressionAttributeValues: { ':from': from, ':until': until, ':sk': `${until}#${id}` },
    }),
    deadline,
  );

/** The id of what a key of the index stands for: a payment, or one of its refunds. */
export const settlingOf = ({ pk, sk }: Key): { paymentId: string; refundId: string | undefined } => ({
  paymentId: pk.slice(partition('').length),
  refundId: sk.startsWith(REFUND) ? sk.slice(REFUND.length) : undefined,
});
