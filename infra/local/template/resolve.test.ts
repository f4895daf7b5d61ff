import { expect, test } from 'vitest';
import { NOTHING, resolve, type Scope } from './resolve.ts';

const scope: Scope = {
  ref: (id) => (id === 'AWS::NoValue' ? NOTHING : `ref-${id}`),
  attribute: (id, name) => `${id}-${name}`,
  importValue: (name) => `imported-${name}`,
};

/** `<B>` written as Fn::Sub wants it: the linter takes a dollar and a brace in plain text for a mistake. */
const sub = (text: string) => text.replaceAll('<', '$'.concat('{')).replaceAll('>', '}');

test.each([
  ['text as it is', 'a', 'a'],
  ['a reference', { Ref: 'Queue' }, 'ref-Queue'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue-Arn'],
  ['an attribute in dots', { 'Fn::GetAtt': 'Queue.Nested.Arn' }, 'Queue-Nested.Arn'],
  ['a join', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 'c']] }, 'a/ref-B/c'],
  ['a substitution', { 'Fn::Sub': sub('a-<B>-<C.Arn>-<!D>') }, sub('a-ref-B-C-Arn-<D>')],
  ['a substitution with names', { 'Fn::Sub': [sub('<x>'), { x: { Ref: 'B' } }] }, 'ref-B'],
  ['a selection', { 'Fn::Select': ['1', ['a', { Ref: 'B' }]] }, 'ref-B'],
  ['a split', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
  ['a selection of a split', { 'Fn::Select': [0, { 'Fn::Split': ['/', { Ref: 'B/c' }] }] }, 'ref-B'],
  ['an import', { 'Fn::ImportValue': { 'Fn::Sub': sub('Stack:<B>') } }, 'imported-Stack:ref-B'],
  ['a property that is left out', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  ['what is nested', { a: [{ b: { Ref: 'C' } }] }, { a: [{ b: 'ref-C' }] }],
])('it resolves %s', (_, value, expected) => {
  expect(resolve(value, scope)).toEqual(expected);
});

test.each([
  ['Fn::If', { 'Fn::If': ['a', 'b', 'c'] }],
  ['Fn::FindInMap', { a: [{ 'Fn::FindInMap': ['a', 'b', 'c'] }] }],
])('it refuses %s rather than guess', (name, value) => {
  expect(() => resolve(value, scope)).toThrow(`does not know ${name}`);
});
