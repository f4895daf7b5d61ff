import * as v from 'valibot';
import { event } from '#shared/event';

/** A reconciliation has more to look at, from where its row says. Nothing is known yet of what it will find. */
export const ReconciliationDue = event('ReconciliationDue', 1, v.object({ reconciliationId: v.string() }));
