import { accounts } from './accounts.ts';
import { catalog } from './catalog.ts';
import type { Example, Examples } from './example.ts';
import { inventory } from './inventory.ts';
import { operations } from './operations.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { reconciliation } from './reconciliation.ts';
import { reports } from './reports.ts';

export const EXAMPLES: Examples = {
  ...catalog,
  ...inventory,
  ...orders,
  ...payments,
  ...accounts,
  ...reports,
  ...reconciliation,
  ...operations,
};

/**
 * All examples, in an order in which a shop that was opened a moment ago answers each as it says: `operation.name`, and
 * what has to be so before.
 */
export const STORY: {
  example: string;
  after?: 'paid' | 'counted' | 'copied' | 'removed' | 'meddled with' | 'reconciled';
}[] = [
  { example: 'getHealth.healthy' },
  { example: 'putProduct.mug' },
  { example: 'putProduct.unchanged' },
  { example: 'putProduct.delivery' },
  { example: 'patchProduct.priceBreak' },
  { example: 'getProduct.mug' },
  { example: 'listProducts.kitchen' },
  { example: 'recordStockMovement.receipt' },
  { example: 'recordStockMovement.tooMany' },
  { example: 'listStockMovements.mug' },
  { example: 'setStockShards.hot' },
  { example: 'getStock.mug' },
  { example: 'placeOrder.byCard' },
  { example: 'getOrder.byCard' },
  { example: 'listOrders.waiting' },
  { example: 'listOrderEvents.placed' },
  { example: 'placeOrder.onAccount' },
  { example: 'placeOrder.outOfStock' },
  { example: 'placeOrder.priceChanged' },
  { example: 'getDailyReport.day', after: 'counted' },
  { example: 'createPayment.begun' },
  { example: 'receiveStripeEvent.forged' },
  { example: 'createRefund.lines', after: 'paid' },
  { example: 'createRefund.tooMuch' },
  { example: 'listPayments.refunded' },
  { example: 'cancelOrder.mistaken' },
  { example: 'patchMe.first' },
  { example: 'patchMe.withoutPhone' },
  { example: 'patchMe.stale' },
  { example: 'getMe.ada' },
  { example: 'putAddress.home' },
  { example: 'putAddress.moved' },
  { example: 'putAddress.work' },
  { example: 'listAddresses.both' },
  { example: 'deleteAddress.work' },
  { example: 'deleteAddress.missing' },
  { example: 'requestExport.first' },
  { example: 'getExport.ready', after: 'copied' },
  { example: 'requestExport.again' },
  { example: 'listExportItems.all' },
  { example: 'eraseMe.leaver' },
  { example: 'getMe.closed' },
  { example: 'requestExport.sessionEnded', after: 'removed' },
  { example: 'startReconciliation.everything', after: 'meddled with' },
  { example: 'getReconciliation.finished', after: 'reconciled' },
  { example: 'listDiscrepancies.open' },
  { example: 'repairDiscrepancy.counter' },
  { example: 'archiveProduct.delivery' },
];

/** @throws Error when there is none of this name */
export const exampleCalled = (name: string): { operation: string; example: Example } => {
  const [operation = '', called = ''] = name.split('.');
  const example = EXAMPLES[operation]?.[called];
  if (!example) throw new Error(`There is no example ${name}`);
  return { operation, example };
};
