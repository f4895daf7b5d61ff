import * as v from 'valibot';
import { expect, test } from 'vitest';
import { HOST_KEY, judge } from './judge.ts';
import { Statement } from './statement.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:000000000000:table/t';
const LEADING = 'dynamodb:LeadingKeys';
const allow = (more: object = {}) =>
  v.parse(Statement, { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: TABLE, ...more });
const prefixed = allow({
  Condition: { 'ForAllValues:StringLike': { [LEADING]: ['ORDER#*', 'KEY'] }, Null: { [LEADING]: 'false' } },
});

const may = (statements: Statement[], action: string, keys: string[] | undefined, resource = TABLE) =>
  judge({ door: statements })({ accessKeyId: 'door', action, resource, context: { [LEADING]: keys } });

test.each([
  ['a granted action', [allow()], 'dynamodb:GetItem', ['x'], true],
  ['an action in other letters', [allow({ Action: 'dynamodb:getitem' })], 'dynamodb:GetItem', ['x'], true],
  ['a wildcard action', [allow({ Action: 'dynamodb:Get*' })], 'dynamodb:GetItem', ['x'], true],
  ['another action', [allow()], 'dynamodb:PutItem', ['x'], false],
  ['another table', [allow({ Resource: `${TABLE}2` })], 'dynamodb:GetItem', ['x'], false],
  ['an index only', [allow({ Resource: `${TABLE}/index/*` })], 'dynamodb:Query', ['x'], false],
  ['a key with the prefix', [prefixed], 'dynamodb:GetItem', ['ORDER#1'], true],
  ['keys that all fit', [prefixed], 'dynamodb:GetItem', ['ORDER#1', 'KEY'], true],
  ['a key without it', [prefixed], 'dynamodb:GetItem', ['ORDER#1', 'STOCK#1'], false],
  ['a longer key than the exact one', [prefixed], 'dynamodb:GetItem', ['KEY2'], false],
  ['no keys at all', [prefixed], 'dynamodb:Query', undefined, false],
  ['a denial beside a grant', [allow(), allow({ Effect: 'Deny' })], 'dynamodb:GetItem', ['x'], false],
  ['nobody', [], 'dynamodb:GetItem', ['x'], false],
])('it decides on %s', (_, statements, action, keys, expected) => {
  expect(may(statements, action, keys)).toBe(expected);
});

test('it lets the host do everything and a stranger nothing', () => {
  const decide = judge({ door: [allow()] });
  const question = { action: 'dynamodb:Scan', resource: TABLE, context: {} };
  expect(decide({ accessKeyId: HOST_KEY, ...question })).toBe(true);
  expect(decide({ accessKeyId: 'stranger', ...question })).toBe(false);
});

test('it refuses a condition it cannot decide', () => {
  expect(() => allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })).toThrow('Bool');
});

const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:Memory-Stripe';
test.each([
  ['its whole ARN', `${SECRET}-a1b2c3`, `${SECRET}-a1b2c3`, true],
  ['its ARN without the six characters', `${SECRET}-??????`, `${SECRET}-a1b2c3`, true],
  ['the ARN of one with a longer name', `${SECRET}-??????`, `${SECRET}-old-a1b2c3`, false],
])('it decides on a secret by %s', (_, granted, resource, expected) => {
  const statement = allow({ Action: 'secretsmanager:GetSecretValue', Resource: granted });
  expect(may([statement], 'secretsmanager:GetSecretValue', undefined, resource)).toBe(expected);
  expect(may([statement], 'secretsmanager:DescribeSecret', undefined, resource)).toBe(false);
});
