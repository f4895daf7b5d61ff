import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { callerOf } from './caller.ts';
import { rateLimit } from './guarded.ts';
import { type Reply, type Request, through } from './http.ts';
import type { Admitted, Route } from './route.ts';
import { checkSession } from './session.ts';

/** Asks whether the caller may still be who the token says. */
const session = ({ callers }: Route): MiddlewareObj<APIGatewayProxyEventV2> => ({
  before: async ({ event }) => {
    const caller = callerOf(event, callers);
    if (caller) await checkSession(caller);
  },
});

/** A door behind which a token's quarter of an hour is too long: a user who was disabled since is refused at once. */
export const dangerous = <const R extends Route & { callers: Admitted[]; dangerous: true }>(
  contract: R,
  act: (request: Request<R>) => Promise<Reply>,
) => through(contract, act, [rateLimit(contract), session(contract)]);
