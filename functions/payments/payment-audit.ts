import * as v from 'valibot';
import type { AuditPage, AuditRun, Finding, Repair, RepairRun } from '#shared/audit';
import { backOff, type Deadline } from '#shared/deadline';
import { read, transact } from '#shared/table';
import { OrderId, PaymentId, type RefundId } from '#shared/values';
import { findPayable, payableIn, payableKeys } from '../orders/payable.ts';
import { existing } from './learning.ts';
import { contradiction, type Payment, start, succeed } from './payment.ts';
import {
  findPayment,
  inserted,
  lastSeq,
  newestBefore,
  parkedEvents,
  paymentIdOf,
  paymentIn,
  paymentKey,
  paymentsBetween,
  providerRefundId,
  refunded,
  refundIn,
  refundInserted,
  refundKey,
  refundsOf,
  saved,
  succeeded,
  unparked,
} from './payment-table.ts';
import { complete, foundAtProvider } from './refund.ts';
import { giveAllBack } from './refunding.ts';
import { type Intent, listIntents, listRefunds, newestIntentBefore, readIntent } from './stripe-gateway.ts';

// Published: reconciliation holds the provider's ledger against ours, and ours against the provider's
// (docs/decisions/0004). An audit reads the rows themselves: a copy fed by events would repeat their error.

/** The span that is compared at one go: what a busy shop takes in it fits in memory, and in one invocation's time. */
const SLICE_MINUTES = 15;
/** How much later than our row the provider's intent may begin: a request that was repeated until it was answered. */
const LATER_MINUTES = 60;
/** A charge that we have not heard of yet may still be on its way for so long. */
const ON_ITS_WAY_MINUTES = 5;

const minutes = (at: Date, count: number) => new Date(at.getTime() + count * 60_000);

/** The provider counts in seconds, so spans begin and end with one. */
const second = (at: Date) => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

const money = ({ amount, currency }: { amount: number; currency: string }) => ({ amount, currency });

const knownOf = (intent: Intent) => ({
  intentId: intent.id,
  paymentId: intent.paymentId,
  orderId: intent.orderId,
  received: money({ amount: intent.received, currency: intent.currency }),
  refunded: money({ amount: intent.refunded, currency: intent.currency }),
  created: intent.created.toISOString(),
});

/** What of a charge at the provider our ledger does not say. */
const judgeIntent = (intent: Intent, payment: Payment | undefined, now: Date): Finding[] => {
  if (intent.received === 0) return [];
  const { id: subject } = intent;
  const known = knownOf(intent);
  if (!payment) {
    const isOurs = v.is(OrderId, intent.orderId) && v.is(PaymentId, intent.paymentId);
    return [
      {
        kind: 'charge_unknown',
        subject,
        says: 'The provider took money that our ledger does not know of.',
        known,
        ...(isOurs && { repair: 'Writes the payment as the provider has it, and tells its order.' }),
      },
    ];
  }
  const why = contradiction(payment, { intentId: subject, amount: intent.received, currency: intent.currency });
  const ours = { status: payment.status, captured: payment.captured, refunded: payment.refunded };
  if (why) return [{ kind: 'charge_differs', subject, says: `The provider took something else: ${why}.`, known }];
  if (payment.status !== 'succeeded') {
    if ((intent.chargedAt ?? intent.created) > minutes(now, -ON_ITS_WAY_MINUTES)) return [];
    const says = 'The provider took money, and we have not noted it.';
    return [
      { kind: 'charge_unknown', subject, says, known: { ...known, ours }, repair: 'Notes it, and tells its order.' },
    ];
  }
  if (intent.refunded === payment.refunded) return [];
  const says = `The provider gave back ${intent.refunded}, our ledger says ${payment.refunded}.`;
  const repair = intent.refunded > payment.refunded && 'Notes what was given back, and tells its order.';
  return [{ kind: 'refund_differs', subject, says, known: { ...known, ours }, ...(repair && { repair }) }];
};

