import fc, { type Arbitrary } from 'fast-check';
import type { Document, Operation } from '../../infra/openapi/document.ts';
import type { Parameter } from '../../infra/openapi/parameters.ts';
import { fitting, nasty, outside, resolve } from './values.ts';

/** Who sends it; `nobody` has no token, `stranger` one that is none, the `leaver` is somebody else each time. */
export type Sender = 'nobody' | 'stranger' | 'leaver' | 'shopper' | 'staff' | 'admin' | 'machine';

/** A request as it goes over the wire. */
export type Wire = {
  as: Sender;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
};

/** What is in the system before anything is asked, so that some requests find what they ask for. */
export type Known = Record<'sku' | 'id', string[]>;

const SENDERS: Sender[] = ['shopper', 'staff', 'admin', 'machine', 'nobody', 'stranger'];

/** Whoever this lets in is no user any more, and of no use to other requests. */
const ENDS_ITS_SENDER = 'eraseMe';

/** Mostly those whom the operation may let in. */
const senderOf = ({ operationId, security, 'x-backroom-groups': groups = [] }: Operation): Arbitrary<Sender> => {
  if (operationId === ENDS_ITS_SENDER) return fc.constantFrom('leaver', 'machine', 'nobody', 'stranger');
  const isOfMachines = security.some(({ machines }) => machines);
  const isOfPeopleAlone = security.length > 0 && !isOfMachines && groups.length === 0; // who works here may ask more often
  const admitted: Sender[] = [
    ...(isOfMachines ? (['machine'] as const) : []),
    ...(isOfPeopleAlone || groups.includes('staff') ? (['staff'] as const) : []),
    ...(isOfPeopleAlone || groups.length > 0 ? (['admin'] as const) : []),
    ...(security.some(({ people }) => people) && !groups.includes('admin') ? (['shopper'] as const) : []),
  ];
  const any = fc.constantFrom(...SENDERS);
  return admitted.length === 0
    ? any
    : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...admitted) }, { weight: 1, arbitrary: any });
};

const PATHS: string[] = ['..', '%00', '%2F', '%2e%2e%2f', 'a b', '💥', "'", 'x'.repeat(1_000), '{id}', '__proto__'];
const CURSORS: string[] = [
  '',
  'x',
  '!!!',
  'WyJhIl0',
  'W10',
  'eyJhIjoxfQ',
  'x'.repeat(2_000),
  btoa(JSON.stringify(['\u0000'])),
];
const KEYS: string[] = [
  '',
  'short',
  'k'.repeat(256),
  'k'.repeat(16),
  '"quoted-key-of-sixteen"',
  'tab\tin-the-middle-of-it',
  'ключ'.repeat(5),
];
const VERSIONS: string[] = ['*', '"1"', 'W/"1"', '"0"', '', '1', '"1", "2"', '""', '"\u00e9"'];

const resolved = (operation: Operation, { components }: Document): Parameter[] =>
  (operation.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? (components.parameters?.[parameter.$ref.split('/').at(-1) ?? ''] as Parameter) : parameter,
  );

/** A header may hold bytes only; what it may not is left out, as any client would. */
const asHeader = (value: string): string => value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '');

const headerOf = ({ name }: Parameter): Arbitrary<string | undefined> => {
  if (name === 'Idempotency-Key') {
    return fc.oneof({ weight: 5, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constantFrom(undefined, ...KEYS) });
  }
  if (name.startsWith('If-')) return fc.constantFrom(undefined, undefined, ...VERSIONS);
  return fc.oneof(fc.constant(undefined), fc.string());
};

