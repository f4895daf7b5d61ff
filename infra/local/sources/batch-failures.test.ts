import { expect, test } from 'vitest';
import { failedItems } from './batch-failures.ts';

const GIVEN = ['a', 'b'];

test.each([
  ['nothing', undefined, []],
  ['null', null, []],
  ['an empty object', {}, []],
  ['an empty list', { batchItemFailures: [] }, []],
  ['one item', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
  ['an unknown item', { batchItemFailures: [{ itemIdentifier: 'z' }] }, GIVEN],
  ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, GIVEN],
  ['no identifier', { batchItemFailures: [{}] }, GIVEN],
  ['no list', { batchItemFailures: 'b' }, GIVEN],
  ['text', 'done', GIVEN],
])('it reads %s as Lambda does', (_, response, failed) => {
  expect(failedItems(response, GIVEN)).toEqual(failed);
});
