import type { Route } from '#shared/route';
import type { JsonSchema } from './json-schema.ts';
import type { Schemas } from './schemas.ts';

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
};

/** Headers that requests may carry, by the name under which the documents keep them. */
export const REQUEST_HEADERS: Record<string, Parameter> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'Made by the caller, once for what it wants done: the same key with the same request is the same request for ever, and is answered the same. A UUID will do.',
    schema: { type: 'string', pattern: '^[\\x21\\x23-\\x7e][\\x21-\\x7e]{14,253}[\\x21\\x23-\\x7e]$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` that the caller has seen; 412 where it is another by now. `*` is any.',
    schema: { type: 'string' },
  },
  IfMatchRequired: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `ETag` that the caller has seen; 412 where it is another by now, 428 without. `*` is any.',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An `ETag` that the caller has already; 304 where it still is.',
    schema: { type: 'string' },
  },
  StripeSignature: {
    name: 'Stripe-Signature',
    in: 'header',
    required: true,
    description: "Stripe's signature over the body's bytes.",
    schema: { type: 'string' },
  },
};

const ref = (name: keyof typeof REQUEST_HEADERS & string) => ({ $ref: `#/components/parameters/${name}` });

/** What a request of the route carries beside its body. */
export const parametersOf = (route: Route, schemas: Schemas): (Parameter | { $ref: string })[] => {
  const of = (place: 'path' | 'query', schema: Route['params']): Parameter[] =>
    schema
      ? schemas.members(schema).map(([name, member, required]) => ({
          name,
          in: place,
          required: place === 'path' || required,
          schema: member,
        }))
      : [];
  return [
    ...of('path', route.params),
    ...of('query', route.query),
    ...(route.keyed ? [ref('IdempotencyKey')] : []),
    ...(route.ifMatch === 'required' ? [ref('IfMatchRequired')] : []),
    ...(route.ifMatch === 'optional' ? [ref('IfMatch')] : []),
    ...(route.versioned && route.method === 'GET' ? [ref('IfNoneMatch')] : []),
    ...(route.raw ? [ref('StripeSignature')] : []),
  ];
};