const parameterOf = (parameter: Parameter, document: Document, known: string[]): Arbitrary<string | undefined> => {
  const { name, schema } = parameter;
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const right = fitting(schema, document).map(text);
  if (parameter.in === 'path') {
    const wrong = fc.oneof(
      fc.constantFrom(...PATHS),
      fc.string({ minLength: 1 }).filter((one) => one.isWellFormed()),
    );
    const pattern = new RegExp(resolve(schema, document).pattern ?? '');
    const there = known.filter((one) => pattern.test(one));
    return fc.oneof(
      { weight: 6, arbitrary: there.length > 0 ? fc.constantFrom(...there) : right },
      { weight: 2, arbitrary: right },
      { weight: 2, arbitrary: wrong },
    );
  }
  const wrong =
    name === 'cursor' ? fc.constantFrom(...CURSORS) : fc.oneof(nasty.map(text), outside(schema, document).map(text));
  return fc.oneof(
    { weight: parameter.required ? 1 : 4, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: right },
    { weight: 2, arbitrary: wrong },
  );
};

const bodyOf = (
  { requestBody }: Operation,
  document: Document,
  known: Known,
): Arbitrary<{ body?: string; type?: string }> => {
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema) return fc.constantFrom({}, {}, {}, { body: '{}', type: 'application/json' });
  const naming = (value: unknown): unknown => renamed(value, known);
  const json = (value: unknown) => ({ body: JSON.stringify(value), type: 'application/json' });
  return fc.oneof(
    { weight: 6, arbitrary: fitting(schema, document).map(naming).map(json) },
    { weight: 4, arbitrary: outside(schema, document).map(naming).map(json) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        {},
        { body: '', type: 'application/json' },
        { body: '{', type: 'application/json' },
        { body: '{}', type: 'text/plain' },
        { body: '<a/>', type: 'application/xml' },
        { body: '{"__proto__":{"polluted":true}}', type: 'application/json' },
        { body: `${'['.repeat(200)}${']'.repeat(200)}`, type: 'application/json' },
        { body: `{"a":"${'x'.repeat(70_000)}"}`, type: 'application/json' },
        { body: '{"a":1,"a":2}', type: 'application/json; charset=latin1' },
      ),
    },
  );
};

/** SKUs of requests are mostly those that there are. */
const renamed = (value: unknown, known: Known): unknown => {
  if (Array.isArray(value)) return value.map((one) => renamed(one, known));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'sku' && typeof member === 'string' && member.length % 3 > 0
        ? known.sku[member.length % known.sku.length]
        : renamed(member, known),
    ]),
  );
};

/** Goes into a path as it stands. What nobody can decode never gets to a route: that is the gateway's own 400. */
const isEncoded = (value: string): boolean => {
  try {
    return /%[0-9a-f]{2}/i.test(value) && decodeURIComponent(value) !== '';
  } catch {
    return false;
  }
};

const isSaid = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;

/** Requests of an operation: right, at the edge, and wrong in every part. */
export const requestsOf = (
  { method, template, operation }: { method: string; template: string; operation: Operation },
  document: Document,
  known: Known,
): Arbitrary<Wire> => {
  const parameters = resolved(operation, document);
  const named = (place: Parameter['in'], of: (parameter: Parameter) => Arbitrary<string | undefined>) =>
    fc.record(Object.fromEntries(parameters.filter((one) => one.in === place).map((one) => [one.name, of(one)])));
  const ids = template.startsWith('/v1/products') ? known.sku : known.id;
  return fc
    .record({
      as: senderOf(operation),
      path: named('path', (one) => parameterOf(one, document, ids)),
      query: named('query', (one) => parameterOf(one, document, [])),
      more: fc.oneof(
        { weight: 9, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 2 }) },
      ),
      headers: named('header', headerOf),
      sent: bodyOf(operation, document, known),
    })
    .map(({ as, path, query, more, headers, sent: { body, type } }) => {
      const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = path[name] ?? 'x';
        return isEncoded(value) ? value : encodeURIComponent(value.toWellFormed());
      });
      const search = new URLSearchParams([...Object.entries(query).filter(isSaid), ...Object.entries(more)]).toString();
      const said = Object.entries(headers)
        .filter(isSaid)
        .map(([name, value]): [string, string] => [name.toLowerCase(), asHeader(value)]);
      return {
        as,
        method: method.toUpperCase(),
        path: search ? `${filled}?${search}` : filled,
        headers: { ...Object.fromEntries(said), ...(type && { 'content-type': type }) },
        ...(body !== undefined && { body }),
      };
    });
};
