import { dangerous } from '#shared/dangerous';
import * as contract from '../contract.ts';
import { closeAccount } from '../erasing.ts';

/** DELETE /v1/me. */
export const handler = dangerous(contract.eraseMe, async ({ caller, ...request }) => {
  const { id, status, closedAt } = await closeAccount(caller.id, request);
  return { status: 202, body: { id, status, closedAt } };
});
