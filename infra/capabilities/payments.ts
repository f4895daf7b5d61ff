import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OrderCancelled, OrderExpiring, PaymentOrphaned } from '#events/orders';
import * as contract from '../../functions/payments/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { every } from '../constructs/schedule.ts';
import { Worker } from '../constructs/worker.ts';
import type { Platform } from '../platform.ts';

/** A call to the provider takes up to 8 s, and may have to be made again. */
const LONGEST_REQUEST = Duration.seconds(29);
const LONGEST_MESSAGE = Duration.seconds(30);

/** Takes money for orders, once, and gives it back. */
export class Payments extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Payments');
    const { api, table, stripeKeys } = platform;
    const environment = { STRIPE_API: this.node.getContext('stripeApi'), STRIPE_SECRET: stripeKeys.secretArn };
    const asking = { timeout: LONGEST_REQUEST, environment };
    const createPayment = new Handler(this, 'payments/api/create-payment', platform, asking);
    const createRefund = new Handler(this, 'payments/api/create-refund', platform, asking);
    const listPayments = new Handler(this, 'payments/api/list-payments', platform);
    const receiveStripeEvent = new Handler(this, 'payments/api/receive-stripe-event', platform, { environment });
    const settlePayments = new Handler(this, 'payments/schedules/settle-payments', platform, {
      timeout: Duration.seconds(55), // the next run comes after 60
      environment,
    });
    // One message at a time: a slow answer of the provider then keeps back no other.
    const hearing = { timeout: LONGEST_MESSAGE, batchSize: 1, concurrency: 5, environment };
    const onProviderEvent = new Worker(this, 'payments/workers/on-provider-event', platform, hearing);
    const onOrderExpiring = new Worker(this, 'payments/workers/on-order-expiring', platform, {
      hears: OrderExpiring,
      ...hearing,
    });
    const onOrderCancelled = new Worker(this, 'payments/workers/on-order-cancelled', platform, {
      hears: OrderCancelled,
      ...hearing,
    });
    const onPaymentOrphaned = new Worker(this, 'payments/workers/on-payment-orphaned', platform, {
      hears: PaymentOrphaned,
      ...hearing,
    });

    api.route(contract.createPayment, createPayment);
    api.route(contract.listPayments, listPayments);
    api.route(contract.createRefund, createRefund);
    api.route(contract.receiveStripeEvent, receiveStripeEvent);
    onProviderEvent.takesFrom(receiveStripeEvent, 'PROVIDER_EVENTS_URL');
    every(Duration.minutes(1), settlePayments, platform);

    table.reads(createPayment, 'ORDER#', 'PAYING#', 'PAYMENT#');
    table.writes(createPayment, 'ORDER#', 'PAYING#', 'PAYMENT#');
    table.reads(listPayments, 'ORDER#', 'PAYMENT#');
    table.reads(createRefund, 'ORDER#', 'PAYING#', 'PAYMENT#');
    table.writes(createRefund, 'PAYING#', 'PAYMENT#');
    table.reads(onProviderEvent.handler, 'PAYMENT#');
    table.writes(onProviderEvent.handler, 'PARKED#', 'PAYMENT#');
    table.lists(settlePayments, 'gsi4', 'SETTLING#');
    for (const handler of [
      settlePayments,
      onOrderExpiring.handler,
      onOrderCancelled.handler,
      onPaymentOrphaned.handler,
    ]) {
      table.reads(handler, 'PAYMENT#');
      table.writes(handler, 'PAYMENT#');
      stripeKeys.grantRead(handler);
    }
    for (const handler of [createPayment, createRefund, receiveStripeEvent, onProviderEvent.handler]) {
      stripeKeys.grantRead(handler);
    }

    platform.alarmOnCount(this, 'payments', 'ProviderEventParked', {
      says: 'The provider said something that is none of ours, or contradicts it.',
      runbook: 'provider-event-parked',
    });
    platform.alarmOnCount(this, 'payments', 'PaymentDisputed', {
      says: 'A bank asks for money back.',
      runbook: 'payment-disputed',
    });
    platform.alarmOnCount(this, 'payments', 'RefundFailed', {
      says: 'The provider refused to give money back.',
      runbook: 'refund-failed',
    });
  }
}
