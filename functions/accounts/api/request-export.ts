import { dangerous } from '#shared/dangerous';
import { exportView } from '../account-view.ts';
import * as contract from '../contract.ts';
import { request } from '../exporting.ts';

/** POST /v1/me/exports. */
export const handler = dangerous(contract.requestExport, async ({ caller, ...run }) => {
  const copy = await request(caller.id, run);
  return { status: 202, body: exportView(copy), headers: { location: `/v1/me/exports/${copy.id}` } };
});
