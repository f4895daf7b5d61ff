import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { validatorOf } from '../../test/openapi/validation.ts';
import { documentOf, type Operation } from './document.ts';
import { EXAMPLES, exampleCalled, STORY } from './examples/story.ts';
import { ROOMS, ROUTES } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');
const document = documentOf();
const operations = new Map(
  Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((operation): [string, Operation] => [operation.operationId, operation]),
  ),
);
const routeOf = (operation: string) => ROUTES.find((route) => route.operation === operation) as (typeof ROUTES)[number];
const examples = Object.entries(EXAMPLES).flatMap(([operation, named]) =>
  Object.entries(named).map(([name, example]) => ({ name: `${operation}.${name}`, operation, example })),
);

describe('the document', () => {
  it('knows every room that has routes', () => {
    const rooms = globSync('functions/*/contract.ts', { cwd: ROOT }).map((path) => path.split('/')[1]);
    expect(ROOMS.map(({ name }) => name).sort()).toEqual(rooms.sort());
  });

  it('is what was published', () => {
    const published = JSON.parse(readFileSync(join(ROOT, 'client/openapi.json'), 'utf8'));
    expect(document, 'npm run openapi publishes it').toEqual(published);
  });

  it('breaks no rule of the linter', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
    const said = problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
    expect(said.filter((one) => !REASONED.some(([rule]) => rule.test(one)))).toEqual([]);
    expect(REASONED.filter(([rule]) => !said.some((one) => rule.test(one)))).toEqual([]);
  });

  it('names who may call each route', () => {
    for (const { operation, callers } of ROUTES) {
      const security = operations.get(operation)?.security ?? [];
      expect(security.length === 0, operation).toBe(callers === 'anyone');
    }
  });
});

/** What the linter may say, and why we let it. */
const REASONED: [warning: RegExp, why: string][] = [
  [/^no-server-example\.com: .* #\/servers\/0\/url$/, 'the door that serves the document fills in where it is'],
];

describe('the examples', () => {
  const { faultsOf } = validatorOf(document);

  it('show every route but that of the document itself', () => {
    const shown = new Set(examples.map(({ operation }) => operation));
    expect(ROUTES.map(({ operation }) => operation).filter((operation) => !shown.has(operation))).toEqual([
      'getOpenApi',
    ]);
  });

  it('are all told in the story, once', () => {
    expect(STORY.map(({ example }) => example).sort()).toEqual(examples.map(({ name }) => name).sort());
    expect(exampleCalled('putProduct.mug').operation).toBe('putProduct');
  });

  it.each(examples)('$name holds by its contract', ({ operation, example }) => {
    const { params, query, body, answers } = routeOf(operation);
    const parse = (schema: v.GenericSchema | undefined, value: unknown) =>
      schema ? v.safeParse(schema, value).issues : undefined;
    expect(parse(params, example.params ?? {})).toBeUndefined();
    expect(parse(query, example.query ?? {})).toBeUndefined();
    expect(parse(body, example.body ?? {})).toBeUndefined();
    expect(parse(answers[example.answer.status], example.answer.body)).toBeUndefined();
  });

  it.each(examples)('$name holds by the document', ({ operation, example }) => {
    const documented = operations.get(operation) as Operation;
    const requested = documented.requestBody?.content['application/json']?.schema;
    if (requested) expect(faultsOf(requested, example.body)).toEqual([]);
    const { status, body } = example.answer;
    const [content] = Object.values(documented.responses[status]?.content ?? {});
    expect(content === undefined).toBe(body === undefined);
    if (content) expect(faultsOf(content.schema, body)).toEqual([]);
  });
});
