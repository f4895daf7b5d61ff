import { http } from '#shared/http';
import { begin } from '../beginning.ts';
import * as contract from '../contract.ts';
import { reconciliationView } from '../reconciliation-view.ts';

/** POST /v1/reconciliations. */
export const handler = http(contract.startReconciliation, async ({ body, ...request }) => {
  const run = await begin(body.since, request);
  const headers = { location: `/v1/reconciliations/${run.id}` };
  return { status: 202, body: reconciliationView(run), headers };
});
