import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RandomOperation } from './random-operations.ts';

export type Values = Record<string, unknown>;

/** Sends a command of the document client to an engine. */
export type Send = (command: never) => Promise<Values>;

/** DynamoDB Local writes the sum of 2.5 and 2.5 as 5.0. */
const plainNumber = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Sorted, so that two engines' objects and sets compare as text; also sets on the wire, in errors and in streams. */
const canonical = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Set) return ['set', ...[...value].sort()];
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Values;
  if (typeof object.N === 'string') return { N: plainNumber(object.N) };
  if (Array.isArray(object.SS)) return { SS: object.SS.toSorted() };
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, canonical(object[name])]),
  );
};

export const textOf = (value: unknown): string => JSON.stringify(canonical(value)) ?? 'nothing';

type Failure = Error & { CancellationReasons?: { Code: string; Item?: unknown }[]; Item?: unknown };

const failureOf = (error: Failure): Values => ({
  name: error.name,
  item: error.Item,
  reasons: error.CancellationReasons?.map(({ Code, Item }) => [Code, Item]),
});

/** What BatchGet found, of which no order is promised; what TransactGet found is in order. */
const responsesOf = (responses: unknown): unknown =>
  Array.isArray(responses) || !responses
    ? responses
    : Object.values(responses as Record<string, unknown[]>).map((items) => items.map(textOf).sort());

/** All pages asked for; `Attributes: {}` of DynamoDB Local is absent on AWS. */
export const resultOf = async (send: Send, { make, query }: RandomOperation): Promise<Values> => {
  try {
    let page = await send(make());
    const { Item, Attributes, Responses } = page;
    const results: Values = {
      Item,
      Attributes: Object.keys(Attributes ?? {}).length > 0 ? Attributes : undefined,
      responses: responsesOf(Responses),
      pages: [page.Items],
      counts: [page.Count, page.ScannedCount],
    };
    for (let left = query?.pages ?? 0; left > 0 && page.LastEvaluatedKey; left--) {
      page = await send(
        new QueryCommand({ ...query?.input, ExclusiveStartKey: page.LastEvaluatedKey } as never) as never,
      );
      (results.pages as unknown[]).push(page.Items);
    }
    return { ...results, more: page.LastEvaluatedKey };
  } catch (error) {
    return { failure: failureOf(error as Failure) };
  }
};

/**
 * Entries of an index with the same key come in no promised order, so a page that ends among them may differ: such
 * queries are compared by what all their pages hold together.
 */
export const wholeIndexQuery = async (send: Send, input: Values): Promise<Values> => {
  const items: unknown[] = [];
  let ExclusiveStartKey: unknown;
  try {
    do {
      const page = await send(new QueryCommand({ ...structuredClone(input), ExclusiveStartKey } as never) as never);
      items.push(...(page.Items as unknown[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  } catch (error) {
    return { failure: failureOf(error as Failure) };
  }
  return { items: items.map(textOf).sort() };
};

const withoutEmptyEnd = ({ more: _, pages, ...rest }: Values): Values => {
  const filled = (pages as unknown[][] | undefined)?.filter((page, at) => at === 0 || page.length > 0);
  return { ...rest, ...(filled ? { pages: filled } : {}) };
};

/** What is known to differ in DynamoDB Local and is no fault of ours. */
export const isKnownDeviation = (operation: string, ours: Values, theirs: Values): boolean => {
  const [mine, its] = [ours.failure, theirs.failure] as [Values | undefined, Values | undefined];
  const reasons = (mine?.reasons ?? []) as [string][];
  // For an update that does not fit its item, AWS cancels the transaction with the reason ValidationError (API
  // reference, TransactWriteItems); DynamoDB Local answers ValidationException for the whole.
  const badPath = its?.name === 'ValidationException' && reasons.some(([code]) => code === 'ValidationError');
  // An index key of a wrong type stands in the request itself: dynalite, which was built by asking AWS, refuses it
  // before it looks at the item; DynamoDB Local judges the condition first.
  const wrongType =
    mine?.name === 'ValidationException' && its !== undefined && /SET (G1|gsi1pk) = :nu/.test(operation);
  // A page that is full just where the range ends: dynalite says, as AWS does, that there may be more, and answers an
  // empty page to whoever asks; DynamoDB Local sees that the last key is the range's bound.
  const emptyEnd = theirs.more === undefined && textOf(withoutEmptyEnd(ours)) === textOf(theirs);
  return badPath || wrongType || emptyEnd;
};
