import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Functions } from '../lambda/functions.ts';
import { type Authorized, type Authorizer, jwtAuthorizer } from './authorizer.ts';
import { crossOrigin } from './cors.ts';
import type { ApiDeclaration, RouteDeclaration } from './declaration.ts';
import { eventOf } from './event.ts';
import { sendMessage, sendResult } from './reply.ts';
import { routeTable } from './routes.ts';

/** API Gateway's own limits. */
const BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_MILLISECONDS = 30_000;
const HEADER_BYTES = 64 * 1024;

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const LATE = Symbol('the integration took too long');

type Options = {
  api: ApiDeclaration;
  functions: Pick<Functions, 'invoke'>;
  /** Where the keys of an issuer are. */
  jwksUri: (issuer: string) => string;
};

/** The body, or nothing when it is longer than allowed: then the rest is not read. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
};

const decoded = (path: string): string | undefined => {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const inTime = async (result: Promise<unknown>): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(resolve, INTEGRATION_MILLISECONDS, LATE);
  try {
    return await Promise.race([result, promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** Not yet listening. */
export const serverOf = (listener: Listener): Server => {
  const server = createServer({ maxHeaderSize: HEADER_BYTES }, listener);
  server.keepAliveTimeout = 75_000; // longer than any client keeps an idle connection
  return server;
};

/** The HTTP API of the templates, with API Gateway's own answers where no function is reached. Not yet listening. */
export const createGateway = ({ api, functions, jwksUri }: Options) => {
  let find = routeTable(api.routes);
  const authorizers = new Map<string, Authorizer>();
  const cors = crossOrigin(api.cors);

  const authorizerOf = (issuer: string): Authorizer => {
    const known = authorizers.get(issuer) ?? jwtAuthorizer(issuer, jwksUri(issuer));
    authorizers.set(issuer, known);
    return known;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const requestId = `${randomBytes(11).toString('base64url')}=`;
    const headers: Record<string, string> = { 'apigw-requestid': requestId, ...cors.headersFor(request) };
    const preflight = cors.preflight(request);
    if (preflight) return void response.writeHead(204, { ...headers, ...preflight }).end();

    const [rawPath = '/', rawQueryString = ''] = split(request.url ?? '/');
    const path = decoded(rawPath);
    if (path === undefined) return sendMessage(response, 400, 'Bad Request', headers);
    const match = find(request.method ?? 'GET', path);
    if (!match) return sendMessage(response, 404, 'Not Found', headers);

    const { route, pathParameters } = match;
    let authorized: Authorized | undefined;
    if (route.jwt) {
      const { authorization } = request.headers;
      const verdict = await authorizerOf(route.jwt.issuer)(authorization, route.jwt, route.scopes);
      if (!('authorized' in verdict)) {
        request.resume();
        return sendMessage(response, verdict.status, verdict.message, {
          ...headers,
          'www-authenticate': verdict.challenge,
        });
      }
      authorized = verdict.authorized;
    }
    const body = await readBody(request);
    if (!body) {
      return sendMessage(response, 413, 'Request Entity Too Large', { ...headers, connection: 'close' });
    }
    const { id: apiId } = api;
    const { routeKey } = route;
    const event = eventOf({
      request,
      apiId,
      requestId,
      routeKey,
      path,
      rawQueryString,
      pathParameters,
      authorized,
      body,
    });
    let result: unknown;
    try {
      result = await inTime(functions.invoke(route.functionName, event));
    } catch {
      return sendMessage(response, 500, 'Internal Server Error', headers); // the functions have reported it
    }
    if (result === LATE) return sendMessage(response, 503, 'Service Unavailable', headers);
    sendResult(response, result, headers);
  };

  const listener: Listener = (request, response) => {
    answer(request, response).catch((error) => {
      if (!request.destroyed) console.error(`gateway: ${request.method} failed`, error);
      response.destroy();
    });
  };

  return {
    listener,
    server: serverOf(listener),
    redeclare: (routes: RouteDeclaration[]) => {
      find = routeTable(routes);
    },
  };
};

const split = (url: string): [path: string, query: string] => {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
};
