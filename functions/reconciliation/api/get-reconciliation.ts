import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { findRun, foundBy } from '../reconciliation-table.ts';
import { discrepancyView, reconciliationView } from '../reconciliation-view.ts';

/** Discrepancies in the answer; the list has them all. */
const SHOWN = 100;

/** GET /v1/reconciliations/{id}. */
export const handler = guarded(contract.getReconciliation, async ({ params: { id }, deadline }) => {
  const run = await findRun(id, deadline);
  if (!run) throw notFound('reconciliation');
  const discrepancies = await foundBy(id, SHOWN, deadline);
  return ok({ ...reconciliationView(run), discrepancies: discrepancies.map(discrepancyView) });
});
