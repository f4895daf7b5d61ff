import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PaymentClosed, PaymentRefunded, PaymentSucceeded } from '#events/payments';
import * as contract from '../../functions/orders/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { every } from '../constructs/schedule.ts';
import { Worker } from '../constructs/worker.ts';
import type { Platform } from '../platform.ts';

/** API Gateway waits 30 s; the longest order takes 25 transactions. */
const LONGEST_REQUEST = Duration.seconds(29);

/** Takes orders and follows each one until it is fulfilled or let go. */
export class Orders extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Orders');
    const { api, table } = platform;
    const environment = { HOLD_MINUTES: String(this.node.getContext('holdMinutes')) };
    const placeOrder = new Handler(this, 'orders/api/place-order', platform, { timeout: LONGEST_REQUEST, environment });
    const getOrder = new Handler(this, 'orders/api/get-order', platform);
    const listOrders = new Handler(this, 'orders/api/list-orders', platform);
    const listOrderEvents = new Handler(this, 'orders/api/list-order-events', platform);
    const cancelOrder = new Handler(this, 'orders/api/cancel-order', platform, { timeout: LONGEST_REQUEST });
    const releaseOverdueOrders = new Handler(this, 'orders/schedules/release-overdue-orders', platform, {
      timeout: Duration.seconds(55), // the next run comes after 60
      environment,
    });
    const settling = { timeout: Duration.seconds(20) }; // a late payment takes stock anew
    const onPaymentSucceeded = new Worker(this, 'orders/workers/on-payment-succeeded', platform, {
      hears: PaymentSucceeded,
      ...settling,
    });
    const onPaymentClosed = new Worker(this, 'orders/workers/on-payment-closed', platform, {
      hears: PaymentClosed,
      ...settling,
    });
    const onPaymentRefunded = new Worker(this, 'orders/workers/on-payment-refunded', platform, {
      hears: PaymentRefunded,
      ...settling,
    });

    api.route(contract.placeOrder, placeOrder);
    api.route(contract.getOrder, getOrder);
    api.route(contract.listOrders, listOrders);
    api.route(contract.listOrderEvents, listOrderEvents);
    api.route(contract.cancelOrder, cancelOrder);
    every(Duration.minutes(1), releaseOverdueOrders, platform);

    table.reads(placeOrder, 'ORDER#', 'PRODUCT#', 'STOCK#');
    table.writes(placeOrder, 'ORDER#', 'STOCK#');
    table.reads(getOrder, 'ORDER#');
    table.reads(listOrders, 'ORDER#');
    table.lists(listOrders, 'gsi1', 'OWNER#');
    table.lists(listOrders, 'gsi2', 'ORDERS#');
    table.lists(listOrders, 'gsi3', 'REFERENCE#');
    table.reads(listOrderEvents, 'ORDER#');
    table.reads(cancelOrder, 'CANCELLATION#', 'ORDER#', 'STOCK#');
    table.writes(cancelOrder, 'CANCELLATION#', 'ORDER#', 'STOCK#');
    for (const { handler } of [onPaymentSucceeded, onPaymentClosed, onPaymentRefunded]) {
      table.reads(handler, 'ORDER#', 'STOCK#');
      table.writes(handler, 'ORDER#', 'STOCK#');
    }
    table.reads(releaseOverdueOrders, 'ORDER#', 'STOCK#');
    table.writes(releaseOverdueOrders, 'ORDER#', 'STOCK#');
    table.lists(releaseOverdueOrders, 'gsi2', 'ORDERS#pending_payment#');
    table.lists(releaseOverdueOrders, 'gsi4', 'DUE#');

    platform.alarmOnCount(this, 'orders', 'PaymentOrphaned', {
      says: 'Money was taken for an order that cannot be had; it is being refunded.',
      runbook: 'payment-orphaned',
    });
  }
}
