import * as api from './api.ts';
import type { Backroom } from './backroom.ts';
import { until } from './patience.ts';

// Backroom's own reconciliation: it holds its stock, orders, events and payments against each other and the provider.

export type Audit = {
  /** How much it looked at, by what it was. */
  checked: Record<string, number>;
  differences: string[];
};

/**
 * Longer than the longest stretch of its work, after which it says how far it is. What a kill interrupts goes on only much
 * later, so another one is begun.
 */
const STRETCH_MILLISECONDS = 200_000;
const BEGINNINGS = 2;

/** Begins one and follows it for as long as it gets on. */
const follow = async (backroom: Backroom, milliseconds: number): Promise<api.Reconciliation> => {
  const { body: begun } = await backroom.call(api.startReconciliation, { as: 'admin' });
  const look = async () => (await backroom.call(api.getReconciliation, { as: 'admin', params: { id: begun.id } })).body;
  const farOf = ({ status, checked }: api.Reconciliation) => JSON.stringify([status, checked]);
  let seen = await look();
  while (seen.status !== 'finished') {
    const before = farOf(seen);
    seen = await until(look, (now) => farOf(now) !== before, milliseconds);
    if (farOf(seen) === before) break;
  }
  return seen;
};

/** Has Backroom look at all it has, and tells what it found. */
export const audit = async (backroom: Backroom, milliseconds = STRETCH_MILLISECONDS): Promise<Audit> => {
  let seen = await follow(backroom, milliseconds);
  for (let count = 1; seen.status !== 'finished' && count < BEGINNINGS; count++)
    seen = await follow(backroom, milliseconds);
  const { id, status, checked, found, discrepancies } = seen;
  const unnamed = found - discrepancies.length;
  return {
    checked,
    differences: [
      ...(status === 'finished' ? [] : [`reconciliation ${id}: has not finished`]),
      ...discrepancies.map(({ kind, says }) => `reconciliation: ${kind}: ${says}`),
      ...(unnamed > 0 ? [`reconciliation ${id}: found ${unnamed} more`] : []),
    ],
  };
};
