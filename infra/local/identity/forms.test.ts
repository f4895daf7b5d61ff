import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isFromOwnPage } from './forms.ts';

const HERE = 'http://localhost:8400';

it.each([
  ['our own page', { origin: HERE, 'sec-fetch-site': 'same-origin' }, true],
  ['our own page, whose address nobody is told', { origin: 'null', 'sec-fetch-site': 'same-origin' }, true],
  ['our own page in an old browser', { origin: HERE }, true],
  ['a program', {}, true],
  ['another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, false],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['another site that hides its address', { origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
  ['another site in an old browser', { origin: 'https://evil.example' }, false],
  ['a sandbox in an old browser', { origin: 'null' }, false],
  ['who contradicts themselves', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, false],
])('a form of %s: %j is ours: %s', (_, headers, ours) => {
  expect(isFromOwnPage({ headers } as unknown as IncomingMessage, HERE)).toBe(ours);
});
