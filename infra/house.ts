import { type App, Stack } from 'aws-cdk-lib';
import { Accounts } from './capabilities/accounts.ts';
import { Catalog } from './capabilities/catalog.ts';
import { Inventory } from './capabilities/inventory.ts';
import { Operations } from './capabilities/operations.ts';
import { Orders } from './capabilities/orders.ts';
import { Payments } from './capabilities/payments.ts';
import { Reconciliation } from './capabilities/reconciliation.ts';
import { Reports } from './capabilities/reports.ts';
import { Platform } from './platform.ts';

/** The whole house: one stack that remembers, one front door, a stack for each capability, and one that opens the door. */
export const house = (app: App, { functions }: { functions: string }): App => {
  // Stacks go wherever the CLI's credentials point, and know no region; a table under a customer's key needs to.
  const region =
    app.node.tryGetContext('customerKey') && (app.node.tryGetContext('region') ?? process.env.CDK_DEFAULT_REGION);
  const env = region && { region, account: process.env.CDK_DEFAULT_ACCOUNT };
  const platform = new Platform(app, { functions, env });
  // Operations is last: its relay and its catch-all know what all the others declared.
  const door = new Stack(app, 'BackroomStage', { env });
  for (const Capability of [Accounts, Catalog, Inventory, Orders, Payments, Reports, Reconciliation, Operations]) {
    const stack = new Stack(app, `Backroom${Capability.name}`, { env });
    new Capability(stack, platform);
    door.addDependency(stack);
  }
  platform.api.open(door);
  return app;
};
