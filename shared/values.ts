import * as v from 'valibot';

/** Crockford's base 32 in lower case, 26 digits: 130 bits, more than a UUID holds. */
const id = <const P extends string>(prefix: P, title: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`)), v.title(title), v.brand(prefix));

export const OrderId = id('ord', 'OrderId');
export type OrderId = v.InferOutput<typeof OrderId>;

export const PaymentId = id('pay', 'PaymentId');
export type PaymentId = v.InferOutput<typeof PaymentId>;

export const RefundId = id('ref', 'RefundId');
export type RefundId = v.InferOutput<typeof RefundId>;

export const ReconciliationId = id('rec', 'ReconciliationId');
export type ReconciliationId = v.InferOutput<typeof ReconciliationId>;

export const DiscrepancyId = id('dis', 'DiscrepancyId');
export type DiscrepancyId = v.InferOutput<typeof DiscrepancyId>;

export const ExportId = id('exp', 'ExportId');
export type ExportId = v.InferOutput<typeof ExportId>;

/** Case-sensitive, as on the wholesaler's own labels. */
export const Sku = v.pipe(
  v.string(),
  v.regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, 'a SKU is 1 to 64 of A-Z a-z 0-9 . _ -, and neither . nor ..'),
  v.title('Sku'),
  v.description('Case-sensitive, as on the label.'),
  v.brand('Sku'),
);
export type Sku = v.InferOutput<typeof Sku>;

/** The caller's `sub`: a user's id, or a machine's client id. */
export type CallerId = string;

/** An amount of minor units (pence, cents); 10^12 of them are ten billion pounds. */
export const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1e12));

/** ISO 4217. */
export const Currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'a currency is three capital letters'));

/** Minor units, so that a penny is never a fraction. */
export const Money = v.pipe(
  v.strictObject({ amount: Amount, currency: Currency }),
  v.title('Money'),
  v.description('An amount of minor units (pence, cents) of a currency of ISO 4217.'),
  v.brand('Money'),
);
export type Money = v.InferOutput<typeof Money>;

/** @throws ValiError when there can be no such amount or currency */
export const money = (amount: number, currency: string): Money => v.parse(Money, { amount, currency });

/** Units on one line of an order. */
export const Quantity = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000));

/** One line of text as people write it: no control characters, no half of a surrogate pair. */
export const text = (maxLength: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(2 * maxLength),
    v.check((value) => [...value].length <= maxLength, `must hold ${maxLength} characters at the most`),
    v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    v.regex(/^\P{Cc}*$/u, 'must not hold control characters'),
    v.check((value) => value.trim() !== '', 'must not be blank'),
  );

/** Where something is to be brought. */
export const Address = v.pipe(
  v.strictObject({ name: text(120), street: text(120), city: text(120), postalCode: text(20), country: text(60) }),
  v.title('Address'),
);
export type Address = v.InferOutput<typeof Address>;

/** A moment as answers give it: RFC 3339 in UTC. */
export const Instant = v.pipe(v.string(), v.metadata({ format: 'date-time' }));

/** RFC 3339 in UTC, kept as it was written. */
export const Time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'must be an RFC 3339 time in UTC'),
  // Date.parse rolls 30 February over into March; a time that does not come back as itself never was.
  v.check((value) => {
    const at = Date.parse(value);
    return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === value.slice(0, 19);
  }, 'must be a time that exists'),
  v.brand('Time'),
);
export type Time = v.InferOutput<typeof Time>;

/** A UTC day, `2010-12-01`. */
export const Day = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((value) => {
    const at = Date.parse(value);
    return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value;
  }, 'must be a day that exists'),
);
