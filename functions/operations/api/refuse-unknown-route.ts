import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { env } from '#shared/env';
import { Refusal } from '#shared/errors';
import { problem } from '#shared/http';

const routes = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.array(v.string()))), env('ROUTES'));

const patterns = Object.entries(routes).map(([path, methods]) => ({
  methods,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}));

/** $default: what no route matches is a 404, or a 405 that names the methods of the path. */
export const handler = async ({ rawPath, requestContext }: APIGatewayProxyEventV2) => {
  const known = patterns.find(({ pattern }) => pattern.test(rawPath));
  const refusal = known
    ? new Refusal(405, 'method_not_allowed', `${rawPath} does not take ${requestContext.http.method}.`, {
        headers: { allow: known.methods.join(', ') },
      })
    : new Refusal(404, 'not_found', 'There is nothing here.');
  return problem(requestContext.requestId, refusal);
};
