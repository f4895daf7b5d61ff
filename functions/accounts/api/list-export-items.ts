import { Refusal } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { listItems } from '../account-table.ts';
import * as contract from '../contract.ts';
import { ownExport } from '../exporting.ts';

/** GET /v1/me/exports/{id}/items. */
export const handler = guarded(contract.listExportItems, async ({ caller, params: { id }, query, ...run }) => {
  const copy = await ownExport(caller.id, id, run);
  if (copy.status === 'pending') {
    throw new Refusal(409, 'export_not_ready', 'The copy is being made; ask again in a moment.');
  }
  return ok(await listItems(copy, query, run.deadline));
});
