import { Construct } from 'constructs';
import { OrderCancelled, OrderPaid, OrderPlaced, OrderRefunded } from '#events/orders';
import * as contract from '../../functions/reports/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { Worker } from '../constructs/worker.ts';
import type { Platform } from '../platform.ts';

/** Adds up what was sold, as it is sold. */
export class Reports extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Reports');
    const { api, table } = platform;
    const environment = { CURRENCY: this.node.getContext('currency') };
    const getDailyReport = new Handler(this, 'reports/api/get-daily-report', platform, { environment });
    const onOrderPlaced = new Worker(this, 'reports/workers/on-order-placed', platform, { hears: OrderPlaced });
    const onOrderCancelled = new Worker(this, 'reports/workers/on-order-cancelled', platform, {
      hears: OrderCancelled,
    });
    const onOrderPaid = new Worker(this, 'reports/workers/on-order-paid', platform, { hears: OrderPaid });
    const onOrderRefunded = new Worker(this, 'reports/workers/on-order-refunded', platform, { hears: OrderRefunded });

    api.route(contract.getDailyReport, getDailyReport);

    table.reads(getDailyReport, 'REPORT#');
    for (const { handler } of [onOrderPlaced, onOrderPaid, onOrderCancelled, onOrderRefunded]) {
      table.writes(handler, 'REPORT#');
    }
  }
}
