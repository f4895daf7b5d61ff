import type { Examples } from './example.ts';

export const operations: Examples = {
  getHealth: {
    healthy: {
      summary: 'All is well',
      as: 'anyone',
      answer: { status: 200, body: { status: 'ok', checks: { table: 'ok' } } },
    },
  },
};
