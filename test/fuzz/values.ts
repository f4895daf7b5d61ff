import fc, { type Arbitrary } from 'fast-check';
import type { Document } from '../../infra/openapi/document.ts';
import type { JsonSchema } from '../../infra/openapi/json-schema.ts';

// Values from the document's schemas: those that fit, those at the edge of fitting, and those that do not.

const LONGEST_TEXT = 300;
const MOST_ITEMS = 5;

/** What is nobody's idea of a request: each has broken a server somewhere. */
const NASTY: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '‮',
  '../../etc/passwd',
  '%00',
  "' OR 1=1 --",
  '{{7*7}}',
  '=1+1',
  'a'.repeat(5_000),
  '💥'.repeat(200),
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
  { constructor: { prototype: { polluted: true } } },
];
export const nasty: Arbitrary<unknown> = fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 3 }));

/** A schema that names another one, as that one. */
export const resolve = (schema: JsonSchema, { components }: Document): JsonSchema =>
  schema.$ref
    ? resolve(components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, { components } as Document)
    : schema;

const textOf = ({ pattern, format, minLength = 0, maxLength = LONGEST_TEXT }: JsonSchema): Arbitrary<string> => {
  if (format === 'date')
    return fc
      .date({ min: new Date('2010-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString());
  if (!pattern) return fc.string({ minLength, maxLength: Math.min(maxLength, LONGEST_TEXT), unit: 'grapheme' });
  if (pattern.includes('\\P{Cc}'))
    return fc
      .oneof(
        fc.string({ minLength: 1, maxLength: Math.min(maxLength, LONGEST_TEXT) }),
        fc.constantFrom('a'.repeat(maxLength), '💥'.repeat(maxLength), 'é'),
      )
      .filter((text) => new RegExp(pattern, 'u').test(text) && text.isWellFormed());
  // What a pattern looks ahead for cannot be drawn, only filtered.
  const drawn = new RegExp(pattern.replaceAll(/\(\?[=!][^)]*\)/g, ''));
  return fc.stringMatching(drawn).filter((text) => new RegExp(pattern).test(text));
};

/** Whole numbers, most of them at an edge. */
const integerOf = ({ minimum = -1_000, maximum = 1_000, not }: JsonSchema): Arbitrary<number> =>
  fc
    .oneof(
      fc.constantFrom(minimum, maximum),
      fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }),
      fc.integer({ min: minimum, max: maximum }),
    )
    .filter((value) => not === undefined || not.const !== value);

/** Values that a schema takes. */
export const fitting = (given: JsonSchema, document: Document): Arbitrary<unknown> => {
  const schema = resolve(given, document);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fitting(one, document)));
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return integerOf(schema);
    case 'string':
      return textOf(schema);
    case 'array':
      return fc.array(fitting(schema.items ?? {}, document), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, MOST_ITEMS),
      });
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).map(
        ([name, one]) => [name, fitting(one, document)] as const,
      );
      return fc.record(Object.fromEntries(members), { requiredKeys: (schema.required ?? []) as never[] });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

/** A value one step outside of what the schema takes: a bound passed, a member missing, unknown or of another kind. */
export const outside = (given: JsonSchema, document: Document): Arbitrary<unknown> => {
  const schema = resolve(given, document);
  const edges: unknown[] = [
    ...(schema.minimum === undefined ? [] : [schema.minimum - 1]),
    ...(schema.maximum === undefined ? [] : [schema.maximum + 1, schema.maximum * 10]),
    ...(schema.maxLength === undefined ? [] : ['a'.repeat(schema.maxLength + 1), '💥'.repeat(schema.maxLength + 1)]),
    ...(schema.minLength ? [''] : []),
  ];
  const edge = edges.length > 0 ? [fc.constantFrom(...edges)] : [];
  if (schema.type === 'array') {
    return fc.oneof(
      nasty,
      fc.constant([]),
      fc.array(outside(schema.items ?? {}, document), { minLength: 1, maxLength: 3 }),
      fc.constant(Array(3_000).fill(0)),
    );
  }
  if (schema.type !== 'object') return fc.oneof(nasty, ...edge);
  const names = Object.keys(schema.properties ?? {});
  const whole = fitting(schema, document) as Arbitrary<Record<string, unknown>>;
  const changed = names.map((name) =>
    fc
      .tuple(whole, outside(schema.properties?.[name] ?? {}, document))
      .map(([value, member]) => ({ ...value, [name]: member })),
  );
  const without = names.map((name) => whole.map(({ [name]: _, ...rest }) => rest));
  const unknown = fc
    .tuple(whole, fc.string({ minLength: 1 }), nasty)
    .map(([value, name, member]) => ({ ...value, [name]: member }));
  return fc.oneof(nasty, unknown, ...changed, ...without);
};
