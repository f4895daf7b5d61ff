import { backOff, type Deadline, needTime } from '#shared/deadline';
import { notFound } from '#shared/errors';
import { digest } from '#shared/idempotency';
import type { Run } from '#shared/schedule';
import { together } from '#shared/together';
import type { CallerId, ExportId } from '#shared/values';
import { copyOrders, type OrderCopy } from '../orders/personal-data.ts';
import { type Account, type Export, freshExport, requestExport, unknown } from './account.ts';
import { findAccount, findExport, putItem, saveProgress, saveRequested } from './account-table.ts';
import { accountView, addressesView } from './account-view.ts';
import { openAccount } from './revising.ts';

/** The copy that somebody wants, or the one they have asked for within the hour. @throws Refusal 410 `account_closed` */
export const request = async (id: CallerId, { now, deadline, requestId }: Run): Promise<Export> => {
  for (let attempt = 0; ; attempt++) {
    const before = await openAccount(id, deadline);
    const fresh = freshExport(before, now);
    const known = fresh && (await findExport(id, fresh, { now, deadline }));
    if (known) return known;
    const wanted = requestExport(before, `exp_${digest(id, before.seq + 1)}` as ExportId, now);
    if (await saveRequested(before, wanted, { at: now, requestId }, deadline)) return wanted.copy;
    await backOff(attempt);
  }
};

/** One of somebody's own copies. @throws Refusal 404 | 410 `account_closed` */
export const ownExport = async (
  id: CallerId,
  exportId: ExportId,
  run: { now: Date; deadline: Deadline },
): Promise<Export> => {
  await openAccount(id, run.deadline);
  const copy = await findExport(id, exportId, run);
  if (!copy) throw notFound('export');
  return copy;
};

/**
 * Copies what is kept of somebody, page by page; what was copied before is copied alike. Whoever is interrupted goes on
 * where the last page ended. Who has left meanwhile gets no copy.
 * @throws Refusal 503 `busy` when time is over: the rest is copied when the event comes again
 */
export const copyAll = async (
  id: CallerId,
  exportId: ExportId,
  { now, deadline }: { now: Date; deadline: Deadline },
): Promise<void> => {
  const account = (await findAccount(id, deadline)) ?? unknown(id);
  for (;;) {
    const before = await findExport(id, exportId, { now, deadline });
    if (before?.status !== 'pending' || account.status !== 'active') return;
    const { orders, cursor } = await copyOrders(id, before.cursor, deadline);
    const items = [...(before.items === 0 ? [accountItem(account)] : []), ...orders.flatMap(orderItems)];
    await together(items.map(({ name, item }) => putItem(before, name, item, deadline)));
    const status = cursor === undefined ? 'ready' : 'pending';
    await saveProgress(before, { ...before, status, cursor, items: before.items + items.length }, deadline); // refused: another did the same
    needTime(deadline);
  }
};

type Item = { name: string; item: object };

const accountItem = (account: Account): Item => ({
  name: '0', // before all years
  item: { kind: 'account', account: { ...accountView(account), addresses: addressesView(account) } },
});

/** Lines in one item: a row of the table holds 400 KB. */
const ITEM_LINES = 200;

/** An order of many lines is several items: the further ones have its id and the lines. */
const orderItems = ({ lines, ...order }: OrderCopy): Item[] =>
  Array.from({ length: Math.ceil(lines.length / ITEM_LINES) }, (_, n) => {
    const some = lines.slice(n * ITEM_LINES, (n + 1) * ITEM_LINES);
    return {
      name: `${order.createdAt}#${order.id}#${n}`,
      item: { kind: 'order', order: { ...(n === 0 ? order : { id: order.id }), lines: some } },
    };
  });
