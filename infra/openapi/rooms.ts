import type { Route } from '#shared/route';
import * as accounts from '../../functions/accounts/contract.ts';
import * as catalog from '../../functions/catalog/contract.ts';
import * as inventory from '../../functions/inventory/contract.ts';
import * as operations from '../../functions/operations/contract.ts';
import * as orders from '../../functions/orders/contract.ts';
import * as payments from '../../functions/payments/contract.ts';
import * as reconciliation from '../../functions/reconciliation/contract.ts';
import * as reports from '../../functions/reports/contract.ts';

/** A room as the documents know it: its name is the tag of its routes. */
export type Room = { name: string; description: string; routes: Route[] };

const isRoute = (exported: unknown): exported is Route =>
  typeof exported === 'object' && exported !== null && 'operation' in exported;

/** The documents describe the API; the page that shows them is none of it. */
const routesOf = (contract: Record<string, unknown>): Route[] =>
  Object.values(contract)
    .filter(isRoute)
    .filter(({ path }) => path.startsWith('/v1/'))
    .sort((a, b) => (a.operation < b.operation ? -1 : 1));

/** Every room that has routes, in the order in which a shop gets to know them. */
export const ROOMS: Room[] = [
  { name: 'catalog', description: 'What is for sale, at what price.', routes: routesOf(catalog) },
  { name: 'inventory', description: 'What is in stock, and why.', routes: routesOf(inventory) },
  { name: 'orders', description: 'Who bought what, and where it stands.', routes: routesOf(orders) },
  { name: 'payments', description: 'What was taken and given back.', routes: routesOf(payments) },
  {
    name: 'accounts',
    description: 'What the shop keeps of a person, and how they take it or leave.',
    routes: routesOf(accounts),
  },
  { name: 'reports', description: 'What was sold on a day.', routes: routesOf(reports) },
  { name: 'reconciliation', description: 'What does not add up, and its repair.', routes: routesOf(reconciliation) },
  {
    name: 'operations',
    description: 'Whether the shop can be served, and these documents.',
    routes: routesOf(operations),
  },
];

export const ROUTES: Route[] = ROOMS.flatMap(({ routes }) => routes);
