import { randomUUID } from 'node:crypto';
import { backOff, type Deadline, grace, pause } from '#shared/deadline';
import { Refusal, unavailable } from '#shared/errors';
import { keyReused } from '#shared/idempotency';
import { type Rows, read, TRANSACTION_ITEMS, transact, type Write } from '#shared/table';
import { judged } from '#shared/used-key';
import type { CallerId, OrderId, Sku } from '#shared/values';
import { priceIn, priceKey } from '../catalog/price-list.ts';
import { counterKeys, readShelves, type Shelf, shelvesIn } from '../inventory/stock-holds.ts';
import type { OrderInput } from './contract.ts';
import { accept, accepted, demandOf, isOpen, type Line, type Order, outOfStock, quote } from './order.ts';
import {
  findOrder,
  inserted,
  linesOf,
  orderIn,
  orderKey,
  orderKeys,
  PART_LINES,
  partsOf,
  placed,
  saved,
} from './order-table.ts';
import { leaseFrom, undo } from './returning.ts';
import { type Demand, shortages, takeAll } from './taking.ts';

export type Placing = {
  id: OrderId;
  buyer: CallerId;
  input: OrderInput;
  inputHash: string;
  holdMinutes: number;
  now: Date;
  deadline: Deadline;
  requestId: string;
};

/** A request at work: `attempts` are the ids under which it has taken an order in hand, one for each time. */
type Working = Placing & { attempts: Set<string> };

const newAttempt = ({ attempts }: Working): string => {
  const attempt = randomUUID();
  attempts.add(attempt);
  return attempt;
};

export type Placed = { order: Order; lines: Line[]; replayed: boolean };

/** How long a repeated request waits for the one that is still running. */
const PATIENCE_MILLISECONDS = 2_000;

/**
 * Takes an order once, however often it is asked to under one id: all of it, with its stock and its first event, or
 * nothing. What fits in one transaction is taken in one; a longer order in several, under a lease.
 * @throws Refusal as `quote` says | 409 `out_of_stock` | 422 `idempotency_key_reused` | 503 `request_in_progress`, `busy`
 */
export const place = async (placing: Placing): Promise<Placed> => {
  const working: Working = { ...placing, attempts: new Set() };
  try {
    return await tryToPlace(working);
  } catch (error) {
    const decided = error instanceof Refusal && error.status !== 503;
    // What went wrong is said either way; that the order could not be let go as well only makes its lease run out.
    if (!decided) await letGo(working).catch(() => undefined);
    throw error;
  }
};

const tryToPlace = async (placing: Working): Promise<Placed> => {
  const { id, input, now, deadline, requestId } = placing;
  const skus = [...new Set(input.lines.map(({ sku }) => sku))];
  for (let attempt = 0; ; attempt++) {
    const rows = await read([...orderKeys(id), ...skus.map(priceKey), ...counterKeys(skus)], deadline);
    const existing = orderIn(rows, id);
    if (existing) {
      const known = await settle(existing, rows, placing);
      if (known) return known;
      continue;
    }

    const quoted = await judged(orderKey(id), deadline, () => quote(input, (sku) => priceIn(rows, sku)));
    if (!quoted) continue;
    const { lines } = quoted;
    const order = accepted({ ...placing, quote: quoted });
    const demand = demandOf(lines);
    const shelves = await shelvesIn(
      rows,
      demand.map(({ sku }) => sku),
      deadline,
    );
    const short = await shortages(demand, shelves, deadline);
    if (short.length > 0) {
      // A twin of this very request may have taken the last units since the first read.
      if (await findOrder(id, deadline)) continue;
      throw outOfStock(input, short);
    }

    const takes = takeAll(demand, shelves, order, { reason: 'order', at: now });
    const fits = takes && takes.length + 2 <= TRANSACTION_ITEMS && lines.length <= PART_LINES;
    if (fits) {
      const writes = [inserted(order), placed(order, lines, { at: now, requestId }), ...takes];
      if (!(await transact(writes, deadline))) return { order, lines, replayed: false };
    } else if (takes) {
      const begun = await begin(order, lines, placing);
      const done = begun && (await reserve(begun, lines, placing));
      if (done) return { order: done, lines, replayed: false };
    }
    await backOff(attempt);
  }
};

/** Puts a long order down with its lines, nothing held yet; undefined when a twin was first. */
const begin = async (order: Order, lines: Line[], working: Working): Promise<Order | undefined> => {
  const { now, deadline } = working;
  const parts = partsOf(order, lines);
  const lease = { attempt: newAttempt(working), leaseUntil: leaseFrom(now) };
  const begun: Order = { ...order, ...lease, status: 'reserving', held: 0, parts: parts.length };
  return (await transact([inserted(begun), ...parts], deadline)) ? undefined : begun;
};

