import { guarded } from '#shared/guarded';
import { created, ok } from '#shared/http';
import { keepAddress } from '../account.ts';
import * as contract from '../contract.ts';
import { revise } from '../revising.ts';

/** PUT /v1/me/addresses/{id}. */
export const handler = guarded(contract.putAddress, async ({ caller, params: { id }, body, now, ...request }) => {
  const { before } = await revise(caller.id, (account) => keepAddress(account, id, body, now), request);
  const kept = { id, address: body };
  return Object.hasOwn(before.addresses, id) ? ok(kept) : created(`/v1/me/addresses`, kept);
});
