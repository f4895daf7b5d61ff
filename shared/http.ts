import { isUtf8 } from 'node:buffer';
import middy, { type MiddlewareObj } from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as v from 'valibot';
import { isHead, problem, SAFE } from './answers.ts';
import { type Caller, callerOf } from './caller.ts';
import { throughCdn } from './cdn.ts';
import { type Deadline, until } from './deadline.ts';
import { type Fault, notFound, Refusal } from './errors.ts';
import { inputHash, readKey } from './idempotency.ts';
import type { Route } from './route.ts';
import { logger } from './telemetry.ts';

type Event = APIGatewayProxyEventV2;
type Parsed<S> = S extends v.GenericSchema ? v.InferOutput<S> : undefined;

export type Raw = { bytes: Buffer; headers: Record<string, string | undefined> };

/** What a door gets to know of a request. */
export type Request<R extends Route> = {
  caller: R['callers'] extends 'anyone' ? undefined : Caller;
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  body: Parsed<R['body']>;
  /** What came, byte for byte, where the contract says `raw`. */
  raw: R['raw'] extends true ? Raw : undefined;
  /** The idempotency key, and what it stands for: a hash of path parameters and parsed body. */
  key: R['keyed'] extends true ? string : undefined;
  inputHash: R['keyed'] extends true ? string : undefined;
  /** The versions an `If-Match` names; `*` is any. */
  ifMatch: string[] | undefined;
  now: Date;
  deadline: Deadline;
  requestId: string;
};

export type Reply = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The record's version: its strong validator. */
  version?: number | string;
};

/** middy's own early answer would come from the side while the work goes on; ours comes from the deadline. */
const WITHIN_OUR_TIME = { timeoutEarlyInMillis: 0 };

/** Bodies are small; the one route that takes long orders says so in its contract. */
const BODY_BYTES = 64 * 1024;
/** Our own bodies are four deep. */
const BODY_DEPTH = 32;

const faultOf = (issue: v.BaseIssue<unknown>): Fault => ({
  path: v.getDotPath(issue) ?? '',
  code:
    issue.type === 'strict_object' && issue.expected === 'never'
      ? 'unknown_field'
      : issue.received === 'undefined'
        ? 'missing'
        : 'invalid',
  message: issue.message,
});

const invalid = (errors: Fault[]) => {
  const unknown = errors.some(({ code }) => code === 'unknown_field');
  return new Refusal(422, unknown ? 'unknown_field' : 'invalid_input', 'The request is well-formed but not valid.', {
    errors: errors.slice(0, 100),
  });
};

/** Parses what the caller sent. A row that fails to parse is not the caller's fault and never comes through here. */
export const understand = <S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  refuse: (errors: Fault[]) => Refusal = invalid,
): v.InferOutput<S> => {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (!result.success) throw refuse(result.issues.map(faultOf));
  return result.output;
};

const parseJson = jsonBodyParser().before as (request: { event: Event }) => void;

/** @throws Refusal 413 `body_too_large` */
const checkSize = ({ body = '', isBase64Encoded }: Event, { maxBytes = BODY_BYTES }: Route): void => {
  if (
    body.length > maxBytes * (isBase64Encoded ? 4 / 3 : 1) + 2 ||
    (!isBase64Encoded && Buffer.byteLength(body) > maxBytes)
  ) {
    throw new Refusal(413, 'body_too_large', `The body may hold ${maxBytes} bytes.`);
  }
};

/** How deep lists and objects of a JSON text lie in each other, without parsing it: 0 for a number. */
const depthOf = (json: string): number => {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let n = 0; n < json.length; n++) {
    const character = json[n];
    if (isText) {
      if (character === '\\') n++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
};

/** API Gateway hands a body over as text, or as base64 where it takes it for binary: the bytes are the same. */
const readRaw = (event: Event, contract: Route): Raw => {
  checkSize(event, contract);
  const { body = '', isBase64Encoded, headers } = event;
  return { bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), headers };
};

/** JSON, in UTF-8 if anything is said of it; what changes a record may also call itself a merge patch. */
const isJson = (type = '', { method }: Route): boolean => {
  const [, name, charset = 'utf-8'] =
    /^([\w/+-]+)\s*(?:;\s*charset="?([\w-]+)"?\s*)?$/.exec(type.trim().toLowerCase()) ?? [];
  const isPatch = method === 'PATCH' && name === 'application/merge-patch+json';
  return charset === 'utf-8' && (name === 'application/json' || isPatch);
};

/** The body's JSON: sent as it says, no longer than allowed, valid UTF-8, and without names that reach prototypes. */
const readBody = (event: Event, contract: Route): unknown => {
  const { headers, body = '', isBase64Encoded } = event;
  if (body === '' && contract.bodyOptional) return {};
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
    throw new Refusal(415, 'unsupported_media_type', 'Bodies are not compressed.');
  }
  checkSize(event, contract);
  if (!isJson(headers['content-type'], contract)) {
    throw new Refusal(415, 'unsupported_media_type', 'The body must be application/json.');
  }
  const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : undefined;
  if (bytes && !isUtf8(bytes)) throw new Refusal(400, 'malformed_json', 'The body is not UTF-8.');
  if (depthOf(bytes ? bytes.toString() : body) > BODY_DEPTH) {
    throw new Refusal(422, 'invalid_input', `The body lies more than ${BODY_DEPTH} deep in itself.`);
  }
  parseJson({ event });
  if (Array.isArray(event.body)) throw new Refusal(422, 'invalid_input', 'The body must be an object.');
  return event.body;
};

