import { AT, type Examples, IDS } from './example.ts';

const SINCE = '1970-01-01T00:00:00.000Z';
const begun = { id: IDS.reconciliation, status: 'running', startedAt: AT, since: SINCE, checked: {}, found: 0 };
const known = { sku: 'MUG', available: 31, ledger: 36 };
const discrepancy = {
  id: IDS.discrepancy,
  kind: 'stock_differs',
  subject: 'MUG',
  status: 'open',
  says: 'The counters of MUG hold 31, its ledger comes to 36.',
  known,
  repair: 'Sets the counters to 36, as the ledger says.',
  foundAt: AT,
  lastSeenAt: AT,
};
const checked = { shelves: 1, overdueOrders: 0, charges: 1, providerEvents: 0, unsentEvents: 0 };

export const reconciliation: Examples = {
  startReconciliation: {
    everything: { summary: 'All of it', as: 'admin', body: {}, answer: { status: 202, body: begun } },
  },
  getReconciliation: {
    finished: {
      summary: 'Somebody meddled with a counter',
      as: 'admin',
      params: { id: IDS.reconciliation },
      answer: {
        status: 200,
        body: { ...begun, status: 'finished', finishedAt: AT, checked, found: 1, discrepancies: [discrepancy] },
      },
    },
  },
  listDiscrepancies: {
    open: {
      summary: 'What is open',
      as: 'admin',
      query: { status: 'open' },
      answer: { status: 200, body: { data: [discrepancy], nextCursor: null } },
    },
  },
  repairDiscrepancy: {
    counter: {
      summary: 'The ledger is right',
      as: 'admin',
      params: { id: IDS.discrepancy },
      headers: { 'Idempotency-Key': 'repair-of-the-mugs-counter' },
      body: { reason: 'counted by hand' },
      answer: {
        status: 201,
        body: {
          ...discrepancy,
          status: 'repaired',
          repaired: { by: '0d9a54c2', at: AT, reason: 'counted by hand', did: { available: 36, changed: 1 } },
        },
      },
    },
  },
};
