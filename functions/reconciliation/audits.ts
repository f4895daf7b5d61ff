import type { AuditPage, AuditRun, Finding, FindingKind, Repair } from '#shared/audit';
import { keyPage } from '#shared/listing';
import { EventRow, UNSENT } from '#shared/outbox';
import { allPartitions, parseRow, read } from '#shared/table';
import { together } from '#shared/together';
import type { Sku } from '#shared/values';
import { auditShelves, type Hold, releaseHold, repairShelf, unitsHeld } from '../inventory/stock-audit.ts';
import { auditOrders, judgeHolds, repairOrder } from '../orders/order-audit.ts';
import { auditParked, auditPayments, dismissParked, repairCharge, repairOrphan } from '../payments/payment-audit.ts';

type Audit = { name: string; page: (cursor: string | undefined, run: AuditRun) => Promise<AuditPage> };

const wrongly = ({ sku, orderId, units }: Hold, wanted: number): Finding => ({
  kind: wanted === 0 ? 'hold_without_order' : 'hold_differs',
  subject: `${orderId}/${sku}`,
  says: `Order ${orderId} holds ${units} of ${sku} by the ledger, and ${wanted} by its own row.`,
  known: { orderId, sku, ledger: units, order: wanted },
  ...(wanted === 0 && units > 0 && { repair: `Puts ${units} of ${sku} back on the shelf.` }),
});

/** Every shelf against its ledger, and what orders hold of it against the orders. */
const stock = async (cursor: string | undefined, run: AuditRun): Promise<AuditPage> => {
  const { holds, findings, ...page } = await auditShelves(cursor, run);
  const suspects = await judgeHolds(holds, run);
  // An order may have moved on between its ledger and its row: only what stays wrong is.
  const still = await together(
    suspects.map(async ({ hold }) =>
      (await unitsHeld(hold.sku, hold.orderId, run.deadline)) === hold.units ? [hold] : [],
    ),
  );
  const wrong = await judgeHolds(still.flat(), run);
  return { ...page, findings: [...findings, ...wrong.map(({ hold, wanted }) => wrongly(hold, wanted))] };
};

/** The sweeper sends what the stream has missed after a minute; what is older has something in its way. */
const OLD_MINUTES = 5;

const outbox = async (cursor: string | undefined, { now, deadline }: AuditRun): Promise<AuditPage> => {
  const before = new Date(now.getTime() - OLD_MINUTES * 60_000).toISOString();
  const page = await keyPage({ index: 'gsi4', partitions: allPartitions(UNSENT), before }, cursor, 50, deadline);
  const rows = await read(page.keys, deadline);
  const unsent = page.keys.flatMap((key) => rows.get(key) ?? []).filter((row) => row.gsi4pk !== undefined);
  const findings = unsent.map((row): Finding => {
    const { id, type, subject, at } = parseRow(EventRow, row);
    const says = `${type} of ${at} has not been sent to those that hear it.`;
    return { kind: 'event_unsent', subject: id, says, known: { type, about: subject, at } };
  });
  return { checked: unsent.length, findings, cursor: page.cursor };
};

/** In this order, one after the other; a run keeps the number of the one that is due. */
export const AUDITS: Audit[] = [
  { name: 'shelves', page: stock },
  { name: 'charges', page: auditPayments },
  { name: 'providerEvents', page: auditParked },
  { name: 'overdueOrders', page: auditOrders },
  { name: 'unsentEvents', page: outbox },
];

/** Puts back what an order still holds that should hold nothing, by its ledger and its row as they are now. */
const repairHold: Repair = async (subject, run) => {
  const [orderId = '', name = ''] = subject.split('/');
  const sku = name as Sku;
  const units = await unitsHeld(sku, orderId, run.deadline);
  const [wrong] = await judgeHolds([{ sku, orderId, units }], { ...run, since: run.foundAt });
  if (units <= 0 || wrong?.wanted !== 0) return { returned: 0 };
  return releaseHold(sku, orderId, run);
};

/** By the kind of what was found; kinds that are missing here are for a person to judge. */
export const REPAIRS: Partial<Record<FindingKind, Repair>> = {
  stock_differs: repairShelf,
  hold_without_order: repairHold,
  charge_unknown: repairCharge,
  refund_differs: repairCharge,
  money_without_order: repairOrphan,
  provider_event_parked: dismissParked,
  order_stuck: repairOrder,
};
