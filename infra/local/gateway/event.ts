import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayEventRequestContextV2, APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT } from '../template/world.ts';
import type { Authorized } from './authorizer.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** `12/Mar/2020:19:03:58 +0000` */
const logTime = (at: Date): string =>
  `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:` +
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

/** The types whose bodies API Gateway hands over as text; a form is not among them. */
const TEXT = /^(text\/.*|application\/(json|xml|javascript|[\w.+-]+\+json|[\w.+-]+\+xml))\s*(;|$)/i;

/** Who sent it to us comes after whoever sent it to them, as they say. */
export const forwardedFor = (said: string | undefined, { remoteAddress = '127.0.0.1' }: IncomingMessage['socket']) =>
  said ? `${said}, ${remoteAddress}` : remoteAddress;

const headersOf = ({ headers, socket }: IncomingMessage): { headers: Record<string, string>; cookies?: string[] } => {
  const joined: Record<string, string> = Object.create(null); // `__proto__` is a name like any other
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && name !== 'cookie') joined[name] = Array.isArray(value) ? value.join(',') : value;
  }
  joined['x-forwarded-for'] = forwardedFor(joined['x-forwarded-for'], socket);
  joined['x-forwarded-port'] = String(socket.localPort);
  joined['x-forwarded-proto'] = 'http';
  return { headers: joined, ...(headers.cookie && { cookies: headers.cookie.split(/;\s*/) }) };
};

const queryOf = (rawQueryString: string): Record<string, string> | undefined => {
  if (rawQueryString === '') return undefined;
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  return query;
};

/** Bytes that are not UTF-8 cannot stand in JSON, whatever the type says: they travel as base64. */
const bodyOf = (body: Buffer, contentType: string | undefined) => {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = contentType !== undefined && TEXT.test(contentType) && isUtf8(body);
  return text
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

export type Arrived = {
  request: IncomingMessage;
  apiId: string;
  requestId: string;
  routeKey: string;
  path: string;
  rawQueryString: string;
  pathParameters: Record<string, string> | undefined;
  authorized: Authorized | undefined;
  body: Buffer;
};

/** The event that a function behind an HTTP API gets: payload format 2.0. */
export const eventOf = (arrived: Arrived): APIGatewayProxyEventV2 => {
  const { request, apiId, requestId, routeKey, path, rawQueryString, pathParameters, authorized, body } = arrived;
  const now = new Date();
  const { headers, cookies } = headersOf(request);
  const queryStringParameters = queryOf(rawQueryString);
  const host = headers.host ?? 'localhost';
  const requestContext: APIGatewayEventRequestContextV2 & { authorizer?: { jwt: Authorized } } = {
    accountId: ACCOUNT,
    apiId,
    ...(authorized && { authorizer: { jwt: authorized } }),
    domainName: host.replace(/:\d+$/, ''),
    domainPrefix: apiId,
    http: {
      method: request.method ?? 'GET',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId,
    routeKey,
    stage: '$default',
    time: logTime(now),
    timeEpoch: now.getTime(),
  };
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookies && { cookies }),
    headers,
    ...(queryStringParameters && { queryStringParameters }),
    requestContext,
    ...(pathParameters && { pathParameters }),
    ...bodyOf(body, headers['content-type']),
  };
};
