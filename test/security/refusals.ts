import { expect } from 'vitest';
import type { Answer } from './http.ts';
import type { Shop } from './shop.ts';

/** What the inside of the system looks like from outside, when it shows. */
const INSIDE =
  /\bat \S+ \(|node_modules|\.m?[jt]s:\d|arn:aws|amazonaws|dynamo|ValidationException|TransactionCanceled|ConditionalCheck|backroomhost|\bpk\b|\bgsi\d/i;

const MEMBERS = ['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors', 'quote', 'sku', 'available'];

const secretsOf = ({ described, tokens }: Shop): string[] => [
  described.controlSecret,
  described.clients.machine.clientSecret,
  described.stripe.secretKey,
  described.stripe.webhookSecret,
  described.tableName,
  ...Object.values(described.behind.headers),
  ...tokens,
];

/** No answer, whoever gave it, says what it must not. */
export const expectDiscreet = (shop: Shop, { text, headers }: Answer, what: string): void => {
  const ids = [headers['x-request-id'], headers['apigw-requestid']].filter((id) => id !== undefined);
  const said = ids.reduce((rest, id) => rest.replaceAll(id, ''), `${text} ${JSON.stringify(headers)}`); // they may spell anything
  expect.soft(said.match(INSIDE)?.[0], `${what}: the inside shows`).toBeUndefined();
  expect.soft(secretsOf(shop).filter((secret) => said.includes(secret)).length, `${what}: secrets told`).toBe(0);
};

type Refused = { status: number; code?: string | undefined };

/** A refusal of a function, as RFC 9457 says it, and as docs/api says it. */
export const expectProblem = (shop: Shop, answer: Answer, { status, code }: Refused, what: string): void => {
  const { headers, body } = answer;
  const seen = { status: answer.status, code: body?.code };
  expect.soft(seen, `${what}: ${answer.text.slice(0, 300)}`).toEqual({ status, code: code ?? seen.code });
  if (answer.status !== status) return;
  expect.soft(headers['content-type'], what).toBe('application/problem+json');
  expect.soft(headers['cache-control'], what).toBe('no-store');
  expect.soft(headers['x-content-type-options'], what).toBe('nosniff');
  expect.soft(headers['x-request-id'], what).toMatch(/^[\w=-]{8,}$/);
  expect.soft(body, what).toMatchObject({
    type: `urn:backroom:problem:${body?.code}`,
    title: expect.stringMatching(/^[A-Z]/),
    status,
    requestId: headers['x-request-id'],
  });
  expect
    .soft(
      Object.keys(body ?? {}).filter((name) => !MEMBERS.includes(name)),
      `${what}: members nobody knows`,
    )
    .toEqual([]);
  for (const error of body?.errors ?? []) {
    expect
      .soft(error, what)
      .toMatchObject({ path: expect.any(String), code: expect.any(String), message: expect.any(String) });
  }
  expectDiscreet(shop, answer, what);
};

const SENTENCES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
};

/** What API Gateway says by itself, before any function is reached. */
export const expectGateway = (shop: Shop, answer: Answer, status: number, what: string, challenge?: RegExp): void => {
  const { headers, body } = answer;
  expect.soft({ status: answer.status, body }, what).toEqual({ status, body: { message: SENTENCES[status] } });
  expect.soft(headers['content-type'], what).toBe('application/json');
  expect.soft(headers['apigw-requestid'], what).toMatch(/^[\w=-]{8,}$/);
  if (challenge) expect.soft(headers['www-authenticate'], what).toMatch(challenge);
  else expect.soft(headers['www-authenticate'], what).toBeUndefined();
  expectDiscreet(shop, answer, what);
};

/** What CloudFront says by itself, before the API is reached. */
export const expectCdn = (shop: Shop, answer: Answer, what: string): void => {
  expect.soft([answer.status, answer.headers['x-cache']], what).toEqual([403, 'Error from cloudfront']);
  expectDiscreet(shop, answer, what);
};

/** API Gateway's challenges (RFC 6750). */
export const NO_TOKEN = /^Bearer$/;
export const BAD_TOKEN = /^Bearer scope="" error="invalid_token" error_description="[\w ]+"$/;
export const NO_SCOPE = /^Bearer scope="[\w/. ]+" error="insufficient_scope" error_description="insufficient scope"$/;

/** Answers to two people about two things, without what is different in any two answers. */
export const alike = ({ status, headers, body }: Answer) => {
  const { date: _, 'x-request-id': __, 'apigw-requestid': ___, ratelimit: _____, ...rest } = headers;
  const { requestId: ____, ...said } = body ?? {};
  return { status, headers: rest, body: said };
};
