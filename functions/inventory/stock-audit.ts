import * as v from 'valibot';
import type { AuditRun, Finding, Repair } from '#shared/audit';
import { backOff, type Deadline } from '#shared/deadline';
import { keyPage } from '#shared/listing';
import { allPartitions, parseRow, query, TableName, transact, type Write } from '#shared/table';
import { together } from '#shared/together';
import type { Sku } from '#shared/values';
import { type Shelf, sum } from './shelf.ts';
import { counterKey, LEDGER, putBack, readShelfAtOnce, SHELVES } from './stock-holds.ts';

// Published: reconciliation holds every shelf against its own ledger, and hands what orders hold of it to orders
// (docs/decisions/0004). An audit reads the rows themselves: a copy fed by events would repeat their error.

/** Units of a SKU that an order took and has not given back, as the ledger tells; none where it gave all back. */
export type Hold = { sku: Sku; orderId: string; units: number; at: string };

/** What a shelf's ledger comes to. */
type Ledger = { total: number; holds: Hold[] };

const LedgerRow = v.object({ quantity: v.number(), orderId: v.optional(v.string()), at: v.string() });

const ledgerOf = async ({ sku, widest }: Shelf, deadline: Deadline): Promise<Ledger> => {
  const partitions = Array.from({ length: widest }, (_, shard) => counterKey(sku, shard).pk);
  const rows = await together(partitions.map((pk) => query({ pk, prefix: LEDGER }, deadline, { consistent: true })));
  let total = 0;
  const byOrder = new Map<string, Hold>();
  for (const row of rows.flat()) {
    const { quantity, orderId, at } = parseRow(LedgerRow, row);
    total += quantity;
    if (orderId === undefined) continue;
    const held = byOrder.get(orderId) ?? { sku, orderId, units: 0, at };
    byOrder.set(orderId, { ...held, units: held.units - quantity, at: held.at < at ? held.at : at });
  }
  return { total, holds: [...byOrder.values()] };
};

/** Looks at a shelf that sells all the while, before it is left for the next run. */
const LOOKS = 4;

/**
 * A shelf beside its ledger, read so that nothing moved between the two.
 * @returns undefined when it never stood still
 */
const standingStill = async (sku: Sku, deadline: Deadline): Promise<{ shelf: Shelf; ledger: Ledger } | undefined> => {
  for (let look = 0; look < LOOKS; look++) {
    const shelf = await readShelfAtOnce(sku, deadline);
    const ledger = await ledgerOf(shelf, deadline);
    const again = await readShelfAtOnce(sku, deadline);
    const recounted = sum(again) === ledger.total ? ledger : await ledgerOf(again, deadline);
    const isStill = again.available.join() === shelf.available.join() && again.version === shelf.version;
    if (isStill && recounted.total === ledger.total) return { shelf, ledger };
    await backOff(look, { base: 50 });
  }
  return undefined;
};

const differs = (sku: Sku, counted: number, written: number): Finding => ({
  kind: 'stock_differs',
  subject: sku,
  says: `The counters of ${sku} hold ${counted}, its ledger comes to ${written}.`,
  known: { sku, available: counted, ledger: written },
  ...(written >= 0 && { repair: `Sets the counters to ${written}, as the ledger says.` }),
});

/** Shelves looked at in one go, all at once. */
const PAGE = 20;

/** All shelves, a page at a time, with what orders hold on them since a time. */
export const auditShelves = async (cursor: string | undefined, { since, deadline }: AuditRun) => {
  const page = await keyPage({ index: 'gsi2', partitions: allPartitions(SHELVES) }, cursor, PAGE, deadline);
  const skus = page.keys.map((row) => row.gsi2sk as Sku);
  const findings: Finding[] = [];
  const holds: Hold[] = [];
  const looked = await together(skus.map((sku) => standingStill(sku, deadline)));
  for (const found of looked) {
    if (!found) continue;
    const { sku } = found.shelf;
    const available = sum(found.shelf);
    if (available !== found.ledger.total) findings.push(differs(sku, available, found.ledger.total));
    holds.push(...found.ledger.holds.filter(({ at }) => at >= since.toISOString()));
  }
  return { checked: looked.filter(Boolean).length, findings, holds, cursor: page.cursor };
};

/** The units of a SKU that an order holds now, by the ledger. */
export const unitsHeld = async (sku: Sku, orderId: string, deadline: Deadline): Promise<number> => {
  const { holds } = await ledgerOf(await readShelfAtOnce(sku, deadline), deadline);
  return holds.find((hold) => hold.orderId === orderId)?.units ?? 0;
};

/** Sets single counters, each only if it still holds what it did: the ledger is right, so it says nothing of this. */
const corrections = ({ sku, available }: Shelf, difference: number): Write[] => {
  let missing = difference;
  return available.flatMap((units, shard) => {
    const wanted = Math.max(0, units + missing);
    missing -= wanted - units;
    if (wanted === units) return [];
    return [
      {
        Update: {
          TableName,
          Key: counterKey(sku, shard),
          UpdateExpression: 'SET available = :wanted',
          ConditionExpression: 'available = :seen',
          ExpressionAttributeValues: { ':wanted': wanted, ':seen': units },
        },
      },
    ];
  });
};

/** Sets a shelf's counters to what its ledger comes to. @throws Error when it does not stand still, or the ledger is below nothing */
export const repairShelf: Repair = async (subject, { deadline }) => {
  const sku = subject as Sku;
  for (let attempt = 0; attempt < LOOKS; attempt++) {
    const found = await standingStill(sku, deadline);
    if (!found) break;
    const { shelf, ledger } = found;
    const available = sum(shelf);
    if (ledger.total < 0) throw new Error(`the ledger of ${sku} comes to ${ledger.total}`);
    if (available === ledger.total) return { available, changed: 0 };
    const writes = corrections(shelf, ledger.total - available);
    if (!(await transact(writes, deadline))) return { available: ledger.total, changed: ledger.total - available };
    await backOff(attempt);
  }
  throw new Error(`the shelf of ${sku} does not stand still`);
};

/** Puts back what an order holds that has ended: written under the time it was found, so it goes back once. */
export const releaseHold = async (
  sku: Sku,
  orderId: string,
  { foundAt, deadline }: Parameters<Repair>[1],
): Promise<Record<string, unknown>> => {
  const units = await unitsHeld(sku, orderId, deadline);
  if (units <= 0) return { returned: 0 };
  const shelf = await readShelfAtOnce(sku, deadline);
  const cause = { id: `reconciliation/${orderId}`, reason: 'reconciliation', reference: orderId, orderId, at: foundAt };
  const refused = await transact(putBack(shelf, units, cause, 0), deadline);
  return { returned: refused ? 0 : units };
};
