import { answered } from './problem.ts';

type Page<T> = { data: T[]; nextCursor: string | null };
type Result<T> = { data?: Page<T>; error?: unknown; response: Response };

/**
 * Everything in a list, page by page: `for await (const order of every((cursor) => backroom.GET('/v1/orders', …)))`.
 * @param page asks for the page behind a cursor; for the first one where there is none
 * @throws RefusedByBackroom
 */
export const every = async function* <T>(
  page: (cursor: { cursor?: string }) => Promise<Result<T>>,
): AsyncGenerator<T, void> {
  let cursor: string | null = null;
  do {
    const { data, nextCursor }: Page<T> = answered(await page(cursor === null ? {} : { cursor }));
    yield* data;
    cursor = nextCursor;
  } while (cursor !== null);
};
