import { createHmac } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Route } from '#shared/route';
import { eventually, fresh } from '../journeys/caller.ts';
import { nameOf, pathOf } from './routes.ts';
import { PEOPLE, type Shop } from './shop.ts';

/** What a valid request of a route says, about things that exist and that nothing else uses. */
export type Asked = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  json?: Record<string, unknown>;
  bytes?: string;
};

const price = { amount: 250, currency: 'GBP' };

const onSale = async ({ house }: Shop, units = 100) => ({ sku: await house.product(fresh('MUG'), units) });

/** An order of Ada's that waits for its payment. */
export const order = async (shop: Shop): Promise<{ id: string }> => {
  const { sku } = await onSale(shop, 5);
  const { status, body } = await shop.till.place(sku, { as: PEOPLE.ada, quantity: 2 });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};

/** An order of Ada's that she has paid: 500 in all. */
export const paid = async (shop: Shop) => {
  const { sku } = await onSale(shop, 5);
  return shop.till.paid(sku, { as: PEOPLE.ada, quantity: 2 });
};

/** A counter that somebody has changed by hand, as the next reconciliation finds it. */
const discrepancy = async ({ house, till, table, TableName }: Shop): Promise<{ id: string }> => {
  const sku = await house.product(fresh('MUG'), 5);
  await table.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `STOCK#${sku}#0`, sk: 'COUNTER' },
      UpdateExpression: 'SET available = available + :more',
      ExpressionAttributeValues: { ':more': 7 },
    }),
  );
  const { discrepancies } = await till.reconcile();
  return discrepancies.find(({ subject }: { subject: string }) => subject.includes(sku));
};

const reconciliation = async ({ house }: Shop): Promise<{ id: string }> => {
  const { body } = await house.call('POST', '/v1/reconciliations', { as: PEOPLE.root });
  const look = () => house.call('GET', `/v1/reconciliations/${body.id}`, { as: PEOPLE.root });
  return (await eventually(look, (answer) => answer.body.status === 'finished')).body;
};

/** An event that nobody here hears, signed as the provider signs. */
const stripeEvent = async ({ described, control }: Shop): Promise<Asked> => {
  const { now } = (await control('GET', '/clock')) as { now: string };
  const at = Math.floor(Date.parse(now) / 1_000);
  const object = { object: 'balance' };
  const bytes = JSON.stringify({
    id: fresh('evt'),
    object: 'event',
    type: 'balance.available',
    created: at,
    livemode: false,
    data: { object },
  });
  const signature = createHmac('sha256', described.stripe.webhookSecret).update(`${at}.${bytes}`).digest('hex');
  return { bytes, headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` } };
};

export const shipTo = { name: 'Ada', street: '1 Row', city: 'London', postalCode: 'N1', country: 'GB' };

/** An address that Ada keeps. */
const address = async ({ house }: Shop): Promise<{ id: string }> => {
  const { body } = await house.call('PUT', '/v1/me/addresses/home', { as: PEOPLE.ada, body: shipTo });
  return { id: body.id };
};

/** A copy of all that is kept of Ada, ready to be read. */
export const copy = async ({ house }: Shop): Promise<{ id: string }> => {
  const ask = () => house.call('POST', '/v1/me/exports', { as: PEOPLE.ada });
  return (await eventually(ask, ({ body }) => body.status === 'ready')).body;
};

const anyVersion = { 'if-match': '*' };
const reason = 'as asked';

/** By operation: what fills the path, and the least that the body may be. */
const recipes: Record<string, (shop: Shop) => Asked | Promise<Asked>> = {
  putProduct: () => ({ params: { sku: fresh('MUG') }, json: { name: 'Mug', price } }),
  patchProduct: async (shop) => ({ params: await onSale(shop), headers: anyVersion, json: { name: 'Cup', price } }),
  archiveProduct: async (shop) => ({ params: await onSale(shop), headers: anyVersion }),
  getProduct: async (shop) => ({ params: await onSale(shop) }),
  getStock: async (shop) => ({ params: await onSale(shop) }),
  recordStockMovement: async (shop) => ({ json: { ...(await onSale(shop)), quantity: 5, reason } }),
  listStockMovements: async (shop) => ({ params: await onSale(shop) }),
  setStockShards: async (shop) => ({ params: await onSale(shop), json: { shards: 2 } }),
  placeOrder: async (shop) => ({
    json: {
      lines: [{ ...(await onSale(shop)), quantity: 2 }],
      expectedTotal: { amount: 500, currency: 'GBP' },
      shipTo,
    },
  }),
  getOrder: async (shop) => ({ params: { id: (await order(shop)).id } }),
  listOrderEvents: async (shop) => ({ params: { id: (await order(shop)).id } }),
  cancelOrder: async (shop) => ({ params: { id: (await order(shop)).id }, json: { reason } }),
  createPayment: async (shop) => ({ params: { id: (await order(shop)).id }, json: {} }),
  listPayments: async (shop) => ({ params: { id: (await paid(shop)).order.id } }),
  createRefund: async (shop) => ({
    params: { id: (await paid(shop)).payment.id },
    json: { amount: price, lines: [{ lineId: '1', quantity: 1 }], reason },
  }),
  receiveStripeEvent: stripeEvent,
  startReconciliation: () => ({ json: {} }),
  getReconciliation: async (shop) => ({ params: { id: (await reconciliation(shop)).id } }),
  repairDiscrepancy: async (shop) => ({ params: { id: (await discrepancy(shop)).id }, json: { reason } }),
  patchMe: () => ({ json: { name: 'Ada', phone: '+442071838750', locale: 'en-GB' } }),
  eraseMe: () => ({}),
  putAddress: () => ({ params: { id: 'office' }, json: shipTo }),
  deleteAddress: async (shop) => ({ params: await address(shop) }),
  requestExport: () => ({ json: {} }),
  getExport: async (shop) => ({ params: { id: (await copy(shop)).id } }),
  listExportItems: async (shop) => ({ params: { id: (await copy(shop)).id } }),
  getDocsFile: () => ({ params: { file: 'start.js' } }),
  getDailyReport: () => ({ query: { date: '2010-12-01' } }),
};

/** What leaves nobody behind who could ask again: each cell needs a caller of its own. */
export const endsItsCaller = ({ operation }: Route): boolean => operation === 'eraseMe';

const needsNothing = ({ params, query, body, bodyOptional, raw }: Route): boolean =>
  !params && !raw && (!body || bodyOptional === true) && (!query || v.safeParse(query, {}).success);

/**
 * A valid request of a route.
 * @throws Error that says what to add for a route that nobody has thought of yet
 */
export const validRequest = async (route: Route, shop: Shop): Promise<Asked> => {
  const recipe = recipes[route.operation];
  if (recipe) return recipe(shop);
  if (needsNothing(route)) return {};
  throw new Error(
    `Nobody has said how to ask ${nameOf(route)}: add \`${route.operation}\` to the recipes of test/security/requests.ts, ` +
      'with what fills its path, query and body, about things made for it.',
  );
};

/** The request as it is sent: with a fresh key where the route wants one. */
export const sent = (route: Route, { params, query, ...rest }: Asked) => ({
  method: route.method,
  path: pathOf(route, { ...(params && { params }), ...(query && { query }) }),
  ...(route.keyed && { key: fresh('key') }),
  ...rest,
});
