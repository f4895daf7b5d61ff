import { http, ok } from '#shared/http';
import { read } from '#shared/table';
import * as contract from '../contract.ts';

/** GET /v1/health. A table that does not answer is a 503, by way of the deadline. */
export const handler = http(contract.getHealth, async ({ deadline }) => {
  await read([{ pk: 'HEALTH', sk: 'HEALTH' }], deadline);
  return ok({ status: 'ok', checks: { table: 'ok' } });
});
