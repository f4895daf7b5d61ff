import type * as v from 'valibot';
import { PROBLEMS, type ProblemCode } from '#shared/problems';
import type { Route } from '#shared/route';
import type { Example } from './examples/example.ts';
import { EXAMPLES } from './examples/story.ts';
import { HEADERS } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import { type Parameter, parametersOf, REQUEST_HEADERS } from './parameters.ts';
import { problemExample, type Response, responsesOf } from './responses.ts';
import { ROOMS, ROUTES } from './rooms.ts';
import { type Schemas, schemasOf } from './schemas.ts';
import { groupsOf, SECURITY, securityOf } from './security.ts';

export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  deprecated?: boolean;
  security: Record<string, string[]>[];
  'x-backroom-groups'?: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: {
    required: boolean;
    content: Record<string, { schema: JsonSchema; examples?: Record<string, unknown> }>;
  };
  responses: Record<string, Response>;
};
type Components = Record<string, Record<string, unknown>> & { schemas: Record<string, JsonSchema> };
export type Document = {
  openapi: string;
  info: { title: string; version: string; summary: string; description: string; license: object };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Components;
};

/** The version of the interface: it moves with what is added; its first number with the paths' `/v1`. */
const VERSION = '1.1.0';

const ABOUT = `The back end of a shop. \`docs/api.md\` tells the conventions at length; in short:

- Money is an integer of minor units with its currency; times are RFC 3339 in UTC.
- What is refused is \`application/problem+json\`, and its \`code\` is for programs. What the gateway refuses by itself, before any of our functions, is \`{"message"}\`.
- A path that is not there is 404 \`not_found\`; a method that a path does not take is 405 \`method_not_allowed\`, with \`Allow\`. What answers GET also answers HEAD.
- Lists are \`{data, nextCursor}\`; the next page is \`?cursor=\`, until \`nextCursor\` is null.
- Answers get new members, lists of codes get new codes: clients ignore what they do not know. Whatever would break a client comes as \`/v2\`, and \`/v1\` then says \`Deprecation\` and \`Sunset\`.`;

/** Schemas that no contract has: a problem, and what the gateway says. */
const OURS: Record<string, JsonSchema> = {
  GatewayMessage: {
    title: 'GatewayMessage',
    description: 'What the gateway says by itself.',
    type: 'object',
    properties: { message: { type: 'string' } },
    required: ['message'],
  },
  Problem: {
    title: 'Problem',
    description: 'Why a request was refused (RFC 9457). Some codes bring further members, such as a new quote.',
    type: 'object',
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: { type: 'string', description: 'For programs to tell problems apart by.' },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      errors: {
        description: 'Each fault in what was sent, or each thing that stands in its way.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            path: { type: 'string', description: 'Where in the request: `lines.3.quantity`.' },
            code: { type: 'string' },
            message: { type: 'string' },
          },
          required: ['path', 'code', 'message'],
          additionalProperties: true,
        },
      },
    },
    required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    additionalProperties: true,
  },
};

const isSchema = (schema: v.GenericSchema | undefined): schema is v.GenericSchema => schema !== undefined;

const schemasOfRoute = ({ params, query, body, answers }: Route): v.GenericSchema[] =>
  [params, query, body, ...Object.values(answers)].filter(isSchema);

const namedExamples = (operation: string, pick: (example: Example) => unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(EXAMPLES[operation] ?? {})
      .map(([name, example]) => [name, { summary: example.summary, value: pick(example) }] as const)
      .filter(([, { value }]) => value !== undefined),
  );

/** An example's parameters stand beside their schemas, so that whoever tries the route has something to begin with. */
const withExamples = (operation: string, parameters: (Parameter | { $ref: string })[]) => {
  const [example] = Object.values(EXAMPLES[operation] ?? {});
  return parameters.map((parameter) => {
    if ('$ref' in parameter) return parameter;
    const value = (parameter.in === 'path' ? example?.params : example?.query)?.[parameter.name];
    if (value === undefined) return parameter;
    return { ...parameter, example: parameter.schema.type === 'integer' ? Number(value) : value };
  });
};

const callersIn = (route: Route): string => {
  if (route.callers === 'anyone') return 'Anyone may call it.';
  const one = route.callers.map((admitted) =>
    'scope' in admitted ? `a token with scope \`${admitted.scope}\`` : `somebody in group \`${admitted.group}\``,
  );
  return `Needs ${one.join(', or ')}${groupsOf(route).includes('staff') ? ' (an admin may all that staff may)' : ''}.`;
};

const descriptionOf = (route: Route): string =>
  [
    route.summary,
    callersIn(route),
    ...(route.dangerous
      ? ['Whoever was disabled or removed is refused at once, though their token lasts: 401 `session_ended`.']
      : []),
    ...(route.keyed ? ['Safe to repeat with the same `Idempotency-Key`.'] : []),
    ...(route.cache ? [`Answers may be kept: \`Cache-Control: ${route.cache}\`.`] : []),
    ...(route.deprecation
      ? [`Ends on ${route.deprecation.sunset.toISOString().slice(0, 10)}; use \`${route.deprecation.successor}\`.`]
      : []),
  ].join('\n\n');

const requestBodyOf = (route: Route, schemas: Schemas) => {
  if (!route.body && !route.raw) return undefined;
  const examples = namedExamples(route.operation, ({ body }) => body);
  const schema = route.body ? schemas.of(route.body) : { type: 'object', description: 'As the sender documents it.' };
  return {
    required: !route.bodyOptional,
    content: { 'application/json': { schema, ...(Object.keys(examples).length > 0 && { examples }) } },
  };
};

const operationOf = (room: string, route: Route, schemas: Schemas): Operation => {
  const { operation } = route;
  const groups = groupsOf(route);
  const parameters = withExamples(operation, parametersOf(route, schemas));
  const requestBody = requestBodyOf(route, schemas);
  const examplesOf = (status: number) =>
    namedExamples(operation, ({ answer }) => (answer.status === status ? answer.body : undefined));
  const responses = responsesOf(route, schemas, examplesOf);
  return {
    operationId: operation,
    summary: firstSentence(route.summary),
    description: descriptionOf(route),
    tags: [room],
    ...(route.deprecation && { deprecated: true }),
    security: securityOf(route),
    ...(groups.length > 0 && { 'x-backroom-groups': groups }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses,
  };
};

const firstSentence = (text: string): string => /^.*?[.:;](?=\s|$)/.exec(text)?.[0].replace(/[.:;]$/, '') ?? text;

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Those that something refers to. */
const used = <T>(kind: string, all: Record<string, T>, text: string): Record<string, T> =>
  sorted(Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`))));

/** The API as OpenAPI 3.1: all that the contracts say, and nothing besides. @throws Error as `schemasOf` says */
export const documentOf = (): Document => {
  const schemas = schemasOf(ROUTES.flatMap(schemasOfRoute));
  const paths: Document['paths'] = {};
  for (const { name, routes } of ROOMS) {
    for (const route of routes) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route, schemas) };
    }
  }
  const text = JSON.stringify(paths);
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Backroom',
      version: VERSION,
      summary: 'The back end of a shop.',
      description: ABOUT,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: 'http://localhost:3000' }],
    tags: ROOMS.map(({ name, description }) => ({ name, description })),
    paths: sorted(paths),
    components: {
      examples: used('examples', Object.fromEntries(codes.map((code) => [code, problemExample(code)])), text),
      headers: used('headers', HEADERS, text),
      parameters: used('parameters', REQUEST_HEADERS, text),
      schemas: sorted({ ...schemas.components, ...OURS }),
      securitySchemes: SECURITY,
    },
  };
};
