import { env } from '#shared/env';
import { guarded } from '#shared/guarded';
import { ok } from '#shared/http';
import { cursorOf, readCursor } from '#shared/paging';
import * as contract from '../contract.ts';
import { NO_SKU, totalOf } from '../daily.ts';
import { sharesOn } from '../daily-table.ts';

const shopCurrency = env('CURRENCY');

/** GET /v1/reports/daily. Every page carries the whole day's totals, which are summed from all its rows. */
export const handler = guarded(contract.getDailyReport, async ({ query, deadline }) => {
  const { date, currency = shopCurrency, limit, cursor } = query;
  const after = readCursor(cursor) ?? '';
  const shares = await sharesOn(date, currency, deadline);
  const { orders, units, revenue } = totalOf(shares);
  const sold = shares.filter(({ sku, ...share }) => sku !== NO_SKU && (share.units !== 0 || share.revenue !== 0));
  const rest = sold.filter(({ sku }) => sku > after);
  const givenBack = -(shares.find(({ sku }) => sku === NO_SKU)?.revenue ?? 0);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return ok({
    date,
    orders,
    units,
    revenue: { amount: revenue, currency },
    refundsWithoutLines: { amount: givenBack, currency },
    data: shown.map((share) => ({ sku: share.sku, units: share.units, revenue: { amount: share.revenue, currency } })),
    nextCursor: last && rest.length > limit ? cursorOf(last.sku) : null,
  });
});
