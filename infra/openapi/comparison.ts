import type { Document, Operation } from './document.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Parameter } from './parameters.ts';

// What of a new document would break clients of an old one. Requests may only get wider, answers only narrower; codes of
// problems may come and go, since clients are told so.

/** Which way a schema is travelled: `request` by what clients send, `answer` by what they get. */
type Direction = 'request' | 'answer';

type Rule = {
  in: Direction | 'both';
  /** @returns what clients would stumble over */
  breaks: (before: JsonSchema, after: JsonSchema) => string[];
};

const listed = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());
const missing = <T>(from: T[], all: T[]): T[] => from.filter((one) => !all.includes(one));

/** Every integer is a number. */
const typesOf = ({ type }: JsonSchema): string[] =>
  listed(type).flatMap((one) => (one === 'number' ? ['number', 'integer'] : [one]));

const valuesOf = (schema: JsonSchema): string[] | undefined => {
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return schema.enum?.map((value) => JSON.stringify(value));
};

const tightened = (
  keyword: 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems',
  isTighter: (before: number, after: number) => boolean,
): Rule => ({
  in: 'request',
  breaks: ({ [keyword]: before }, { [keyword]: after }) =>
    after !== undefined && (before === undefined || isTighter(before, after))
      ? [`${keyword} is ${after}${before === undefined ? '' : `, was ${before}`}`]
      : [],
});
const higher = (before: number, after: number) => after > before;
const lower = (before: number, after: number) => after < before;

const changed = (keyword: keyof JsonSchema, direction: Rule['in']): Rule => ({
  in: direction,
  breaks: ({ [keyword]: before }, { [keyword]: after }) =>
    JSON.stringify(before) === JSON.stringify(after) ? [] : [`${keyword} is another`],
});

/** By name, so that each has its test. */
export const SCHEMA_RULES: Record<string, Rule> = {
  'a property is gone': {
    in: 'both',
    breaks: ({ properties: before = {} }, { properties: after = {} }) =>
      missing(Object.keys(before), Object.keys(after)).map((name) => `${name} is gone`),
  },
  'a property is required': {
    in: 'request',
    breaks: ({ required: before = [] }, { required: after = [] }) =>
      missing(after, before).map((name) => `${name} is required`),
  },
  'a property may be absent': {
    in: 'answer',
    breaks: ({ required: before = [] }, { required: after = [], properties = {} }) =>
      missing(before, after)
        .filter((name) => name in properties)
        .map((name) => `${name} may be absent`),
  },
  'unknown properties are refused': {
    in: 'request',
    breaks: ({ additionalProperties: before }, { additionalProperties: after }) =>
      after === false && before !== false ? ['unknown properties are refused'] : [],
  },
  'a type is not taken any more': {
    in: 'request',
    breaks: (before, after) =>
      after.type === undefined
        ? []
        : (before.type === undefined ? ['any type'] : missing(typesOf(before), typesOf(after))).map(
            (type) => `${type} is not taken any more`,
          ),
  },
  'a type is new': {
    in: 'answer',
    breaks: (before, after) =>
      before.type === undefined
        ? []
        : (after.type === undefined ? ['any type'] : missing(typesOf(after), typesOf(before))).map(
            (type) => `it may be ${type}`,
          ),
  },
  'a value is not taken any more': {
    in: 'request',
    breaks: (before, after) => {
      const taken = valuesOf(after);
      if (!taken) return [];
      return (valuesOf(before) ? missing(valuesOf(before) ?? [], taken) : ['any other value']).map(
        (value) => `${value} is not taken any more`,
      );
    },
  },
  'a value is new': {
    in: 'answer',
    breaks: (before, after) => {
      const known = valuesOf(before);
      if (!known) return [];
      return (valuesOf(after) ? missing(valuesOf(after) ?? [], known) : ['any other value']).map(
        (value) => `it may be ${value}`,
      );
    },
  },
  'minimum is higher': tightened('minimum', higher),
  'maximum is lower': tightened('maximum', lower),
  'minLength is higher': tightened('minLength', higher),
  'maxLength is lower': tightened('maxLength', lower),
  'minItems is higher': tightened('minItems', higher),
  'maxItems is lower': tightened('maxItems', lower),
  'pattern is another': {
    in: 'request',
    breaks: ({ pattern: before }, { pattern: after }) =>
      after !== undefined && after !== before ? ['pattern is another'] : [],
  },
  'not is another': changed('not', 'request'),
  'default is another': changed('default', 'request'),
  'format is another': changed('format', 'both'),
};

/** A schema that names another one, as that one; `null` beside one schema, as one more type of it. */
const plain = (schema: JsonSchema, { components }: Document): JsonSchema => {
  if (schema.$ref)
    return plain(components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, { components } as Document);
  const [some, nothing, ...more] = schema.anyOf ?? [];
  if (!some || nothing?.type !== 'null' || more.length > 0) return schema;
  const { anyOf: _, ...rest } = schema;
  const inner = plain(some, { components } as Document);
  return { ...inner, ...rest, ...(inner.type !== undefined && { type: [...listed(inner.type), 'null'] }) };
};

/** A pair of documents, the way through them, and where it has come to. */
type Way = { before: Document; after: Document; direction: Direction; at: string };

