import * as v from 'valibot';
import type { Context } from './context.ts';
import { invalidParameter } from './errors.ts';
import { page } from './lists.ts';
import type { PaymentIntent } from './objects.ts';
import * as p from './parameters.ts';
import { cancelIntent, confirmIntent, createIntent } from './payment-intents.ts';
import { type CardInput, givenPaymentMethod } from './payment-methods.ts';
import { Answer, found, type Route, route } from './route.ts';

const PATH = '/v1/payment_intents';

const Card = v.strictObject({
  number: v.string(),
  exp_month: v.optional(p.integer),
  exp_year: v.optional(p.integer),
  cvc: v.optional(v.string()),
});
const method = {
  payment_method: v.optional(v.string()),
  payment_method_data: v.optional(
    v.strictObject({ type: v.literal('card'), card: Card, billing_details: v.optional(v.record(v.string(), v.any())) }),
  ),
  return_url: v.optional(v.string()),
};
const clientSecret = { client_secret: v.optional(v.string()) };

const Create = v.strictObject({
  ...p.expand,
  ...method,
  amount: p.integer,
  currency: p.currency,
  metadata: p.metadata,
  confirm: v.optional(p.boolean, 'false'),
  capture_method: v.optional(v.literal('automatic', 'Only automatic capture is known here'), 'automatic'),
  automatic_payment_methods: v.optional(
    v.strictObject({ enabled: p.boolean, allow_redirects: v.optional(v.picklist(['always', 'never']), 'always') }),
  ),
  payment_method_types: v.optional(p.list),
  description: v.optional(v.string()),
  receipt_email: v.optional(v.string()),
  statement_descriptor_suffix: v.optional(v.string()),
});
const Confirm = v.strictObject({ ...p.expand, ...method, ...clientSecret });
const Cancel = v.strictObject({
  ...p.expand,
  cancellation_reason: v.optional(v.picklist(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'])),
});

/** A declined attempt is an error that says what became of the intent. */
const answerOf = (intent: PaymentIntent): PaymentIntent | Answer => {
  if (intent.status !== 'requires_payment_method' || !intent.last_payment_error) return intent;
  return new Answer(402, { error: { ...intent.last_payment_error, payment_intent: intent } });
};

const owned = ({ draft }: Context, id: string, secret: string | undefined): PaymentIntent => {
  const intent = found(draft, 'payment_intent', id);
  if (secret === undefined || secret === intent.client_secret) return intent;
  throw invalidParameter(
    'The client_secret provided does not match any associated PaymentIntent on this account. Ensure the provided client_secret and PaymentIntent ID match.',
    { code: 'payment_intent_invalid_parameter', param: 'client_secret' },
  );
};

type MethodParams = { payment_method?: string; payment_method_data?: { card: CardInput }; return_url?: string };
const confirm = (context: Context, intent: PaymentIntent, params: MethodParams) =>
  confirmIntent(context, intent, { method: givenPaymentMethod(context.draft, params), returnUrl: params.return_url });

/** What can be asked about payment intents. */
export const intentRoutes: Route[] = [
  route(`POST ${PATH}`, Create, (context, params) => {
    p.checkAmount(params.amount, params.currency);
    const given = givenPaymentMethod(context.draft, params);
    const intent = createIntent(
      context,
      {
        amount: params.amount,
        currency: params.currency,
        metadata: params.metadata,
        automatic_payment_methods: params.payment_method_types
          ? null
          : (params.automatic_payment_methods ?? { enabled: true, allow_redirects: 'always' }),
        payment_method_types: params.payment_method_types ?? ['card'],
        description: params.description ?? null,
        receipt_email: params.receipt_email ?? null,
        statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
      },
      given,
    );
    if (!params.confirm) return intent;
    return answerOf(confirmIntent(context, intent, { method: given, returnUrl: params.return_url }));
  }),
  route(
    `GET ${PATH}/:id`,
    v.strictObject({ ...p.expand, ...clientSecret }),
    (context, params, id) => owned(context, id, params.client_secret),
    { isPublic: true },
  ),
  route(`GET ${PATH}`, v.strictObject({ ...p.paging, created: p.created }), ({ draft }, params) =>
    page(draft, 'payment_intent', PATH, params),
  ),
  route(
    `POST ${PATH}/:id/confirm`,
    Confirm,
    (context, params, id) => answerOf(confirm(context, owned(context, id, params.client_secret), params)),
    { isPublic: true },
  ),
  route(`POST ${PATH}/:id/cancel`, Cancel, (context, params, id) =>
    cancelIntent(context, found(context.draft, 'payment_intent', id), params.cancellation_reason ?? null),
  ),
];
