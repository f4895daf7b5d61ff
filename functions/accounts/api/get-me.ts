import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { accountView } from '../account-view.ts';
import * as contract from '../contract.ts';
import { openAccount } from '../revising.ts';

/** GET /v1/me. */
export const handler = guarded(contract.getMe, async ({ caller, deadline }) => {
  const account = await openAccount(caller.id, deadline);
  return ok(accountView(account), { version: account.version });
});
