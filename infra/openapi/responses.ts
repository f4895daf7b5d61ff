import { PROBLEMS, type ProblemCode } from '#shared/problems';
import type { Route } from '#shared/route';
import { cacheControl, headerRef } from './headers.ts';
import { type JsonSchema, refTo } from './json-schema.ts';
import { codesByStatus } from './problem-codes.ts';
import type { Schemas } from './schemas.ts';

type Media = { schema: JsonSchema; examples?: Record<string, unknown> };
export type Response = {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
};

/** What the gateway answers by itself, before or instead of the function: `{"message"}`. */
const GATEWAY: Record<number, { says: string; message: string; onlyWithCallers?: true }> = {
  401: {
    says: 'The gateway takes the token for none of ours, or for expired.',
    message: 'Unauthorized',
    onlyWithCallers: true,
  },
  403: { says: 'The token has none of the scopes.', message: 'Forbidden', onlyWithCallers: true },
  413: { says: 'The body is longer than 10 MB.', message: 'Request Entity Too Large' },
  429: { says: 'Too many requests: repeat it later, with the same key.', message: 'Too Many Requests' },
  500: { says: 'The function failed.', message: 'Internal Server Error' },
  503: { says: 'The function took too long, or there were too many.', message: 'Service Unavailable' },
};

const SUCCESSES: Record<number, string> = {
  200: 'What was asked for.',
  201: 'It is done.',
  202: 'It is begun.',
  204: 'It is done.',
};

/** What was made can be read somewhere; what is being deleted cannot. */
const isLocated = ({ method }: Route, status: number): boolean =>
  status === 201 || (status === 202 && method !== 'DELETE');

const titleOf = (code: string) => code[0]?.toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** A problem as it is answered. */
export const problemExample = (code: ProblemCode) => ({
  summary: titleOf(code),
  value: {
    type: `urn:backroom:problem:${code}`,
    title: titleOf(code),
    status: PROBLEMS[code].status,
    code,
    detail: PROBLEMS[code].says,
    requestId: 'Xk2LrhZvjoEEPbQ=',
  },
});

/** How the caller stands; nobody is counted where anyone may call. */
const rateHeaders = ({ callers }: Route) =>
  callers === 'anyone' ? {} : { RateLimit: headerRef('RateLimit'), 'RateLimit-Policy': headerRef('RateLimitPolicy') };

const success = (route: Route, status: number, schemas: Schemas, examples: Record<string, unknown>): Response => {
  const schema = route.answers[status];
  const content = schema && {
    'application/json': {
      schema: schemas.of(schema),
      ...(Object.keys(examples).length > 0 && { examples }),
    },
  };
  return {
    description: `${SUCCESSES[status] ?? 'It is done.'}${route.keyed ? ' The same key is answered the same, for ever.' : ''}`,
    headers: {
      'Cache-Control': cacheControl(route.cache),
      'x-request-id': headerRef('RequestId'),
      ...rateHeaders(route),
      ...(route.versioned && { ETag: headerRef('ETag') }),
      ...(isLocated(route, status) && { Location: headerRef('Location') }),
      ...(route.keyed && { 'Idempotency-Replayed': headerRef('IdempotencyReplayed') }),
      ...(route.deprecation && {
        Deprecation: headerRef('Deprecation'),
        Link: headerRef('Successor'),
        Sunset: headerRef('Sunset'),
      }),
    },
    ...(content && { content }),
  };
};

const notModified: Response = {
  description: 'The caller has it already.',
  headers: { 'x-request-id': headerRef('RequestId'), ETag: headerRef('ETag') },
};

const problems = (codes: ProblemCode[], own: Record<string, unknown>): Media => ({
  schema: { allOf: [refTo('Problem'), { type: 'object', properties: { code: { type: 'string', enum: codes } } }] },
  examples: { ...own, ...Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])) },
});

const failure = (status: number, codes: ProblemCode[], route: Route, examples: Record<string, unknown>): Response => {
  const found = GATEWAY[status];
  const gateway = found && (route.callers !== 'anyone' || !found.onlyWithCallers) ? found : undefined;
  const sentences = [
    ...codes.map((code) => `\`${code}\`: ${PROBLEMS[code].says}`),
    ...(gateway ? [`\`{"message"}\`, of the gateway itself: ${gateway.says}`] : []),
  ];
  return {
    description: sentences.join('\n\n'),
    headers: {
      ...(codes.length > 0 && !gateway && { 'x-request-id': headerRef('RequestId') }),
      ...(codes.length > 0 && rateHeaders(route)),
      ...(status === 401 && { 'WWW-Authenticate': headerRef('WwwAuthenticate') }),
      ...((status === 429 || status === 503) && { 'Retry-After': headerRef('RetryAfter') }),
    },
    content: {
      ...(codes.length > 0 && { 'application/problem+json': problems(codes, examples) }),
      ...(gateway && {
        'application/json': {
          schema: refTo('GatewayMessage'),
          examples: { gateway: { value: { message: gateway.message } } },
        },
      }),
    },
  };
};

/** All that a route may answer, by status: its own answers, the problems, and what the gateway says by itself. */
export const responsesOf = (
  route: Route,
  schemas: Schemas,
  examplesOf: (status: number) => Record<string, unknown>,
): Record<string, Response> => {
  const problems = codesByStatus(route);
  const hasBody = route.body !== undefined || route.raw;
  const gateway = Object.entries(GATEWAY)
    .filter(
      ([status, { onlyWithCallers }]) =>
        !(onlyWithCallers && route.callers === 'anyone') && !(status === '413' && !hasBody),
    )
    .map(([status]) => Number(status));
  return {
    ...Object.fromEntries(
      Object.keys(route.answers).map((status) => [
        status,
        success(route, Number(status), schemas, examplesOf(Number(status))),
      ]),
    ),
    ...(route.versioned && route.method === 'GET' && { 304: notModified }),
    ...Object.fromEntries(
      [...new Set([...problems.keys(), ...gateway])].map((status) => [
        status,
        failure(status, problems.get(status) ?? [], route, examplesOf(status)),
      ]),
    ),
  };
};
