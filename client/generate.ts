import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';

// The types of the published document, and which requests need a key. `npm run openapi` writes them.

const HEAD = '// Generated from openapi.json by `npm run openapi`.\n\n';

type Operation = { parameters?: { $ref?: string }[] };
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, { required: boolean }> };
};

const KEY = '#/components/parameters/IdempotencyKey';

const fileOf = (name: string): string => join(import.meta.dirname, name);
const readDocument = (): Document => JSON.parse(readFileSync(fileOf('openapi.json'), 'utf8')) as Document;

/** The types of a document's paths; a key may be left out, since the client makes one. */
const typesOf = async (document: Document): Promise<string> => {
  const relaxed = structuredClone(document);
  for (const [name, parameter] of Object.entries(relaxed.components.parameters)) {
    if (name === 'IdempotencyKey') parameter.required = false;
  }
  return (
    HEAD + astToString(await openapiTypescript(relaxed as never, { alphabetize: true, defaultNonNullable: false }))
  );
};

/** `POST /v1/orders`, of each operation that needs a key. */
const keyedOf = ({ paths }: Document): string => {
  const keyed = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { parameters = [] }]) => parameters.some(({ $ref }) => $ref === KEY))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  const lines = keyed.sort().map((operation) => `  '${operation}',`);
  return `${HEAD}/** Requests that need an \`Idempotency-Key\`. */\nexport const KEYED: ReadonlySet<string> = new Set([\n${lines.join('\n')}\n]);\n`;
};

/** What is generated, by the name of its file. */
export const generated = async (): Promise<Record<string, string>> => {
  const document = readDocument();
  return { 'schema.d.ts': await typesOf(document), 'keyed.ts': keyedOf(document) };
};

if (import.meta.main) {
  for (const [name, text] of Object.entries(await generated())) writeFileSync(fileOf(name), text);
}
