import * as v from 'valibot';
import { route } from '#shared/route';

export const getHealth = route({
  operation: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether the shop can be served, and what was checked to say so.',
  callers: 'anyone',
  answers: {
    200: v.object({ status: v.literal('ok'), checks: v.object({ table: v.literal('ok') }) }),
  },
});
