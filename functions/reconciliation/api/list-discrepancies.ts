import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import * as contract from '../contract.ts';
import { listDiscrepancies } from '../reconciliation-table.ts';
import { discrepancyView } from '../reconciliation-view.ts';

/** GET /v1/discrepancies. */
export const handler = guarded(contract.listDiscrepancies, async ({ query, deadline }) => {
  const { data, nextCursor } = await listDiscrepancies(query, deadline);
  return ok({ data: data.map(discrepancyView), nextCursor });
});
