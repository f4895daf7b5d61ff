import * as api from './api.ts';
import type { Backroom } from './backroom.ts';
import { until } from './patience.ts';

// Backroom's own reconciliation: it holds its stock, orders, events and payments against each other and the provider.

export type Audit = {
  /** How much it looked at, by what it was. */
  checked: Record<string, number>;
  differences: string[];
};

/** Longer than its longest stretch of work; what a kill interrupts comes back much later, so another one is begun. */
const STRETCH_MILLISECONDS = 200_000;
const BEGINNINGS = 2;

const follow = async (backroom: Backroom, milliseconds: number): Promise<api.Reconciliation> => {
  const { body: begun } = await backroom.call(api.startReconciliation, { as: 'admin' });
  const look = async () => (await backroom.call(api.getReconciliation, { as: 'admin', params: { id: begun.id } })).body;
  return until(look, ({ status }) => status === 'finished', milliseconds);
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
