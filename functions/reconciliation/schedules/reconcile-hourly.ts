import { schedule } from '#shared/schedule';
import { begin } from '../beginning.ts';

/** Every hour looks back this far; a run that is asked for looks at everything. */
const DAYS = 7;

/** Every hour. */
export const handler = schedule(async (run) => {
  await begin(new Date(run.now.getTime() - DAYS * 86_400_000).toISOString(), run);
});
