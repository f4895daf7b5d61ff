import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ReconciliationDue } from '#events/reconciliation';
import { FINDINGS } from '#shared/audit';
import * as contract from '../../functions/reconciliation/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { every } from '../constructs/schedule.ts';
import { Worker } from '../constructs/worker.ts';
import type { Platform } from '../platform.ts';

/** A stretch takes pages while half of this is left; one that dies is taken up again after six times as long. */
const LONGEST_STRETCH = Duration.minutes(1);
const LONGEST_REPAIR = Duration.seconds(29);

/** Holds everything against everything it should agree with, every hour and when asked. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Reconciliation');
    const { api, table, stripeKeys } = platform;
    const environment = { STRIPE_API: this.node.getContext('stripeApi'), STRIPE_SECRET: stripeKeys.secretArn };
    const startReconciliation = new Handler(this, 'reconciliation/api/start-reconciliation', platform);
    const reconcileHourly = new Handler(this, 'reconciliation/schedules/reconcile-hourly', platform);
    const getReconciliation = new Handler(this, 'reconciliation/api/get-reconciliation', platform);
    const listDiscrepancies = new Handler(this, 'reconciliation/api/list-discrepancies', platform);
    const repairDiscrepancy = new Handler(this, 'reconciliation/api/repair-discrepancy', platform, {
      timeout: LONGEST_REPAIR,
      environment,
    });
    const onReconciliationDue = new Worker(this, 'reconciliation/workers/on-reconciliation-due', platform, {
      hears: ReconciliationDue,
      timeout: LONGEST_STRETCH,
      batchSize: 1,
      environment,
    });

    api.route(contract.startReconciliation, startReconciliation);
    api.route(contract.getReconciliation, getReconciliation);
    api.route(contract.listDiscrepancies, listDiscrepancies);
    api.route(contract.repairDiscrepancy, repairDiscrepancy);
    every(Duration.hours(1), reconcileHourly, platform);

    for (const handler of [startReconciliation, reconcileHourly]) table.writes(handler, 'RECONCILIATION#');
    table.reads(getReconciliation, 'DISCREPANCY#', 'RECONCILIATION#');
    table.reads(listDiscrepancies, 'DISCREPANCY#');
    table.lists(listDiscrepancies, 'gsi2', 'DISCREPANCIES#');
    // It looks at everything, and writes down only what it found.
    const audited = ['ORDER#', 'PARKED#', 'PAYMENT#', 'STOCK#'];
    table.reads(onReconciliationDue.handler, ...audited, 'DISCREPANCY#', 'RECONCILIATION#');
    table.lists(onReconciliationDue.handler, 'gsi2', 'DISCREPANCIES#', 'ORDERS#', 'PAYMENTS#', 'SHELVES#');
    table.lists(onReconciliationDue.handler, 'gsi4', 'DUE#', 'PARKED#', 'UNSENT#');
    table.writes(onReconciliationDue.handler, 'DISCREPANCY#', 'RECONCILIATION#');
    table.reads(repairDiscrepancy, 'DISCREPANCY#', 'ORDER#', 'PAYMENT#', 'REPAIR#', 'STOCK#');
    table.writes(repairDiscrepancy, 'DISCREPANCY#', 'ORDER#', 'PARKED#', 'PAYMENT#', 'REPAIR#', 'STOCK#');
    for (const handler of [onReconciliationDue.handler, repairDiscrepancy]) stripeKeys.grantRead(handler);

    platform.alarmOnSilence(this, 'reconciliation', 'ReconciliationFinished', {
      says: 'No reconciliation has come to its end for three hours.',
      runbook: 'reconciliation-missing',
    });
    for (const kind of FINDINGS) {
      platform.alarmOnCount(this, 'reconciliation', 'Discrepancy', {
        dimensions: { kind },
        says: `Something does not add up: ${kind}.`,
        runbook: 'discrepancy',
      });
    }
  }
}
