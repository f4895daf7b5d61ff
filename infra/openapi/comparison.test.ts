import { describe, expect, it } from 'vitest';
import { breaks, SCHEMA_RULES } from './comparison.ts';
import { type Document, documentOf } from './document.ts';
import type { JsonSchema } from './json-schema.ts';

const whole = documentOf();

/** A document of one route, which takes and answers this. */
const documentOfOne = (taken: JsonSchema, answered: JsonSchema): Document => ({
  ...structuredClone(whole),
  components: { schemas: {} },
  paths: {
    '/v1/things': {
      post: {
        operationId: 'makeThing',
        summary: '',
        description: '',
        tags: [],
        security: [{ people: ['backroom/shop'] }],
        parameters: [{ name: 'limit', in: 'query', required: false, schema: { type: 'string' } }],
        requestBody: { required: false, content: { 'application/json': { schema: taken } } },
        responses: {
          201: { description: '', headers: { Location: {} }, content: { 'application/json': { schema: answered } } },
        },
      },
    },
  },
});

const ANY: JsonSchema = {};
const requests = (before: JsonSchema, after: JsonSchema) =>
  breaks(documentOfOne(before, ANY), documentOfOne(after, ANY));
const answers = (before: JsonSchema, after: JsonSchema) =>
  breaks(documentOfOne(ANY, before), documentOfOne(ANY, after));
const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

/** From the first to the second it breaks; from the second to the first it does not, but where it says `both ways`. */
type Case = [rule: string, side: 'request' | 'answer', before: JsonSchema, after: JsonSchema, ways?: 'both ways'];

const text = { type: 'string' };
const CASES: Case[] = [
  ['a property is gone', 'request', object({ a: text }), object({})],
  ['a property is gone', 'answer', object({ a: text }), object({})],
  ['a property is required', 'request', object({ a: text }), object({ a: text }, ['a'])],
  ['a property may be absent', 'answer', object({ a: text }, ['a']), object({ a: text })],
  ['unknown properties are refused', 'request', { type: 'object' }, { type: 'object', additionalProperties: false }],
  ['a type is not taken any more', 'request', { type: 'number' }, { type: 'integer' }],
  ['a type is not taken any more', 'request', {}, { type: 'integer' }],
  ['a type is not taken any more', 'request', { anyOf: [text, { type: 'null' }] }, text],
  ['a type is new', 'answer', text, { anyOf: [text, { type: 'null' }] }],
  ['a type is new', 'answer', { type: 'integer' }, {}],
  ['a value is not taken any more', 'request', { enum: ['a', 'b'] }, { enum: ['a'] }],
  ['a value is not taken any more', 'request', text, { ...text, enum: ['a'] }],
  ['a value is new', 'answer', { enum: ['a'] }, { enum: ['a', 'b'] }],
  ['a value is new', 'answer', { const: 'a' }, { enum: ['a', 'b'] }],
  ['a value is new', 'answer', { ...text, enum: ['a'] }, text],
  ['minimum is higher', 'request', { minimum: 0 }, { minimum: 1 }],
  ['maximum is lower', 'request', { maximum: 2 }, { maximum: 1 }],
  ['minLength is higher', 'request', {}, { minLength: 1 }],
  ['maxLength is lower', 'request', {}, { maxLength: 9 }],
  ['minItems is higher', 'request', { minItems: 1 }, { minItems: 2 }],
  ['maxItems is lower', 'request', { maxItems: 3 }, { maxItems: 2 }],
  ['pattern is another', 'request', {}, { pattern: 'a' }],
  ['not is another', 'request', {}, { not: { const: 0 } }, 'both ways'],
  ['default is another', 'request', { default: 20 }, { default: 10 }, 'both ways'],
  ['format is another', 'answer', { format: 'date' }, { format: 'date-time' }, 'both ways'],
];

