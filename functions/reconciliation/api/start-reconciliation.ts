import { Refusal } from '#shared/errors';
import { guarded } from '#shared/guarded';

import { begin } from '../beginning.ts';
import * as contract from '../contract.ts';
import { reconciliationView } from '../reconciliation-view.ts';

const notYet = () =>
  new Refusal(422, 'invalid_input', 'The request is well-formed but not valid.', {
    errors: [{ path: 'since', code: 'invalid', message: 'must not be in the future' }],
  });

/** POST /v1/reconciliations. */
export const handler = guarded(contract.startReconciliation, async ({ body, ...request }) => {
  if (body.since !== undefined && Date.parse(body.since) > request.now.getTime()) throw notYet();
  const run = await begin(body.since, request);
  const headers = { location: `/v1/reconciliations/${run.id}` };
  return { status: 202, body: reconciliationView(run), headers };
});