/**
 * Brings an order that is already there to where its request can be answered: it was accepted; or it is in somebody's
 * hands, who is waited for; or nobody's, and this request goes on with it.
 * @returns undefined when there is no such order any more
 */
const settle = async (found: Order, firstRead: Rows, placing: Working): Promise<Placed | undefined> => {
  const { id, inputHash, now, deadline } = placing;
  const patientUntil = performance.now() + PATIENCE_MILLISECONDS;
  let order: Order | undefined = found;
  for (let rows = firstRead; order; rows = await read(orderKeys(id), deadline), order = orderIn(rows, id)) {
    if (order.inputHash !== inputHash) throw keyReused();
    if (!isOpen(order)) return { order, lines: await linesOf(order, rows, deadline), replayed: true };
    const mine = await takeOver(order, placing);
    if (mine) {
      const lines = await linesOf(mine, rows, deadline);
      if (mine.status === 'undoing') {
        if (await undo(mine, { lines, now, deadline })) return undefined;
      } else {
        const done = await reserve(mine, lines, placing);
        if (done) return { order: done, lines, replayed: false };
      }
    } else if (performance.now() > patientUntil) {
      throw unavailable('request_in_progress', 'The same request is still being worked on; repeat it.');
    } else {
      await pause(100);
    }
  }
  return undefined;
};

/** Makes an order whose lease has run out this request's own. Undefined while somebody else has it. */
const takeOver = async (before: Order, working: Working): Promise<Order | undefined> => {
  const { now, deadline } = working;
  if ((before.leaseUntil ?? '') > now.toISOString()) return undefined;
  const after = { ...before, attempt: newAttempt(working), leaseUntil: leaseFrom(now) };
  return (await transact([saved({ before, after })], deadline)) ? undefined : after;
};

/**
 * Takes a long order's stock chunk by chunk, in the order of SKUs, and accepts it. If it falls short, what it took goes
 * back and it is refused.
 * @returns undefined when somebody else has taken the order over
 */
const reserve = async (begun: Order, lines: Line[], placing: Placing): Promise<Order | undefined> => {
  const { input, now, deadline, holdMinutes, requestId } = placing;
  const demand = demandOf(lines);
  let order = begun;
  for (let attempt = 0; order.held < demand.length; ) {
    const rest = demand.slice(order.held);
    const skus = rest.slice(0, TRANSACTION_ITEMS / 2).map(({ sku }) => sku);
    const { writes, count } = takeSome(rest, await readShelves(skus, deadline), order, now);
    if (count === 0) {
      const remaining = rest.map(({ sku }) => sku);
      const short = await shortages(rest, await readShelves(remaining, deadline), deadline);
      if (short.length > 0) {
        await refuse(order, lines, placing);
        throw outOfStock(input, short);
      }
      await backOff(attempt++);
      continue;
    }
    const after = { ...order, held: order.held + count };
    const refused = await transact([saved({ before: order, after }), ...writes], deadline);
    if (refused?.failed(0)) return undefined;
    if (refused) {
      await backOff(attempt++);
    } else {
      order = after;
      attempt = 0;
    }
  }
  const after = accept(order, { now, holdMinutes });
  const event = placed(after, lines, { at: now, requestId });
  return (await transact([saved({ before: order, after }), event], deadline)) ? undefined : after;
};

/** As many of the next SKUs as one transaction holds beside the order; none when the first of them falls short. */
const takeSome = (demand: Demand[], shelves: Map<Sku, Shelf>, order: Order, now: Date) => {
  const writes: Write[] = [];
  let count = 0;
  for (const one of demand) {
    if (!shelves.has(one.sku)) break;
    const pieces = takeAll([one], shelves, order, { reason: 'order', at: now });
    if (!pieces || 1 + writes.length + pieces.length > TRANSACTION_ITEMS) break;
    writes.push(...pieces);
    count++;
  }
  return { writes, count };
};

/** Puts back what a refused order holds. Whoever was faster, or the sweeper, does the same. */
const refuse = async (before: Order, lines: Line[], { now, deadline }: Placing): Promise<void> => {
  const after: Order = { ...before, status: 'undoing' };
  if (await transact([saved({ before, after })], deadline)) return;
  await undo(after, { lines, now, deadline });
};

/** Ends the lease of what this request has in hand, with the moment that is left, so that the same key goes on at once. */
const letGo = async ({ id, now, deadline, attempts }: Working): Promise<void> => {
  if (attempts.size === 0) return;
  const last = grace(deadline);
  const before = await findOrder(id, last);
  if (!before || !isOpen(before) || !attempts.has(before.attempt ?? '')) return;
  await transact([saved({ before, after: { ...before, leaseUntil: now.toISOString() } })], last);
};
