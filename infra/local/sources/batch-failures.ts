import * as v from 'valibot';

const Response = v.nullish(
  v.object({
    batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.minLength(1)) }))),
  }),
);

/**
 * The items that a function says it could not do, or all of them when what it says cannot be understood or names an
 * item that it was not given: that is how Lambda reads a partial batch response.
 */
export const failedItems = (response: unknown, given: string[]): string[] => {
  const parsed = v.safeParse(Response, response);
  if (!parsed.success) return given;
  const failed = parsed.output?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  return failed.every((item) => given.includes(item)) ? failed : given;
};
