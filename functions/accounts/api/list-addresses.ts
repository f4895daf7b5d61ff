import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { addressesView } from '../account-view.ts';
import * as contract from '../contract.ts';
import { openAccount } from '../revising.ts';

/** GET /v1/me/addresses. */
export const handler = guarded(contract.listAddresses, async ({ caller, deadline }) => {
  const account = await openAccount(caller.id, deadline);
  return ok({ data: addressesView(account) }, { version: account.version });
});
