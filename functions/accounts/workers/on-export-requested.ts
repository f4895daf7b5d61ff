import { ExportRequested } from '#events/accounts';
import { worker } from '#shared/worker';
import { copyAll } from '../exporting.ts';

/** Copies what is kept of whoever asked. */
export const handler = worker(ExportRequested, ({ data: { accountId, exportId } }, run) =>
  copyAll(accountId, exportId, run),
);
