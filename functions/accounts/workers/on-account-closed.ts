import { AccountClosed } from '#events/accounts';
import { worker } from '#shared/worker';
import { eraseClosed } from '../erasing.ts';

/** Erases at once what is personal. */
export const handler = worker(AccountClosed, ({ data: { accountId } }, run) => eraseClosed(accountId, run));
