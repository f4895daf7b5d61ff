import * as v from 'valibot';
import type { Context } from './context.ts';
import { invalidParameter, StripeError } from './errors.ts';
import { page } from './lists.ts';
import type { Kind, Objects } from './objects.ts';
import * as p from './parameters.ts';
import { intentRoutes } from './payment-intent-routes.ts';
import { createRefund } from './refunds.ts';
import { found, type Route, route } from './route.ts';

const read = <K extends Kind>(kind: K, path: string): Route =>
  route(`GET ${path}/:id`, v.strictObject({ ...p.expand }), ({ draft }, _, id) => found(draft, kind, id));

const ofPayment = { payment_intent: v.optional(v.string()), charge: v.optional(v.string()) };

const Refund = v.strictObject({
  ...p.expand,
  ...ofPayment,
  amount: v.optional(p.positive),
  metadata: p.metadata,
  reason: v.optional(v.picklist(['duplicate', 'fraudulent', 'requested_by_customer'])),
});

const chargeOf = ({ draft }: Context, { payment_intent, charge }: { payment_intent?: string; charge?: string }) => {
  if (payment_intent === undefined && charge === undefined) {
    throw invalidParameter(
      'One of the following params should be provided for this request: payment_intent or charge.',
      {
        code: 'parameter_missing',
      },
    );
  }
  if (payment_intent === undefined) return found(draft, 'charge', charge ?? '', 'charge');
  const intent = found(draft, 'payment_intent', payment_intent, 'payment_intent');
  const latest = draft.find('charge', intent.latest_charge ?? '');
  if (latest?.paid && (charge === undefined || charge === latest.id)) return latest;
  throw invalidParameter(`This PaymentIntent (${payment_intent}) does not have a successful charge to refund.`, {
    param: 'payment_intent',
  });
};

type OfPayment = { payment_intent: string | null; charge: string | null };
const isOf =
  ({ payment_intent, charge }: { payment_intent?: string; charge?: string }) =>
  (object: OfPayment): boolean =>
    (payment_intent === undefined || object.payment_intent === payment_intent) &&
    (charge === undefined || object.charge === charge);

/** Refunds and disputes are listed alike. */
const listOfPayment = <K extends 'refund' | 'dispute'>(kind: K, path: string): Route =>
  route(`GET ${path}`, v.strictObject({ ...p.paging, ...ofPayment, created: p.created }), ({ draft }, params) =>
    page(draft, kind, path, params, isOf(params) as (object: Objects[K]) => boolean),
  );

/** Everything of Stripe's API that the double knows. */
const ROUTES: Route[] = [
  ...intentRoutes,

  read('charge', '/v1/charges'),
  route(
    'GET /v1/charges',
    v.strictObject({ ...p.paging, created: p.created, payment_intent: v.optional(v.string()) }),
    ({ draft }, params) =>
      page(draft, 'charge', '/v1/charges', params, ({ payment_intent }) =>
        params.payment_intent === undefined ? true : payment_intent === params.payment_intent,
      ),
  ),

  route('POST /v1/refunds', Refund, (context, params) =>
    createRefund(context, chargeOf(context, params), { ...params, reason: params.reason ?? null }),
  ),
  read('refund', '/v1/refunds'),
  listOfPayment('refund', '/v1/refunds'),

  read('dispute', '/v1/disputes'),
  listOfPayment('dispute', '/v1/disputes'),

  read('event', '/v1/events'),
  route(
    'GET /v1/events',
    v.strictObject({ ...p.paging, created: p.created, type: v.optional(v.string()), types: v.optional(p.list) }),
    ({ draft }, params) => {
      const types = params.types ?? (params.type === undefined ? undefined : [params.type]);
      return page(draft, 'event', '/v1/events', params, ({ type }) => types?.includes(type) ?? true);
    },
  ),
];

/** Which route a request takes, and the id in its address. @throws StripeError when there is none */
export const routeOf = (method: string, path: string): { route: Route; id: string } => {
  for (const one of ROUTES) {
    const match = one.method === method ? one.pattern.exec(path) : null;
    if (match) return { route: one, id: match[1] ?? '' };
  }
  const message = `Unrecognized request URL (${method}: ${path}), or one that this double does not know.`;
  throw new StripeError(404, { type: 'invalid_request_error', message });
};
