import type { IncomingMessage, ServerResponse } from 'node:http';
import { forwardedFor } from '../gateway/event.ts';
import type { Listener } from '../gateway/gateway.ts';
import type { CdnDeclaration } from './declaration.ts';

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What CloudFront says by itself: to a method that it is not told to let through, and to a GET with a body. */
const refuse = (request: IncomingMessage, response: ServerResponse): void => {
  request.resume();
  response.writeHead(403, { 'content-type': 'text/html', 'x-cache': 'Error from cloudfront' });
  response.end('<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2>');
};

/**
 * The distribution of the templates. The API gets its requests in this process, as CloudFront would send them on: no
 * second connection, and nothing is kept.
 */
export const createCdn = (declaration: CdnDeclaration, api: Listener) => {
  let { methods, host, headers } = declaration;

  const listener: Listener = (request, response) => {
    const { method = 'GET', socket } = request;
    if (!methods.includes(method) || (method === 'GET' && hasBody(request))) return refuse(request, response);
    const said = request.headers['x-forwarded-for'] as string | undefined;
    Object.assign(request.headers, { host, 'x-forwarded-for': forwardedFor(said, socket) }, headers);
    api(request, response);
  };

  return {
    listener,
    redeclare: (now: CdnDeclaration) => {
      ({ methods, host, headers } = now);
    },
  };
};