/** What of a payment of ours the provider does not say, or its order cannot have. */
const judgePayment = (payment: Payment, intent: Intent | undefined, orderStatus: string | undefined): Finding[] => {
  if (payment.status !== 'succeeded' || payment.captured === 0) return [];
  const { id: subject, orderId, captured, refunded, currency, intentId } = payment;
  const known = { paymentId: subject, orderId, intentId, captured: money({ amount: captured, currency }) };
  if (!intent || intent.received === 0) {
    return [
      { kind: 'charge_missing', subject, says: 'Our ledger says that money was taken; the provider has none.', known },
    ];
  }
  if (captured > refunded && (orderStatus === 'expired' || orderStatus === 'cancelled' || orderStatus === undefined)) {
    const says = `Money was taken for an order that is ${orderStatus ?? 'missing'}, and not given back.`;
    return [{ kind: 'money_without_order', subject, says, known, repair: `Gives back ${captured - refunded}.` }];
  }
  return [];
};

const allIntents = async (from: Date, before: Date, deadline: Deadline): Promise<Intent[]> => {
  const all: Intent[] = [];
  for (let after: string | undefined; ; ) {
    const { intents, next } = await listIntents({ from, before, after }, deadline);
    all.push(...intents);
    if (next === undefined) return all;
    after = next;
  }
};

/** Both ledgers of a span of time, side by side. */
const compare = async (from: Date, before: Date, { now, deadline }: AuditRun): Promise<Omit<AuditPage, 'cursor'>> => {
  const [intents, payments] = await Promise.all([
    allIntents(from, minutes(before, LATER_MINUTES), deadline),
    paymentsBetween(from.toISOString(), before.toISOString(), deadline),
  ]);
  const mine = intents.filter(({ created }) => created < before);
  const orders = payments.map(({ orderId }) => orderId);
  const rows = await read(
    [...mine.flatMap(({ paymentId }) => (paymentId ? paymentKey(paymentId) : [])), ...orders.flatMap(payableKeys)],
    deadline,
  );
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  const findings = mine.flatMap((intent) =>
    judgeIntent(intent, intent.paymentId ? paymentIn(rows, intent.paymentId) : undefined, now),
  );
  for (const payment of payments) {
    const { intentId = '', orderId } = payment;
    const isCharged = payment.status === 'succeeded' && payment.captured > 0;
    const intent = byId.get(intentId) ?? (isCharged ? await atProvider(intentId, deadline) : undefined);
    findings.push(...judgePayment(payment, intent, payableIn(rows, orderId)?.status));
  }
  return { checked: mine.length + payments.length, findings };
};

const atProvider = async (intentId: string, deadline: Deadline): Promise<Intent | undefined> =>
  intentId ? readIntent(intentId, deadline) : undefined;

/**
 * Both ledgers from now back to `since`, a slice of time a page. Spans in which nothing began are leapt over.
 * @param cursor where the next slice ends
 */
export const auditPayments = async (cursor: string | undefined, run: AuditRun): Promise<AuditPage> => {
  const { now, since, deadline } = run;
  const before = cursor === undefined ? second(minutes(now, 1)) : new Date(cursor); // clocks differ a little
  const from = new Date(Math.max(second(since).getTime(), minutes(before, -SLICE_MINUTES).getTime()));
  const page = await compare(from, before, run);
  const next = await newestOf(from, deadline);
  return {
    ...page,
    cursor: next && next >= second(since) ? new Date(second(next).getTime() + 1_000).toISOString() : undefined,
  };
};