const etag = (version: number | string) => `"${version}"`;

/** The version that a tag names; `*` is any, but `"*"` is a tag like any other. */
const versionIn = (tag: string): string =>
  tag.trim().replace(/^"(.*)"$/, (all, version) => (version === '*' ? all : version));

const matches = (header: string | undefined, version: number | string) =>
  header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag(version) || tag.trim() === '*');

/** Tells clients of a route that something better has come (RFC 9745, RFC 8594, RFC 5829). */
const farewell = ({ deprecation }: Route): Record<string, string> =>
  deprecation
    ? {
        deprecation: `@${deprecation.since.getTime() / 1_000}`,
        sunset: deprecation.sunset.toUTCString(),
        link: `<${deprecation.successor}>; rel="successor-version"`,
      }
    : {};

const respond = (contract: Route, event: Event, reply: Reply): APIGatewayProxyStructuredResultV2 => {
  const headers: Record<string, string> = {
    ...SAFE,
    'cache-control': contract.cache ?? 'no-store',
    'x-request-id': event.requestContext.requestId,
    ...farewell(contract),
    ...reply.headers,
  };
  if (reply.version !== undefined) {
    headers.etag = etag(reply.version);
    if (contract.method === 'GET' && matches(event.headers['if-none-match'], reply.version)) {
      return { statusCode: 304, headers };
    }
  }
  if (reply.body === undefined) return { statusCode: reply.status, headers };
  headers['content-type'] ??= 'application/json';
  return { statusCode: reply.status, headers, ...(!isHead(event) && { body: JSON.stringify(reply.body) }) };
};

/** Our parser's refusals (they carry a `statusCode`) in our own words; everything else is our fault. */
const asRefusal = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const statusCode = (error as { statusCode?: unknown } | undefined)?.statusCode;
  if (statusCode === 422) {
    const syntax = (error as { cause?: { message?: string } }).cause?.message !== undefined;
    return syntax
      ? new Refusal(400, 'malformed_json', 'The body is not JSON.')
      : new Refusal(422, 'invalid_input', 'The body holds a name that is never allowed, or is missing.');
  }
  return new Refusal(500, 'internal', 'Something went wrong on our side.');
};

/**
 * One door: lets the right callers in, reads the event once, calls `act` with what it means, says the outcome in HTTP.
 * A `Refusal` becomes problem+json; anything else is logged once, here, and becomes a 500 that gives nothing away.
 * @param before what stands before the door
 */
export const through = <const R extends Route>(
  contract: R,
  act: (request: Request<R>) => Promise<Reply>,
  before: MiddlewareObj<Event, APIGatewayProxyStructuredResultV2>[],
) => {
  const door = middy(async (event: Event, context: Context) => {
    const { requestId } = event.requestContext;
    logger.resetKeys();
    logger.appendKeys({ requestId, function: context.functionName });
    const caller = callerOf(event, contract.callers);
    const key = contract.keyed ? readKey(event.headers['idempotency-key']) : undefined;
    const params =
      contract.params && understand(contract.params, event.pathParameters ?? {}, () => notFound('resource'));
    const query = contract.query && understand(contract.query, event.queryStringParameters ?? {});
    const body = contract.body && understand(contract.body, readBody(event, contract));
    const request = {
      caller,
      params,
      query,
      body,
      raw: contract.raw ? readRaw(event, contract) : undefined,
      key,
      inputHash: contract.keyed ? inputHash({ params, body }) : undefined,
      ifMatch: event.headers['if-match']?.split(',').map(versionIn),
      now: new Date(),
      deadline: until(context),
      requestId,
    };
    return respond(contract, event, await act(request as Request<R>));
  }, WITHIN_OUR_TIME)
    .use(before)
    .onError((request) => {
      const refusal = asRefusal(request.error);
      if (refusal.status === 500) logger.error('unhandled', { error: request.error });
      request.response = problem(request.event, refusal);
    });
  return throughCdn(door);
};

/** A door that is open to anyone. */
export const http = <const R extends Route & { callers: 'anyone' }>(
  contract: R,
  act: (request: Request<R>) => Promise<Reply>,
) => through(contract, act, []);

export const ok = (body: unknown, rest: Omit<Reply, 'status' | 'body'> = {}): Reply => ({ status: 200, body, ...rest });

export const created = (location: string, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status: 201,
  body,
  headers: { location, ...headers },
});

/** Tells a client that its key was known and this is what it was answered the first time. */
export const replayed = (yes: boolean): Record<string, string> => (yes ? { 'idempotency-replayed': 'true' } : {});
