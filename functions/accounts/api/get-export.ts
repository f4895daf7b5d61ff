import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { exportView } from '../account-view.ts';
import * as contract from '../contract.ts';
import { ownExport } from '../exporting.ts';

/** GET /v1/me/exports/{id}. */
export const handler = guarded(contract.getExport, async ({ caller, params: { id }, ...run }) =>
  ok(exportView(await ownExport(caller.id, id, run))),
);