/** The last moment before this at which anything began, here or there. */
const newestOf = async (before: Date, deadline: Deadline): Promise<Date | undefined> => {
  const [ours, theirs] = await Promise.all([
    newestBefore(before.toISOString(), deadline),
    newestIntentBefore(before, deadline),
  ]);
  const times = [ours, theirs].flatMap((at) => at ?? []).map((at) => at.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
};

/** What the provider said and nobody could act on: a person has to, at the provider or here. */
export const auditParked = async (_: string | undefined, { deadline }: AuditRun): Promise<AuditPage> => {
  const all = await parkedEvents(deadline);
  const findings = all.map(({ eventId, reason, said, at }): Finding => {
    const says = `The provider said something that cannot be ours: ${reason}.`;
    const repair = 'Takes it off the list, once somebody has looked into it.';
    return { kind: 'provider_event_parked', subject: eventId, says, known: { ...said, at }, repair };
  });
  return { checked: all.length, findings, cursor: undefined };
};

const causeOf = ({ now: at, correlationId }: RepairRun) => ({ at, correlationId, causationId: correlationId });

/** The payment as the provider has it: our row where it is gone, what it took where that was missed, what it gave back. */
export const repairCharge: Repair = async (intentId, run) => {
  const { now, deadline } = run;
  const intent = await readIntent(intentId, deadline);
  const orderId = v.parse(OrderId, intent.orderId);
  const paymentId = paymentIdOf(orderId, intent.generation ?? 0);
  if (intent.paymentId !== paymentId) throw new Error(`${intentId} is of no order of ours`);
  let restored = false;
  let noted = false;
  for (let attempt = 0; ; attempt++) {
    const before = await findPayment(paymentId, deadline);
    const transition = before ? noteCharge(before, intent) : await restore(intent, orderId, run);
    if (!transition) break;
    const written = before ? saved(transition) : inserted(transition.after);
    if (!(await transact([written, succeeded(transition, causeOf(run))], deadline))) {
      restored = !before;
      noted = true;
      break;
    }
    await backOff(attempt);
  }
  const refunds = await noteRefunds(paymentId, intent, run);
  return { paymentId, restored, noted, refunds, at: now.toISOString() };
};

const noteCharge = (payment: Payment, { id: intentId, received: amount, currency }: Intent) => {
  const why = contradiction(payment, { intentId, amount, currency });
  if (why) throw new Error(why);
  return succeed(payment, { intentId, amount, currency });
};

/** A payment whose row is gone; its events and refunds may be there still, so it goes on from them. */
const restore = async (intent: Intent, orderId: OrderId, { deadline }: RepairRun) => {
  const order = await findPayable(orderId, deadline);
  if (!order) throw new Error(`there is no order ${orderId}`);
  const { generation = 0, currency, clientSecret } = intent;
  const id = paymentIdOf(orderId, generation);
  const { total: amount, buyer } = order;
  const started = start({ id, orderId, generation, buyer, amount, currency, now: intent.created });
  const transition = noteCharge(started, intent);
  if (!transition) return undefined;
  const left = (await refundsOf(id, deadline)).filter(({ status }) => status !== 'failed');
  const refunded = left.reduce((total, each) => total + each.amount, 0);
  const seq = (await lastSeq(id, deadline)) + 1;
  return { before: started, after: { ...transition.after, clientSecret, refunded, seq } };
};

/** Each refund that the provider has and we do not, under our own id where it was ours. @returns how many */
const noteRefunds = async (paymentId: PaymentId, intent: Intent, run: RepairRun): Promise<number> => {
  const { now, deadline } = run;
  let noted = 0;
  for (const { refundId, amount } of await listRefunds(intent.id, deadline)) {
    for (let attempt = 0; ; attempt++) {
      const payment = await existing(paymentId, deadline);
      const total = payment.refunded + amount;
      const id = (refundId as RefundId | undefined) ?? providerRefundId(paymentId, total);
      if (total > intent.refunded || refundIn(await read([refundKey(paymentId, id)], deadline), paymentId, id)) break;
      const found = foundAtProvider(payment, total, { id, reason: 'refunded at the provider', now });
      const done = found && complete(found.after, found.refund);
      if (!done) break;
      const writes = [
        saved({ before: payment, after: done.payment.after }),
        refundInserted(done.after),
        refunded(done, causeOf(run)),
      ];
      if (!(await transact(writes, deadline))) {
        noted++;
        break;
      }
      await backOff(attempt);
    }
  }
  return noted;
};

/** Somebody has looked into what the provider said; nothing is applied. */
export const dismissParked: Repair = async (eventId, { deadline }) => ({
  eventId,
  dismissed: await unparked(eventId, deadline),
});

/** Gives back what was taken for an order that cannot be had. */
export const repairOrphan: Repair = async (paymentId, run) => {
  await giveAllBack(paymentId, 'reconciliation', { now: run.now, deadline: run.deadline, cause: causeOf(run) });
  const { captured, refunded: givenBack } = await existing(paymentId, run.deadline);
  return { paymentId, captured, refunded: givenBack };
};
