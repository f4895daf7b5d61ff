import * as v from 'valibot';
import { Paging, page } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { DiscrepancyId, Instant, ReconciliationId, Time, text } from '#shared/values';

const operators: Admitted[] = [{ group: 'admin' }, { scope: 'backroom/operations' }];

const DISCREPANCY_STATUSES = ['open', 'repaired', 'gone'] as const;

const Discrepancy = v.pipe(
  v.object({
    id: DiscrepancyId,
    kind: v.string(),
    subject: v.string(),
    status: v.picklist(DISCREPANCY_STATUSES),
    says: v.string(),
    known: v.record(v.string(), v.unknown()),
    repair: v.optional(
      v.pipe(
        v.string(),
        v.description('What `POST /v1/discrepancies/{id}/repairs` would do; absent where a person has to judge.'),
      ),
    ),
    foundAt: Instant,
    lastSeenAt: Instant,
    repaired: v.optional(
      v.object({
        by: v.string(),
        at: Instant,
        reason: v.optional(v.string()),
        did: v.record(v.string(), v.unknown()),
      }),
    ),
  }),
  v.title('Discrepancy'),
);

const Reconciliation = v.pipe(
  v.object({
    id: ReconciliationId,
    status: v.picklist(['running', 'finished']),
    startedAt: Instant,
    finishedAt: v.optional(Instant),
    since: Instant,
    checked: v.pipe(v.record(v.string(), v.number()), v.description('How much was looked at, by audit.')),
    found: v.pipe(v.number(), v.description('How many discrepancies it found.')),
  }),
  v.title('Reconciliation'),
);

const byId = v.object({ id: ReconciliationId });

export const startReconciliation = route({
  operation: 'startReconciliation',
  method: 'POST',
  path: '/v1/reconciliations',
  summary: "Holds stock, orders, events and the provider's ledger against our own; the answer says where to look.",
  callers: operators,
  throttle: { burst: 5, perSecond: 1 },
  body: v.strictObject({
    since: v.optional(
      v.pipe(Time, v.description('Payments and holds that are older are left out; everything where nothing is said.')),
    ),
  }),
  bodyOptional: true,
  answers: { 202: Reconciliation },
});

export const getReconciliation = route({
  operation: 'getReconciliation',
  method: 'GET',
  path: '/v1/reconciliations/{id}',
  summary: 'How far a reconciliation is, and the first hundred discrepancies that it found.',
  callers: operators,
  params: byId,
  answers: { 200: v.object({ ...Reconciliation.entries, discrepancies: v.array(Discrepancy) }) },
  problems: ['not_found'],
});

export const listDiscrepancies = route({
  operation: 'listDiscrepancies',
  method: 'GET',
  path: '/v1/discrepancies',
  summary: 'What does not add up, whichever reconciliation found it, newest first.',
  callers: operators,
  query: v.strictObject({ ...Paging.entries, status: v.optional(v.picklist(DISCREPANCY_STATUSES), 'open') }),
  answers: { 200: page(Discrepancy) },
  problems: ['invalid_cursor'],
});

export const repairDiscrepancy = route({
  operation: 'repairDiscrepancy',
  method: 'POST',
  path: '/v1/discrepancies/{id}/repairs',
  summary:
    'Applies the repair that a discrepancy offers, from what is true now; what has righted itself is left alone.',
  callers: [{ group: 'admin' }],
  dangerous: true,
  keyed: true,
  throttle: { burst: 50, perSecond: 20 },
  params: v.object({ id: DiscrepancyId }),
  body: v.strictObject({ reason: v.optional(text(120)) }),
  bodyOptional: true,
  answers: { 201: Discrepancy },
  problems: ['not_found', 'not_open', 'no_repair', 'not_repaired'],
});
