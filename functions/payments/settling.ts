import { hasTime } from '#shared/deadline';
import type { Run } from '#shared/schedule';
import { type Key, read } from '#shared/table';
import { logger } from '#shared/telemetry';
import { closeAtProvider } from './closing.ts';
import { paymentIn, refundIn, settlingOf, settlingUntil } from './payment-table.ts';
import { finish } from './refunding.ts';

/**
 * Goes on with what nobody has finished at the provider: payments that are to end, refunds that are set aside. The index
 * only says where to look. What cannot be finished keeps back nothing else.
 * @returns how many were looked at
 * @throws Error at the end, when some could not be finished
 */
export const settleUnfinished = async (run: Run): Promise<number> => {
  const { now, deadline } = run;
  let looked = 0;
  let failed = 0;
  for (const walk of settlingUntil(now.toISOString(), deadline)) {
    for await (const keys of walk) {
      for (const key of keys) {
        if (!hasTime(deadline)) break;
        looked++;
        await goOn(key, run).catch((error) => {
          failed++;
          logger.error('unfinished at the provider', { row: `${key.pk} ${key.sk}`, error });
        });
      }
      if (!hasTime(deadline)) break;
    }
    if (!hasTime(deadline)) break;
  }
  if (failed > 0) throw new Error(`${failed} payments or refunds could not be finished`);
  return looked;
};

const goOn = async (key: Key, { now, deadline, requestId }: Run): Promise<void> => {
  const cause = { at: now, correlationId: requestId, causationId: requestId };
  const { paymentId, refundId } = settlingOf(key);
  const rows = await read([key], deadline);
  if (refundId) {
    const refund = refundIn(rows, paymentId, refundId);
    if (refund?.status === 'pending') await finish(refund, { now, deadline, cause });
  } else {
    const payment = paymentIn(rows, paymentId);
    if (payment?.status === 'closing') await closeAtProvider(payment, { now, deadline, cause });
  }
};
