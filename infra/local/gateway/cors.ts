import type { IncomingMessage } from 'node:http';
import type { CorsDeclaration } from './declaration.ts';

type Headers = Record<string, string>;

/**
 * What an API with CORS adds to answers, and its whole answer to a preflight. Without a configuration there is neither:
 * an OPTIONS request is then a request like any other.
 */
export const crossOrigin = (cors: CorsDeclaration | undefined) => {
  const headersFor = ({ headers: { origin } }: IncomingMessage): Headers => {
    if (!cors || !origin) return {};
    const any = cors.allowOrigins.includes('*');
    if (!any && !cors.allowOrigins.includes(origin)) return {};
    return {
      'access-control-allow-origin': any ? '*' : origin,
      ...(!any && { vary: 'Origin' }),
      ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
      ...(cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    };
  };

  const preflight = (request: IncomingMessage): Headers | undefined => {
    const { origin, 'access-control-request-method': wanted } = request.headers;
    if (!cors || request.method !== 'OPTIONS' || !origin || !wanted) return undefined;
    const allowed = headersFor(request);
    if (!allowed['access-control-allow-origin']) return {};
    return {
      ...allowed,
      'access-control-allow-methods': cors.allowMethods.join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      ...(cors.maxAge !== undefined && { 'access-control-max-age': String(cors.maxAge) }),
    };
  };

  return { headersFor, preflight };
};
