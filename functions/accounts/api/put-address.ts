import { guarded } from '#shared/guarded';
import { created, ok } from '#shared/http';
import { keepAddress } from '../account.ts';
import * as contract from '../contract.ts';
import { revise } from '../revising.ts';

/** PUT /v1/me/addresses/{id}. */
export const handler = guarded(contract.putAddress, async ({ caller, params: { id }, body, now, ...request }) => {
  const { before, account } = await revise(caller.id, (known) => keepAddress(known, id, body, now), request);
  const kept = { id, address: body };
  const { version } = account;
  const wasKept = before.addresses.some((one) => one.id === id);
  return wasKept ? ok(kept, { version }) : { ...created('/v1/me/addresses', kept), version };
});