const inSchema = (was: JsonSchema | undefined, is: JsonSchema | undefined, way: Way): string[] => {
  if (!was || !is) return [];
  const before = plain(was, way.before);
  const after = plain(is, way.after);
  const own = Object.values(SCHEMA_RULES)
    .filter((rule) => rule.in === 'both' || rule.in === way.direction)
    .flatMap((rule) => rule.breaks(before, after).map((what) => `${way.at}: ${what}`));
  const composed = (['anyOf', 'oneOf', 'allOf'] as const)
    .filter((keyword) => JSON.stringify(before[keyword]) !== JSON.stringify(after[keyword]))
    .map((keyword) => `${way.at}: ${keyword} is another`);
  const members = Object.entries(before.properties ?? {}).flatMap(([name, member]) =>
    inSchema(member, after.properties?.[name], { ...way, at: `${way.at}.${name}` }),
  );
  const open = [before.additionalProperties, after.additionalProperties].map((one) =>
    typeof one === 'object' ? one : undefined,
  );
  return [
    ...own,
    ...composed,
    ...members,
    ...inSchema(before.items, after.items, { ...way, at: `${way.at}[]` }),
    ...inSchema(open[0], open[1], { ...way, at: `${way.at}.*` }),
  ];
};

type Pair = { before: Operation; after: Operation; way: Way };

const parametersIn = (operation: Operation, { components }: Document): Parameter[] =>
  (operation.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? (components.parameters?.[parameter.$ref.split('/').at(-1) ?? ''] as Parameter) : parameter,
  );

const inParameters = ({ before, after, way }: Pair): string[] => {
  const nameOf = (parameter: Parameter) => `${parameter.in} ${parameter.name}`;
  const known = new Map(parametersIn(before, way.before).map((one) => [nameOf(one), one]));
  const now = new Map(parametersIn(after, way.after).map((one) => [nameOf(one), one]));
  return [
    ...[...now].flatMap(([name, { required }]) =>
      required && !known.get(name)?.required ? [`${way.at}: ${name} is required`] : [],
    ),
    ...[...known].flatMap(([name, { schema }]) => {
      const parameter = now.get(name);
      if (!parameter) return [`${way.at}: ${name} is gone`];
      return inSchema(schema, parameter.schema, { ...way, at: `${way.at} ${name}` });
    }),
  ];
};

const inBody = ({ before: { requestBody: before }, after: { requestBody: after }, way }: Pair): string[] => {
  if (!after) return before ? [`${way.at}: takes no body any more`] : [];
  const isNew = after.required && !before?.required ? [`${way.at}: needs a body`] : [];
  const contents = Object.entries(before?.content ?? {}).flatMap(([type, { schema }]) => {
    const content = after.content[type];
    if (!content) return [`${way.at}: takes no ${type} any more`];
    return inSchema(schema, content.schema, { ...way, at: `${way.at} body` });
  });
  return [...isNew, ...contents];
};

const inAnswers = ({ before, after, way }: Pair): string[] =>
  Object.entries(before.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, known]) => {
      const now = after.responses[status];
      if (!now) return [`${way.at}: does not answer ${status} any more`];
      const headers = missing(Object.keys(known.headers ?? {}), Object.keys(now.headers ?? {}));
      const contents = Object.entries(known.content ?? {}).flatMap(([type, { schema }]) => {
        const content = now.content?.[type];
        if (!content) return [`${way.at} ${status}: is not ${type} any more`];
        return inSchema(schema, content.schema, { ...way, direction: 'answer', at: `${way.at} ${status}` });
      });
      return [...headers.map((name) => `${way.at} ${status}: header ${name} is gone`), ...contents];
    });

/** Who was let in is let in. An operation that nobody needs a token for has no alternatives at all. */
const inSecurity = ({ before, after, way }: Pair): string[] => {
  if (after.security.length === 0) return [];
  if (before.security.length === 0) return [`${way.at}: needs a token`];
  const said = ({ security }: Operation) => security.map((one) => JSON.stringify(one));
  return missing(said(before), said(after)).map((scope) => `${way.at}: does not let in ${scope} any more`);
};

const inName = ({ before, after, way }: Pair): string[] =>
  before.operationId === after.operationId
    ? []
    : [`${way.at}: is called ${after.operationId}, was ${before.operationId}`];

const OPERATION_RULES = [inName, inSecurity, inParameters, inBody, inAnswers];

const majorOf = ({ info }: Document): number => Number(info.version.split('.')[0]);

/** A new major version comes with paths of its own. */
const isNewMajor = (before: Document, after: Document): boolean =>
  majorOf(after) > majorOf(before) && Object.keys(after.paths).some((path) => path.startsWith(`/v${majorOf(after)}/`));

/** Everything that would break a client of `before`: `PUT /v1/products/{sku} body.name: maxLength is 60, was 120`. */
export const breaks = (before: Document, after: Document): string[] => {
  if (isNewMajor(before, after)) return [];
  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const at = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (!now) return [`${at}: is gone`];
      const pair: Pair = { before: operation, after: now, way: { before, after, direction: 'request', at } };
      return OPERATION_RULES.flatMap((rule) => rule(pair));
    }),
  );
};
