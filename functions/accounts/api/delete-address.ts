import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { forgetAddress } from '../account.ts';
import * as contract from '../contract.ts';
import { revise } from '../revising.ts';

/** DELETE /v1/me/addresses/{id}. */
export const handler = guarded(contract.deleteAddress, async ({ caller, params: { id }, now, ...request }) => {
  const change = (account: Parameters<typeof forgetAddress>[0]) => {
    const after = forgetAddress(account, id, now);
    if (!after) throw notFound('address');
    return after;
  };
  await revise(caller.id, change, request);
  return { status: 204 };
});
