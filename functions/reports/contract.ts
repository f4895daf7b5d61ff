import * as v from 'valibot';
import { Paging } from '#shared/paging';
import { route } from '#shared/route';
import { Currency, Day, Money, Sku } from '#shared/values';

export const getDailyReport = route({
  operation: 'getDailyReport',
  method: 'GET',
  path: '/v1/reports/daily',
  summary:
    "A day's sales by SKU: orders made on that day that are paid or on account, less what was cancelled or refunded.",
  callers: [{ group: 'staff' }],
  query: v.strictObject({ ...Paging.entries, date: Day, currency: v.optional(Currency) }),
  answers: {
    200: v.pipe(
      v.object({
        date: v.string(),
        orders: v.number(),
        units: v.number(),
        revenue: Money,
        refundsWithoutLines: Money,
        data: v.array(v.object({ sku: Sku, units: v.number(), revenue: Money })),
        nextCursor: v.nullable(v.string()),
      }),
      v.title('DailyReport'),
      v.description(
        "`refundsWithoutLines` was given back without naming lines: taken from the day's revenue, and from no SKU's.",
      ),
    ),
  },
  problems: ['invalid_cursor'],
});
