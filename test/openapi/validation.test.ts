import { describe, expect, it } from 'vitest';
import { exampleCalled } from '../../infra/openapi/examples/story.ts';
import { problemExample } from '../../infra/openapi/responses.ts';
import { type Said, validatorOf } from './validation.ts';

const { deviations } = validatorOf();

const placed = (): Said => ({
  method: 'POST',
  path: '/v1/orders',
  status: 201,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': 'r',
    location: '/v1/orders/ord_1',
  },
  body: structuredClone(exampleCalled('placeOrder.byCard').example.answer.body),
});
const refused = (): Said => ({
  ...placed(),
  status: 409,
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r' },
  body: problemExample('out_of_stock').value,
});
const listed = (): Said => ({
  ...placed(),
  method: 'GET',
  path: '/v1/orders?limit=5',
  status: 200,
  body: { data: [], nextCursor: null },
});

describe('an answer as documented', () => {
  it.each([
    ['a success', placed()],
    ['a problem', refused()],
    ['a list, asked for with a query', listed()],
    ['an answer to HEAD, which has no body', { ...listed(), method: 'HEAD', body: undefined }],
    ['what the document does not know', { ...placed(), path: '/docs' }],
  ])('%s deviates in nothing', (_, said) => {
    expect(deviations(said)).toEqual([]);
  });
});

type Change = (said: Said & { body: Record<string, never> }) => void;

const PLANTED: [what: string, said: () => Said, change: Change, says: string][] = [
  [
    'an undocumented status',
    placed,
    (said) => Object.assign(said, { status: 418 }),
    'placeOrder 418: is not documented',
  ],
  ['a missing header', placed, ({ headers }) => delete headers.location, 'header Location is missing'],
  [
    'a success that may be kept',
    placed,
    ({ headers }) => Object.assign(headers, { 'cache-control': 'public' }),
    'header Cache-Control',
  ],
  [
    'a body of another type',
    placed,
    ({ headers }) => Object.assign(headers, { 'content-type': 'text/html' }),
    '"text/html" is not documented',
  ],
  [
    'a problem of another type',
    refused,
    ({ headers }) => Object.assign(headers, { 'content-type': 'text/plain' }),
    '"text/plain" is not documented',
  ],
  ['a missing member', placed, ({ body }) => delete body.total, "must have required property 'total'"],
  ['a member of another kind', placed, ({ body }) => Object.assign(body, { version: '1' }), '/version must be number'],
  [
    'a value that is not listed',
    placed,
    ({ body }) => Object.assign(body, { status: 'lost' }),
    '/status must be equal to one of',
  ],
  ['an id of another kind', placed, ({ body }) => Object.assign(body, { id: 'pay_1' }), '/id must match pattern'],
  [
    'a time that is none',
    placed,
    ({ body }) => Object.assign(body, { createdAt: 'now' }),
    '/createdAt must match format',
  ],
  [
    'a code that the route does not document',
    refused,
    ({ body }) => Object.assign(body, { code: 'no_repair' }),
    '/code must be equal to one of',
  ],
];

describe('an answer with', () => {
  it.each(PLANTED)('%s is told of it', (_, said, change, says) => {
    const answer = said();
    change(answer as never);
    expect(deviations(answer)).toEqual([expect.stringContaining(says)]);
  });
});
