/**
 * Waits for all of them, as `Promise.all` does, but also when one has failed: what still goes on when the invocation ends
 * is frozen in the middle, and thaws in somebody else's.
 * @throws the first failure, in the order given
 */
export const together = async <T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};
