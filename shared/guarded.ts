import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { callerOf } from './caller.ts';
import { type Reply, type Request, through } from './http.ts';
import { admit } from './limiter.ts';
import type { Admitted, Route } from './route.ts';

/** Where the answer's headers wait for the answer. */
type Internal = { rate?: Record<string, string> };
type Limited = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context, Internal>;

/** What stands before every guarded door: counts the request before anything else is looked at; every answer says how the caller stands. */
export const rateLimit = ({ callers }: Route): Limited => {
  const tell: NonNullable<Limited['after']> = ({ response, internal }) => {
    if (response) response.headers = { ...internal.rate, ...response.headers };
  };
  return {
    before: async ({ event, internal }) => {
      const caller = callerOf(event, callers);
      if (caller) internal.rate = await admit(caller, Date.now());
    },
    after: tell,
    onError: tell,
  };
};

/** A door that asks who calls, and how often. What is dangerous has a door of its own (shared/dangerous.ts). */
export const guarded = <const R extends Route & { callers: Admitted[]; dangerous?: never }>(
  contract: R,
  act: (request: Request<R>) => Promise<Reply>,
) => through(contract, act, [rateLimit(contract)]);
