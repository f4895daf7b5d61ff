import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { patch } from '../account.ts';
import { accountView } from '../account-view.ts';
import * as contract from '../contract.ts';
import { revise } from '../revising.ts';

/** PATCH /v1/me. */
export const handler = guarded(contract.patchMe, async ({ caller, body, now, ...request }) => {
  const { account } = await revise(caller.id, (before) => patch(before, body, now), request);
  return ok(accountView(account), { version: account.version });
});
