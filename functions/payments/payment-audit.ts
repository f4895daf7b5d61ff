import type { AuditPage, AuditRun, Finding, Repair } from '#shared/audit';
import { type Deadline, pause } from '#shared/deadline';
import { read } from '#shared/table';
import { together } from '#shared/together';
import { payableIn, payableKeys } from '../orders/payable.ts';
import { judgeIntent, judgePayment } from './judgement.ts';
import type { Payment } from './payment.ts';
import {
  findPayment,
  newestBefore,
  parkedPage,
  paymentIn,
  paymentKey,
  paymentsBetween,
  refundsOf,
  unparked,
} from './payment-table.ts';
import { atProvider, type Intent, listIntents, newestIntentBefore } from './stripe-gateway.ts';

export { repairCharge, repairOrphan } from './charge-repairs.ts';

// Published: reconciliation holds the provider's ledger against ours, and ours against the provider's
// (docs/decisions/0004). An audit reads the rows themselves: a copy fed by events would repeat their error.

/** The span that is compared at one go: what a busy shop takes in it fits in memory, and in one invocation's time. */
const SLICE_MINUTES = 15;
/** How much later than our row the provider's intent usually begins; one that began later is asked for by itself. */
const LATER_MINUTES = 2;
/** What looks wrong is looked at again after so long: what was on its way has arrived. */
const SECOND_LOOK_MILLISECONDS = 2_000;

const minutes = (at: Date, count: number) => new Date(at.getTime() + count * 60_000);

/** The provider counts in seconds, so spans begin and end with one. */
const second = (at: Date) => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

const allIntents = async (from: Date, before: Date, deadline: Deadline): Promise<Intent[]> => {
  const all: Intent[] = [];
  for (let after: string | undefined; ; ) {
    const { intents, next } = await listIntents({ from, before, after }, deadline);
    all.push(...intents);
    if (next === undefined) return all;
    after = next;
  }
};

/** An intent and the payment it belongs to, as far as either is there. */
type Pair = { intent: Intent | undefined; payment: Payment | undefined };

/** Both ledgers of a span of time, side by side. */
const pairsOf = async (from: Date, before: Date, deadline: Deadline): Promise<Pair[]> => {
  const [intents, payments] = await together([
    allIntents(from, minutes(before, LATER_MINUTES), deadline),
    paymentsBetween(from.toISOString(), before.toISOString(), deadline),
  ]);
  const theirs = intents.filter(({ created }) => created < before);
  const rows = await read(
    theirs.flatMap(({ paymentId }) => (paymentId ? paymentKey(paymentId) : [])),
    deadline,
  );
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  const ours = payments.map(async (payment) => {
    const { intentId = '', captured } = payment;
    return { payment, intent: byId.get(intentId) ?? (captured > 0 ? await atProvider(intentId, deadline) : undefined) };
  });
  return [
    ...theirs.map((intent) => ({ intent, payment: intent.paymentId ? paymentIn(rows, intent.paymentId) : undefined })),
    ...(await together(ours)),
  ];
};

/** What of these does not add up, by subject: what both sides see is one. */
const judge = async (
  pairs: Pair[],
  now: Date,
  deadline: Deadline,
): Promise<Map<string, { finding: Finding; pair: Pair }>> => {
  const rows = await read(
    pairs.flatMap(({ payment }) => (payment ? payableKeys(payment.orderId) : [])),
    deadline,
  );
  const found = new Map<string, { finding: Finding; pair: Pair }>();
  for (const pair of pairs) {
    const { intent, payment } = pair;
    const findings = [
      ...(intent ? judgeIntent(intent, payment, now) : []),
      ...(payment ? judgePayment(payment, intent, payableIn(rows, payment.orderId)) : []),
    ];
    for (const finding of findings) found.set(`${finding.kind} ${finding.subject}`, { finding, pair });
  }
  return found;
};

/** The same pair as it is now. */
const again = async ({ intent, payment }: Pair, deadline: Deadline): Promise<Pair> => {
  const paymentId = payment?.id ?? intent?.paymentId;
  const intentId = intent?.id ?? payment?.intentId;
  return {
    payment: paymentId ? await findPayment(paymentId, deadline) : undefined,
    intent: intentId ? await atProvider(intentId, deadline) : undefined,
  };
};

/** What is set aside is given back a moment later; until then both sums are right. */
const isUnderWay = async ({ intent, payment }: Pair, deadline: Deadline): Promise<boolean> => {
  if (!intent || !payment || intent.refunded >= payment.refunded) return false;
  const pending = (await refundsOf(payment.id, deadline)).filter(({ status }) => status === 'pending');
  return intent.refunded >= payment.refunded - pending.reduce((sum, { amount }) => sum + amount, 0);
};

/** What does not add up, and still does not after a moment. */
const confirmed = async (pairs: Pair[], { now, deadline }: AuditRun): Promise<Finding[]> => {
  const suspects = await judge(pairs, now, deadline);
  if (suspects.size === 0) return [];
  await pause(SECOND_LOOK_MILLISECONDS);
  const looked = await together([...suspects.values()].map(({ pair }) => again(pair, deadline)));
  const still = await judge(looked, now, deadline);
  const findings: Finding[] = [];
  for (const [name, { finding, pair }] of still) {
    if (suspects.has(name) && !(finding.kind === 'refund_differs' && (await isUnderWay(pair, deadline)))) {
      findings.push(finding);
    }
  }
  return findings;
};

/**
 * Both ledgers from now back to `since`, a slice of time a page. Spans in which nothing began are leapt over.
 * @param cursor where the next slice ends
 */
export const auditPayments = async (cursor: string | undefined, run: AuditRun): Promise<AuditPage> => {
  const { now, since, deadline } = run;
  const before = cursor === undefined ? second(minutes(now, 1)) : new Date(cursor); // clocks differ a little
  const from = new Date(Math.max(second(since).getTime(), minutes(before, -SLICE_MINUTES).getTime()));
  if (from >= before) return { checked: 0, findings: [], cursor: undefined };
  const pairs = await pairsOf(from, before, deadline);
  const page = { checked: pairs.length, findings: await confirmed(pairs, run) };
  const next = await newestOf(from, deadline);
  return {
    ...page,
    cursor: next && next >= second(since) ? new Date(second(next).getTime() + 1_000).toISOString() : undefined,
  };
};

/** The last moment before this at which anything began, here or there. */
const newestOf = async (before: Date, deadline: Deadline): Promise<Date | undefined> => {
  const [ours, theirs] = await together([
    newestBefore(before.toISOString(), deadline),
    newestIntentBefore(before, deadline),
  ]);
  const times = [ours, theirs].flatMap((at) => at ?? []).map((at) => at.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
};

/** What the provider said and nobody could act on: a person has to, at the provider or here. */
export const auditParked = async (cursor: string | undefined, { deadline }: AuditRun): Promise<AuditPage> => {
  const page = await parkedPage(cursor, deadline);
  const findings = page.events.map(({ eventId, reason, said, at }): Finding => {
    const says = `The provider said something that cannot be ours: ${reason}.`;
    const repair = 'Takes it off the list, once somebody has looked into it.';
    return { kind: 'provider_event_parked', subject: eventId, says, known: { ...said, at }, repair };
  });
  return { checked: findings.length, findings, cursor: page.cursor };
};

/** Somebody has looked into what the provider said; nothing is applied. */
export const dismissParked: Repair = async (eventId, { deadline }) => ({
  eventId,
  dismissed: await unparked(eventId, deadline),
});
