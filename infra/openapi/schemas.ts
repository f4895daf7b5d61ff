import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { OrderInput } from '../../functions/orders/contract.ts';
import { type JsonSchema, refTo, SCHEMAS } from './json-schema.ts';

/** What of valibot's schemas has parts. */
type Schema = {
  type: string;
  kind: string;
  pipe?: Schema[];
  title?: string;
  entries?: Record<string, Schema>;
  item?: Schema;
  items?: Schema[];
  wrapped?: Schema;
  default?: unknown;
  key?: Schema;
  value?: Schema;
};
type Action = { type: string; requirement?: unknown; message?: unknown };

const asSchema = (schema: v.GenericSchema): Schema => schema as unknown as Schema;

const lines = asSchema(OrderInput.entries.lines);
const [anyLines] = lines.pipe ?? [];

const bound = (pipe: Action[], type: string) => pipe.find((action) => action.type === type)?.requirement;

/**
 * A number that travels as text, such as a list's `limit`: the converter does not go on after its transformation.
 * @returns undefined for what is no such number
 */
const numberInText = ({ pipe }: Schema): JsonSchema | undefined => {
  const actions = (pipe ?? []) as (Action & { operation?: unknown })[];
  if (!actions.some(({ type, operation }) => type === 'transform' && operation === Number)) return undefined;
  const [minimum, maximum] = [bound(actions, 'min_value'), bound(actions, 'max_value')];
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return undefined;
  return { type: 'integer', minimum, maximum };
};

/** Lists that are counted before their members are looked at: the first schema of the pipe, and what members are. */
const REFINED = new Map<Schema | undefined, JsonSchema>([
  [anyLines, { type: 'array', items: refTo('OrderLineInput') }],
]);

const inWords = (schema: JsonSchema): JsonSchema => schema;
const dated = (schema: JsonSchema): JsonSchema => ({ ...schema, format: 'date-time' });

/**
 * What our own checks come to in JSON Schema, by their sentence. Those that it cannot say leave the schema as it is, and
 * stand in a description; a check that is not here stops the documents.
 */
const CHECKS: [sentence: RegExp, said: (schema: JsonSchema, match: RegExpExecArray) => JsonSchema][] = [
  [/^must hold (\d+) characters at the most$/, (schema, [, most]) => ({ ...schema, maxLength: Number(most) })],
  [/^must be well-formed Unicode$/, inWords],
  [/^must not be blank$/, (schema) => ({ ...schema, pattern: '^(?=\\P{Cc}*\\S)\\P{Cc}*$' })],
  [/^must be a time that exists$/, dated],
  [/^must be a day that exists$/, inWords],
  [/^must not be 0$/, (schema) => ({ ...schema, not: { const: 0 } })],
  [/^two breaks begin at one quantity$/, inWords],
  [/^all prices of a product are in one currency$/, inWords],
];

const checked = (schema: JsonSchema, { message }: Action): JsonSchema => {
  for (const [sentence, said] of CHECKS) {
    const match = sentence.exec(String(message));
    if (match) return said(schema, match);
  }
  throw new Error(`The documents do not know how to say the check "${message}": infra/openapi/schemas.ts`);
};

/** JSON Schema has one pattern, and its flags are always those of Unicode. */
const matched = (schema: JsonSchema, { requirement }: Action): JsonSchema => {
  const { source } = requirement as RegExp;
  if (schema.pattern !== undefined && schema.pattern !== source)
    throw new Error(`Two patterns: ${schema.pattern}, ${source}`);
  return { ...schema, pattern: source };
};

const ACTIONS: Record<string, (schema: JsonSchema, action: Action) => JsonSchema> = {
  brand: (schema) => schema,
  check: checked,
  regex: matched,
};

const parts = ({ entries, item, items, wrapped, key, value, pipe }: Schema): Schema[] =>
  [...Object.values(entries ?? {}), item, ...(items ?? []), wrapped, key, value, ...(pipe ?? [])].filter(
    (part): part is Schema => part?.kind === 'schema',
  );

const all = (schema: Schema, seen = new Set<Schema>()): Set<Schema> => {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  for (const part of parts(schema)) all(part, seen);
  return seen;
};

const titleOf = ({ pipe }: Schema): string | undefined => pipe?.find(({ type }) => type === 'title')?.title;

/** @throws Error for a pipe that the converter would leave half-said */
const refuseHalfSaid = (schema: Schema): void => {
  const { pipe = [] } = schema;
  const isLong = pipe
    .slice(1)
    .some(({ kind, type }) => kind === 'schema' || (kind === 'transformation' && type !== 'brand'));
  if (isLong && !numberInText(schema) && !REFINED.has(pipe[0])) {
    throw new Error(`The documents need to know what ${JSON.stringify(pipe.map(({ type }) => type))} takes`);
  }
};

const config = (definitions: Record<string, v.GenericSchema>): ConversionConfig => ({
  target: 'draft-2020-12',
  typeMode: 'input',
  errorMode: 'throw',
  definitions: definitions as never,
  overrideRef: ({ referenceId }) => `${SCHEMAS}${referenceId}`,
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const action = valibotAction as Action;
    return ACTIONS[action.type]?.(jsonSchema as JsonSchema, action) as never;
  },
  overrideSchema: ({ valibotSchema }) => REFINED.get(valibotSchema as never) as never,
});

const convert = (schema: v.GenericSchema, definitions: Record<string, v.GenericSchema>): JsonSchema => {
  const { $schema: _, $defs: __, ...converted } = toJsonSchema(schema as never, config(definitions));
  return converted as JsonSchema;
};

/**
 * The schemas of contracts in JSON Schema. Those with a title become components, and are referred to.
 * @throws Error for a check or a pipe of which nobody has written down what it comes to; for two schemas of one title
 */
export const schemasOf = (schemas: v.GenericSchema[]) => {
  const titled = new Map<string, Schema>();
  for (const schema of new Set(schemas.flatMap((one) => [...all(asSchema(one))]))) {
    refuseHalfSaid(schema);
    const title = titleOf(schema);
    if (title === undefined) continue;
    const known = titled.get(title);
    if (known && known !== schema) throw new Error(`Two schemas are called ${title}`);
    titled.set(title, schema);
  }
  const definitions = Object.fromEntries([...titled].sort(([a], [b]) => (a < b ? -1 : 1))) as never;
  return {
    components: toJsonSchemaDefs(definitions, config(definitions)) as Record<string, JsonSchema>,
    /** A schema as it stands where it is used. */
    of: (schema: v.GenericSchema): JsonSchema => numberInText(asSchema(schema)) ?? convert(schema, definitions),
    /** The members of an object, each on its own, with whether it has to be there. */
    members: (schema: v.GenericSchema): [name: string, schema: JsonSchema, isRequired: boolean][] =>
      Object.entries(asSchema(schema).entries ?? {}).map(([name, member]) => {
        const isOptional = member.type === 'optional';
        const number = numberInText((isOptional ? member.wrapped : member) as Schema);
        const said = number && { ...number, ...(member.default !== undefined && { default: Number(member.default) }) };
        return [name, said ?? convert(member as never, definitions), !isOptional];
      }),
  };
};

export type Schemas = ReturnType<typeof schemasOf>;
