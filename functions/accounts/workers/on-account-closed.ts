import { AccountClosed } from '#events/accounts';
import { worker } from '#shared/worker';
import { erasePersonal } from '../erasing.ts';

/** Erases at once what is personal; what comes by tokens that are still good is erased later. */
export const handler = worker(AccountClosed, ({ data: { accountId } }, { deadline }) =>
  erasePersonal(accountId, deadline),
);
