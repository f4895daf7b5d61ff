import { expect, test } from 'vitest';
import { eventFilter } from './pattern.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: { Keys: { sk: { S: 'EVENT#1' } }, NewImage: { type: { S: 'OrderPlaced' }, big: { BOOL: true } } },
};
const one = (pattern: object) => eventFilter([JSON.stringify(pattern)])(record);

test.each([
  ['an exact value', { eventName: ['INSERT', 'MODIFY'] }, true],
  ['another value', { eventName: ['REMOVE'] }, false],
  ['a prefix', { dynamodb: { Keys: { sk: { S: [{ prefix: 'EVENT#' }] } } } }, true],
  ['another prefix', { dynamodb: { Keys: { sk: { S: [{ prefix: 'ORDER#' }] } } } }, false],
  ['something there', { dynamodb: { NewImage: { type: { S: [{ exists: true }] } } } }, true],
  ['something absent', { dynamodb: { OldImage: { type: { S: [{ exists: false }] } } } }, true],
  ['nothing absent', { dynamodb: { NewImage: { type: { S: [{ exists: false }] } } } }, false],
  ['anything but a value', { eventName: [{ 'anything-but': 'REMOVE' }] }, true],
  ['anything but values', { eventName: [{ 'anything-but': ['REMOVE', 'INSERT'] }] }, false],
  ['anything but a prefix', { dynamodb: { Keys: { sk: { S: [{ 'anything-but': { prefix: 'EV' } }] } } } }, false],
  ['anything but, of what is absent', { nothing: [{ 'anything-but': 'x' }] }, false],
  ['a boolean', { dynamodb: { NewImage: { big: { BOOL: [true] } } } }, true],
  ['all fields at once', { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['x'] } } } }, false],
])('it knows %s', (_, pattern, expected) => {
  expect(one(pattern)).toBe(expected);
});

test('it lets everything through without a pattern, and with several what fits any', () => {
  expect(eventFilter([])(record)).toBe(true);
  expect(eventFilter(['{"eventName":["REMOVE"]}', '{"eventName":["INSERT"]}'])(record)).toBe(true);
});

test.each([
  ['numeric', { a: [{ numeric: ['>', 1] }] }],
  ['suffix', { a: [{ suffix: 'x' }] }],
  ['$or', { $or: [{ a: [1] }] }],
])('it refuses %s at the start', (name, pattern) => {
  expect(() => eventFilter([JSON.stringify(pattern)])).toThrow(name);
});
