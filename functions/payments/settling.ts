import { type Deadline, hasTime } from '#shared/deadline';
import type { Run } from '#shared/schedule';
import { type Key, read } from '#shared/table';
import { logger } from '#shared/telemetry';
import { together } from '#shared/together';
import { closeAtProvider } from './closing.ts';
import { paymentIn, postpone, refundIn, settlingOf, settlingUntil } from './payment-table.ts';
import { finish } from './refunding.ts';

/** Worked on at once, and for how long each at the most: one that hangs keeps back few others, and those not for long. */
const AT_ONCE = 5;
const ITEM_MILLISECONDS = 20_000;
/** When what could not be finished is looked at again. */
const LATER_MINUTES = 5;

const within = (deadline: Deadline): Deadline => {
  const until = performance.now() + ITEM_MILLISECONDS;
  return { left: () => Math.min(deadline.left(), until - performance.now()) };
};

/**
 * Goes on with what nobody has finished at the provider: payments that are to end, refunds that are set aside. The index
 * only says where to look. What cannot be finished now is put off, so it keeps back nothing else.
 * @returns how many were looked at
 * @throws Error at the end, when some could not be finished
 */
export const settleUnfinished = async (run: Run): Promise<number> => {
  const { now, deadline } = run;
  let looked = 0;
  let failed = 0;
  const tryToGoOn = async (key: Key) => {
    looked++;
    await goOn(key, { ...run, deadline: within(deadline) }).catch((error) => {
      failed++;
      logger.error('unfinished at the provider', { row: `${key.pk} ${key.sk}`, error });
    });
    await putOff(key, run).catch(() => undefined); // it only comes again sooner
  };
  for (const walk of settlingUntil(now.toISOString(), deadline)) {
    for await (const keys of walk) {
      for (let n = 0; n < keys.length && hasTime(deadline); n += AT_ONCE) {
        await together(keys.slice(n, n + AT_ONCE).map(tryToGoOn));
      }
      if (!hasTime(deadline)) break;
    }
    if (!hasTime(deadline)) break;
  }
  if (failed > 0) throw new Error(`${failed} payments or refunds could not be finished`);
  return looked;
};

const rowOf = async (key: Key, deadline: Deadline) => {
  const { paymentId, refundId } = settlingOf(key);
  const rows = await read([key], deadline);
  return {
    refund: refundId === undefined ? undefined : refundIn(rows, paymentId, refundId),
    payment: refundId === undefined ? paymentIn(rows, paymentId) : undefined,
  };
};

const goOn = async (key: Key, { now, deadline, requestId }: Run): Promise<void> => {
  const run = { now, deadline, cause: { at: now, correlationId: requestId, causationId: requestId } };
  const { refund, payment } = await rowOf(key, deadline);
  if (refund?.status === 'pending') await finish(refund, run);
  if (payment?.status === 'closing') await closeAtProvider(payment, run);
};

/** What is still unfinished: the provider is processing it, or did not answer. */
const putOff = async (key: Key, { now, deadline }: Run): Promise<void> => {
  const { refund, payment } = await rowOf(key, deadline);
  const unfinished = refund ?? payment;
  if (unfinished?.settleAt === undefined) return;
  const until = new Date(now.getTime() + LATER_MINUTES * 60_000).toISOString();
  await postpone(key, unfinished.id, unfinished.settleAt, until, deadline);
};
