import type * as v from 'valibot';
import type { ProblemCode } from './problems.ts';

export type Scope =
  | 'backroom/shop'
  | 'backroom/catalog.write'
  | 'backroom/stock.write'
  | 'backroom/orders.write'
  | 'backroom/operations';
export type Group = 'staff' | 'admin';

/** Somebody a route lets in: a token with this scope, or a person in this group. */
export type Admitted = { scope: Scope } | { group: Group };

type Schema = v.GenericSchema;

/** A route as everybody reads it: its function, API Gateway, the authorizer, the documents, the client and the tests. */
export type Route = {
  /** The operation's id in the documents, and part of what an idempotency key belongs to. */
  operation: string;
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** API Gateway's notation: `/v1/orders/{id}`. */
  path: `/${string}`;
  summary: string;
  /** Set once there is something better: answers then say since when, until when, and what to use instead. */
  deprecation?: { since: Date; sunset: Date; successor: `/${string}` };
  /** Who may call; any one of the list is enough. */
  callers: 'anyone' | Admitted[];
  /** True where a token is not enough: its user must be one still. */
  dangerous?: true;
  /** True where the request needs an `Idempotency-Key`. */
  keyed?: boolean;
  /** True where answers carry the record's version as an `ETag`; a GET then takes `If-None-Match`. */
  versioned?: boolean;
  /** Whether the request has to say, or may say, which version it has seen: `If-Match`. */
  ifMatch?: 'required' | 'optional';
  /** What all callers together may ask of it, where that is less than of any route. */
  throttle?: { burst: number; perSecond: number };
  /** `Cache-Control` of a success; private answers are `no-store`. */
  cache?: string;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  /** True where a request without a body means `{}`. */
  bodyOptional?: boolean;
  /** True where the door needs the body's very bytes, since a signature was made over them. */
  raw?: boolean;
  /** The longest body; 64 KiB where nothing is said. */
  maxBytes?: number;
  /** The answer's body by status. */
  answers: Record<number, Schema | undefined>;
  /** Codes of the problems a caller may meet, beside those every route knows. */
  problems?: ProblemCode[];
};

export const route = <const R extends Route>(contract: R): R => contract;

/** Scopes the gateway asks for: the route's own, and the one every person's token carries where a group is let in. */
export const gatewayScopes = ({ callers }: Route): Scope[] =>
  callers === 'anyone'
    ? []
    : [...new Set(callers.map((admitted) => ('scope' in admitted ? admitted.scope : 'backroom/shop')))];
