import * as v from 'valibot';
import { event } from '#shared/event';
import { ExportId } from '#shared/values';

// What accounts says to the rest of the house. Fields are added, never renamed or re-used. No personal data: ids only.

/** Somebody wants a copy of all that the shop keeps of them. */
export const ExportRequested = event('ExportRequested', 1, v.object({ accountId: v.string(), exportId: ExportId }));

/** Somebody has left: whatever is personal is to go, wherever it lies. */
export const AccountClosed = event('AccountClosed', 1, v.object({ accountId: v.string() }));
