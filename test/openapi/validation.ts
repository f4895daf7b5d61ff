import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type Document, documentOf, type Operation } from '../../infra/openapi/document.ts';
import type { JsonSchema } from '../../infra/openapi/json-schema.ts';

/** An answer as it came. `body` is parsed where there was one. */
export type Said = {
  method: string;
  /** With or without a query. */
  path: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
};

type Header = { required?: boolean; schema: JsonSchema };
type Found = { template: string; operation: Operation };

const ROOT = 'https://backroom.example/openapi.json';

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** The literal path before the one with parameters. */
const bySpecificity = ([a]: [string, unknown], [b]: [string, unknown]) =>
  a.split('{').length - b.split('{').length || b.length - a.length;

const resolved = <T extends object>(value: T | { $ref: string }, document: Document): T => {
  if (!('$ref' in value)) return value as T;
  const [, , kind = '', name = ''] = value.$ref.split('/');
  return document.components[kind]?.[name] as T;
};

/**
 * Holds answers against a document.
 * @returns what finds an answer's operation, and what says how an answer deviates: nothing where it does not
 */
export const validatorOf = (document: Document = documentOf()) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document as object, ROOT);
  const compiled = new WeakMap<object, ValidateFunction>();
  const routes = Object.entries(document.paths)
    .sort(bySpecificity)
    .map(([template, operations]) => ({ template, pattern: patternOf(template), operations }));

  const faultsOf = (schema: JsonSchema, value: unknown): string[] => {
    const known = compiled.get(schema);
    // References lead into the document, which is known by its address.
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${ROOT}#/`)) as object;
    const validate = known ?? ajv.compile(rooted);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  };

  const find = (method: string, path: string): Found | undefined => {
    const [plain = ''] = path.split('?');
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    for (const { template, pattern, operations } of routes) {
      const operation = pattern.test(plain) ? operations[wanted] : undefined;
      if (operation) return { template, operation };
    }
    return undefined;
  };

  const headerFaults = (named: Record<string, unknown>, headers: Said['headers']): string[] =>
    Object.entries(named).flatMap(([name, declared]) => {
      const { required, schema } = resolved(declared as Header, document);
      const value = headers[name.toLowerCase()];
      if (value === undefined) return required ? [`header ${name} is missing`] : [];
      return faultsOf(schema, String(value)).map((fault) => `header ${name}: ${fault}`);
    });

  /** How an answer deviates from what is documented. A path that the document does not know is none of its business. */
  const deviations = ({ method, path, status, headers, body }: Said): string[] => {
    const found = find(method, path);
    if (!found) return [];
    const { operationId, responses } = found.operation;
    const said = (what: string) => `${operationId} ${status}: ${what}`;
    const response = responses[String(status)];
    if (!response) return [said('is not documented')];
    const faults = headerFaults(response.headers ?? {}, headers);
    if (method === 'HEAD' || (body === undefined && !response.content)) return faults.map(said);
    const [type = ''] = String(headers['content-type'] ?? '').split(';');
    const media = response.content?.[type];
    if (!media) return [...faults, `a body of type "${type}" is not documented`].map(said);
    return [...faults, ...faultsOf(media.schema, body)].map(said);
  };

  return { document, find, faultsOf, deviations };
};
