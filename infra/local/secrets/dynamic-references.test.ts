import { expect, it } from 'vitest';
import { revealing } from './dynamic-references.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:Keys-a1b2c3';
const to = (field: string, arn = ARN) => `{{resolve:secretsmanager:${arn}:SecretString:${field}::}}`;
const reveal = revealing({ [ARN]: JSON.stringify({ 1: 'one', 2: 'two', list: [] }) });

it.each([
  ['text without any', 'as it is', 'as it is'],
  ['one', to('1'), 'one'],
  ['several in one text', `${to('2')} ${to('1')}`, 'two one'],
])('puts in what is referred to: %s', (_, text, revealed) => {
  expect(reveal(text)).toBe(revealed);
});

it.each([
  ['a field that the secret does not have', to('3')],
  ['one that is no text', to('list')],
  ['a secret that nobody has declared', to('1', `${ARN}x`)],
  ['a version', `{{resolve:secretsmanager:${ARN}:SecretString:1:AWSPREVIOUS:}}`],
  ['another service', '{{resolve:ssm:name}}'],
])('stops at %s', (_, text) => {
  expect(() => reveal(text)).toThrow(/stands for|does not understand/);
});
