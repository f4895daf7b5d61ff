import * as v from 'valibot';
import { isCurrency, MAXIMUM, minimumOf, money } from './currencies.ts';
import { invalidParameter, type StripeError } from './errors.ts';
import type { Form } from './form.ts';

/** A whole number in text. */
export const integer = v.pipe(
  v.string(),
  v.regex(/^[+-]?\d{1,15}$/, ({ input }) => `Invalid integer: ${input}`),
  v.transform(Number),
);

export const boolean = v.pipe(
  v.picklist(['true', 'false'], ({ input }) => `Invalid boolean: ${input}`),
  v.transform((text) => text === 'true'),
);

/** A list has positions as names. */
export const list = v.pipe(
  v.record(v.string(), v.string()),
  v.transform((items): string[] => Object.values(items)),
);

export const metadata = v.optional(
  v.pipe(
    v.record(
      v.pipe(v.string(), v.maxLength(40, 'Metadata keys can be up to 40 characters')),
      v.pipe(v.string(), v.maxLength(500, 'Metadata values must have up to 500 characters')),
    ),
    v.maxEntries(50, 'Metadata can have up to 50 keys'),
  ),
  {},
);

export const currency = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.check(isCurrency, ({ input }) => `Invalid currency: ${input}`),
);

/** A refund's amount, in minor units. */
export const positive = v.pipe(integer, v.minValue(1, 'This value must be greater than or equal to 1.'));

export const expand = { expand: v.optional(list, {}) };

export const created = v.optional(
  v.union([
    v.pipe(
      integer,
      v.transform((at) => ({ gte: at, lte: at }) as Range),
    ),
    v.strictObject({
      gt: v.optional(integer),
      gte: v.optional(integer),
      lt: v.optional(integer),
      lte: v.optional(integer),
    }),
  ]),
  {},
);
/** Seconds since the epoch. */
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number };

export const paging = {
  ...expand,
  limit: v.optional(v.pipe(integer, v.minValue(1), v.maxValue(100)), '10'),
  starting_after: v.optional(v.string()),
  ending_before: v.optional(v.string()),
};

const nameOf = (path: string[]): string => path.map((key, depth) => (depth === 0 ? key : `[${key}]`)).join('');

const failure = (issue: v.BaseIssue<unknown>): StripeError => {
  const param = nameOf((issue.path ?? []).map(({ key }) => String(key)));
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return invalidParameter(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  if (issue.input === undefined) {
    return invalidParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const code = issue.type === 'regex' ? 'parameter_invalid_integer' : undefined;
  return invalidParameter(issue.message, { code, param });
};

/** @throws StripeError for the first parameter that is wrong; nothing was executed */
export const parseParameters = <S extends v.GenericSchema>(schema: S, form: Form): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, form);
  if (parsed.success) return parsed.output;
  throw failure(parsed.issues[0]);
};

/** @throws StripeError when Stripe would not move so little, or so much */
export const checkAmount = (amount: number, code: string): void => {
  const least = minimumOf(code);
  if (amount < 0) {
    throw invalidParameter('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  }
  if (amount < least) {
    throw invalidParameter(`Amount must be at least ${money(least, code)} ${code}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
  if (amount > MAXIMUM) {
    throw invalidParameter(`Amount must be no more than ${money(MAXIMUM, code)}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
};
