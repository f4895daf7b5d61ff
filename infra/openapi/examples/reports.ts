import { type Examples, pounds } from './example.ts';

export const reports: Examples = {
  getDailyReport: {
    day: {
      summary: 'A day of the wholesaler’s',
      as: 'staff',
      query: { date: '2010-12-01' },
      answer: {
        status: 200,
        body: {
          date: '2010-12-01',
          orders: 1,
          units: 6,
          revenue: pounds(1260),
          refundsWithoutLines: pounds(0),
          data: [{ sku: 'MUG', units: 6, revenue: pounds(1260) }],
          nextCursor: null,
        },
      },
    },
  },
};
