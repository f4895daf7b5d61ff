import * as v from 'valibot';
import { allowed, problem } from '#shared/answers';
import { throughCdn } from '#shared/cdn';
import { env } from '#shared/env';
import { Refusal } from '#shared/errors';

const routes = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.array(v.string()))), env('ROUTES'));

const patterns = Object.entries(routes).map(([path, methods]) => ({
  allow: [...methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : method)), 'OPTIONS'],
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}));

/** $default: what no route matches is a 404, or a 405 that names the methods of the path; to ask for them is fine. */
export const handler = throughCdn(async (event) => {
  const { rawPath, requestContext } = event;
  const { method } = requestContext.http;
  const known = patterns.find(({ pattern }) => pattern.test(rawPath));
  if (known && method === 'OPTIONS') return allowed(event, known.allow);
  const refusal = known
    ? new Refusal(405, 'method_not_allowed', `${rawPath} does not take ${method}.`, {
        headers: { allow: known.allow.join(', ') },
      })
    : new Refusal(404, 'not_found', 'There is nothing here.');
  return problem(event, refusal);
});
