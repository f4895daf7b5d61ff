import { expect, test } from 'vitest';
import { together } from './together.ts';

test('answers in order', async () => {
  expect(await together([Promise.resolve(1), 'two'])).toEqual([1, 'two']);
});

test('waits for what goes on when something has failed, and says what failed first', async () => {
  let goesOn = (): void => undefined;
  let isDone = false;
  const slow = new Promise<void>((resolve) => {
    goesOn = () => {
      isDone = true;
      resolve();
    };
  });
  const failing = together([slow, Promise.reject(new Error('first')), Promise.reject(new Error('second'))]);
  const outcome = failing.catch((error: Error) => `${error.message}, ${isDone}`);
  goesOn();
  expect(await outcome).toBe('first, true');
});
