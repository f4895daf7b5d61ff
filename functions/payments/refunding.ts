import { backOff, type Deadline } from '#shared/deadline';
import { notFound, Refusal } from '#shared/errors';
import { digest, keyReused } from '#shared/idempotency';
import { count } from '#shared/metrics';
import { read, transact } from '#shared/table';
import { judged } from '#shared/used-key';
import type { CallerId, PaymentId, RefundId } from '#shared/values';
import { linesOfOrder } from '../orders/payable.ts';
import {
  type Cause,
  findPayment,
  payingKeys,
  paymentIn,
  paymentKey,
  refunded,
  refundFailed,
  refundIn,
  refundInserted,
  refundKey,
  refundSaved,
  saved,
} from './payment-table.ts';
import { ask, complete, fail, giveBack, type Refund, type RefundInput } from './refund.ts';
import { listRefunds, ProviderError, refund as refundAtProvider } from './stripe-gateway.ts';

type Run = { now: Date; deadline: Deadline; cause: Cause };

type Asking = Run & {
  id: RefundId;
  caller: CallerId;
  /** Stands for caller, operation and key. */
  keyHash: string;
  inputHash: string;
  input: RefundInput;
};

/** @throws Refusal 409 `refund_refused` */
const given = (refund: Refund): Refund => {
  if (refund.status !== 'failed') return refund;
  const { code } = refund;
  throw new Refusal(409, 'refund_refused', `The provider will not give it back: ${code}. Nothing was refunded.`);
};

/**
 * Gives money back once, however often it is asked for under one key. The amount is set aside before the provider hears
 * of it, so all refunds of a payment together never come to more than was captured.
 * @throws Refusal 404 | 409 `refund_refused` | 422 `idempotency_key_reused` | as `ask` says | 503 `busy`
 */
export const refundOnce = async (
  paymentId: PaymentId,
  { id, caller, keyHash, inputHash, input, ...run }: Asking,
): Promise<{ refund: Refund; currency: string; replayed: boolean }> => {
  const { now, deadline } = run;
  for (let attempt = 0; ; attempt++) {
    const rows = await read([payingKeys.key(keyHash), paymentKey(paymentId), refundKey(paymentId, id)], deadline);
    const used = payingKeys.find(rows, keyHash);
    if (used && used.inputHash !== inputHash) throw keyReused();
    const payment = paymentIn(rows, paymentId);
    if (!payment) throw notFound('payment');
    const existing = refundIn(rows, paymentId, id);
    if (existing && existing.inputHash !== inputHash) throw keyReused(); // rows of a batch are not of one moment
    const { currency } = payment;
    if (existing?.status === 'pending')
      return { refund: given(await finish(existing, run)), currency, replayed: false };
    if (existing) return { refund: given(existing), currency, replayed: true };

    const needsLines = input.lines !== undefined || input.restock;
    const lines = needsLines ? await linesOfOrder(payment.orderId, deadline) : [];
    const judge = () => ask(payment, { id, input, by: caller, inputHash, lines, now });
    const reserved = await judged(payingKeys.key(keyHash), deadline, judge);
    if (!reserved) continue;
    const writes = [
      saved(reserved),
      refundInserted(reserved.refund),
      payingKeys.use(keyHash, { paymentId, inputHash }),
    ];
    if (!(await transact(writes, deadline))) {
      return { refund: given(await finish(reserved.refund, run)), currency, replayed: false };
    }
    await backOff(attempt); // another refund was first, perhaps under this very key: look again
  }
};

/**
 * Gives back all that is left of what was taken, because the order cannot be had.
 * @param why `seed` tells this refund from others of the payment: heard twice, it is one
 */
export const giveAllBack = async (
  paymentId: string,
  { reason, seed = reason }: { reason: string; seed?: string },
  run: Run,
): Promise<void> => {
  const { now, deadline } = run;
  const id = `ref_${digest(paymentId, seed)}` as RefundId;
  for (let attempt = 0; ; attempt++) {
    const rows = await read([paymentKey(paymentId), refundKey(paymentId, id)], deadline);
    const existing = refundIn(rows, paymentId, id);
    if (existing) return void (existing.status === 'pending' && (await finish(existing, run)));
    const payment = paymentIn(rows, paymentId);
    if (!payment) throw new Error(`there is no payment ${paymentId}`);
    const reserved = giveBack(payment, { id, reason, now });
    if (!reserved) return;
    if (!(await transact([saved(reserved), refundInserted(reserved.refund)], deadline))) {
      return void (await finish(reserved.refund, run));
    }
    await backOff(attempt);
  }
};

/** The provider forgets a key after a day; what is older is looked for before it is asked for again. */
const KEY_HOURS = 23;

/**
 * Has the provider give back what is set aside, and says what came of it.
 * @throws Refusal 503 `busy` when nothing is known still: the sweeper goes on with it
 */
export const finish = async (refund: Refund, run: Run): Promise<Refund> => {
  const { now, deadline } = run;
  const payment = await findPayment(refund.paymentId, deadline);
  if (!payment?.intentId) throw new Error(`payment ${refund.paymentId} has no intent to give back from`);
  const isOld = now.getTime() - Date.parse(refund.createdAt) > KEY_HOURS * 3_600_000;
  try {
    const old = isOld ? await listRefunds(payment.intentId, deadline) : [];
    if (!old.some(({ refundId }) => refundId === refund.id)) {
      await refundAtProvider(refund, payment.intentId, deadline);
    }
  } catch (error) {
    if (!(error instanceof ProviderError && error.verdict === 'declined')) throw error;
    return settle(refund, error.code, run);
  }
  return settle(refund, undefined, run);
};

/** Writes how a refund ended, once. @param code why the provider refused it, if it did */
const settle = async (refund: Refund, code: string | undefined, { deadline, cause }: Run): Promise<Refund> => {
  for (let attempt = 0; ; attempt++) {
    const rows = await read([paymentKey(refund.paymentId), refundKey(refund.paymentId, refund.id)], deadline);
    const payment = paymentIn(rows, refund.paymentId);
    const found = refundIn(rows, refund.paymentId, refund.id);
    if (!payment || !found) throw new Error(`refund ${refund.id} is missing`);
    const settlement = code === undefined ? complete(payment, found) : fail(payment, found, code);
    if (!settlement) return found;
    const said = code === undefined ? refunded(settlement, cause) : refundFailed(settlement, cause);
    if (!(await transact([saved(settlement.payment), refundSaved(settlement), said], deadline))) {
      if (code !== undefined) count('RefundFailed');
      return settlement.after;
    }
    await backOff(attempt);
  }
};