describe('a schema', () => {
  it.each(CASES)('%s: is told of a %s', (_, side, before, after, ways) => {
    const compare = side === 'request' ? requests : answers;
    expect(compare(before, after)).toHaveLength(1);
    expect(compare(after, before)).toHaveLength(ways ? 1 : 0);
  });

  it('has a case for every rule', () => {
    expect([...new Set(CASES.map(([rule]) => rule))].sort()).toEqual(Object.keys(SCHEMA_RULES).sort());
  });

  it('is looked at wherever it stands', () => {
    const deep = (schema: JsonSchema) => object({ list: { type: 'array', items: object({ a: schema }) } });
    expect(requests(deep({ maxLength: 3 }), deep({ maxLength: 2 }))).toEqual([
      'POST /v1/things body.list[].a: maxLength is 2, was 3',
    ]);
  });

  it.each(['anyOf', 'oneOf', 'allOf'])('may be made of others by %s', (keyword) => {
    const of = (...schemas: JsonSchema[]) => ({ [keyword]: schemas });
    const one = object({ a: { type: 'string' } });
    expect(answers(of(one, one), of(one))).toEqual([`POST /v1/things 201: ${keyword} is another`]);
    expect(answers(of(one), of(one))).toEqual([]);
  });

  it('may be named', () => {
    const before = documentOfOne({ $ref: '#/components/schemas/Name' }, ANY);
    const after = structuredClone(before);
    before.components.schemas.Name = { maxLength: 3 };
    after.components.schemas.Name = { maxLength: 2 };
    expect(breaks(before, after)).toEqual(['POST /v1/things body: maxLength is 2, was 3']);
  });
});

type Change = (document: Document) => void;
const path = '/v1/things';
const post = (document: Document) => document.paths[path]?.post as NonNullable<Document['paths'][string]['post']>;

const CHANGES: [what: string, change: Change, says: string | undefined][] = [
  ['a path is gone', ({ paths }) => delete paths[path], 'is gone'],
  [
    'a path is new',
    ({ paths }) => {
      paths['/v1/more'] = paths[path] as never;
    },
    undefined,
  ],
  ['a name is another', (it) => Object.assign(post(it), { operationId: 'other' }), 'is called other, was makeThing'],
  ['a parameter is gone', (it) => post(it).parameters?.splice(0), 'query limit is gone'],
  [
    'a parameter is required',
    (it) => Object.assign(post(it).parameters?.[0] as object, { required: true }),
    'query limit is required',
  ],
  [
    'a new parameter is required',
    (it) => post(it).parameters?.push({ name: 'Key', in: 'header', required: true, schema: {} }),
    'header Key is required',
  ],
  [
    'a new parameter may be left out',
    (it) => post(it).parameters?.push({ name: 'Key', in: 'header', required: false, schema: {} }),
    undefined,
  ],
  ['a body is required', (it) => Object.assign(post(it).requestBody as object, { required: true }), 'needs a body'],
  ['a body is not taken', (it) => delete post(it).requestBody, 'takes no body any more'],
  ['an answer is gone', (it) => delete post(it).responses[201], 'does not answer 201 any more'],
  ['a header is gone', (it) => delete post(it).responses[201]?.headers, '201: header Location is gone'],
  ['an answer has no body', (it) => delete post(it).responses[201]?.content, '201: is not application/json any more'],
  [
    'a problem is new',
    (it) => {
      post(it).responses[409] = { description: '' };
    },
    undefined,
  ],
  [
    'another scope is needed',
    (it) => {
      post(it).security = [{ people: ['backroom/operations'] }];
    },
    'does not let in {"people":["backroom/shop"]} any more',
  ],
  [
    'no scope is needed',
    (it) => {
      post(it).security = [];
    },
    undefined,
  ],
  [
    'the major version and its paths are new',
    (it) => {
      it.info.version = '2.0.0';
      it.paths = { '/v2/things': it.paths[path] as never };
    },
    undefined,
  ],
  [
    'the version says more than the paths',
    (it) => {
      it.info.version = '2.0.0';
      it.paths = { '/v1/others': it.paths[path] as never };
    },
    'is gone',
  ],
];

describe('a document', () => {
  it.each(CHANGES)('%s', (_, change, says) => {
    const before = documentOfOne(ANY, ANY);
    const after = structuredClone(before);
    change(after);
    expect(breaks(before, after)).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
  });

  it('breaks nobody by being the same', () => {
    expect(breaks(whole, documentOf())).toEqual([]);
  });

  it('needs a token where it needed none', () => {
    const after = documentOfOne(ANY, ANY);
    const before = structuredClone(after);
    post(before).security = [];
    expect(breaks(before, after)).toEqual(['POST /v1/things: needs a token']);
  });
});
