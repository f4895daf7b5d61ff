import * as v from 'valibot';
import { Refusal } from './errors.ts';

/** `?limit=` from 1, 20 where nothing is said, and `?cursor=`, the `nextCursor` of the page before. */
export const paging = (most: number) =>
  v.strictObject({
    limit: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^\d{1,3}$/, 'must be a number'),
        v.transform(Number),
        v.minValue(1),
        v.maxValue(most),
      ),
      '20',
    ),
    cursor: v.optional(v.string()),
  });

/** Up to 100 a page. */
export const Paging = paging(100);

export const page = <S extends v.GenericSchema>(one: S) =>
  v.object({ data: v.array(one), nextCursor: v.nullable(v.string()) });

/** Holds a sort key and nothing else: the partition is rebuilt from the caller and the query. */
export const cursorOf = (sortKey: string): string => Buffer.from(JSON.stringify([sortKey])).toString('base64url');

const Content = v.pipe(
  v.string(),
  v.regex(/^[\w-]{1,1000}$/),
  v.transform((cursor) => Buffer.from(cursor, 'base64url').toString('utf8')),
  v.parseJson(),
  v.tuple([v.pipe(v.string(), v.minLength(1), v.maxBytes(500))]),
);

/** @throws Refusal 400 `invalid_cursor` */
export const readCursor = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const result = v.safeParse(Content, cursor);
  if (!result.success) throw new Refusal(400, 'invalid_cursor', 'The cursor is none that this list has given.');
  return result.output[0];
};
