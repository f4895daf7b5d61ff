import { invalid } from './errors.ts';
import type { Check } from './judgement.ts';
import { isMap, type Path, type Reader, valueAt } from './syntax.ts';
import { frozen, type Row, sum, typeOf, type Values } from './values.ts';

type Resolve = (row: Values, values: Values) => unknown;

/** A part of the right side of SET: what it is worth, and its type where that is known before any row is. */
type Operand = { resolve: Resolve; type: (values: Values) => string | undefined; checks: Check[]; isValue?: boolean };

type Change = (old: unknown) => unknown;

type Clause = {
  path: Path;
  change: (row: Values, values: Values) => Change;
  /** The type of what is assigned, where it is known before any row is. */
  type: (values: Values) => string | undefined;
};

export type Update = { clauses: Clause[]; checks: Check[]; apply: (row: Row, values: Values) => Row };

const NOT_KNOWN = () => undefined;
const wrongType = () => invalid('An operand in the update expression has an incorrect data type');
const noSuchPath = () => invalid('The document path provided in the update expression is invalid for update');

const checkType =
  (operand: Operand, wanted: string, user: string): Check =>
  (values) => {
    const type = operand.type(values);
    if (operand.isValue && type !== wanted)
      throw invalid(`Incorrect operand type for operator or function: ${user}, operand type: ${type}`);
  };

const parsePath = (reader: Reader): Operand => {
  const path = reader.path();
  const resolve: Resolve = (row) => {
    const value = valueAt(path, row);
    if (value !== undefined) return value;
    throw invalid('The provided expression refers to an attribute that does not exist in the item');
  };
  return { resolve, type: NOT_KNOWN, checks: [] };
};

const parseValue = (reader: Reader): Operand => {
  const name = reader.value();
  return { resolve: (_, values) => values[name], type: (values) => typeOf(values[name]), checks: [], isValue: true };
};

const ifNotExists = (reader: Reader): Operand => {
  const path = reader.path();
  reader.expect(',');
  const { resolve, type, checks } = parseOperand(reader);
  const orElse: Resolve = (row, values) => {
    const value = valueAt(path, row);
    return value === undefined ? resolve(row, values) : value;
  };
  return { resolve: orElse, type, checks };
};

const listAppend = (reader: Reader): Operand => {
  const head = parseOperand(reader);
  reader.expect(',');
  const tail = parseOperand(reader);
  const resolve: Resolve = (row, values) => {
    const [first, last] = [head.resolve(row, values), tail.resolve(row, values)];
    if (!Array.isArray(first) || !Array.isArray(last)) throw wrongType();
    return [...first, ...last];
  };
  const checks = [head, tail].flatMap((one) => [...one.checks, checkType(one, 'L', 'list_append')]);
  return { resolve, type: () => 'L', checks };
};

const parseOperand = (reader: Reader): Operand => {
  if (reader.takes('(')) {
    const inner = parseOperand(reader);
    reader.expect(')');
    return inner;
  }
  if (reader.peek().startsWith(':')) return parseValue(reader);
  if (reader.peek(1) !== '(') return parsePath(reader);
  const name = reader.take();
  const parse = { if_not_exists: ifNotExists, list_append: listAppend }[name];
  if (!parse) throw invalid(`Invalid function name; function: ${name}`);
  reader.expect('(');
  const operand = parse(reader);
  reader.expect(')');
  return operand;
};

const parseSide = (reader: Reader): Operand => {
  const left = parseOperand(reader);
  const operator = reader.peek();
  if (operator !== '+' && operator !== '-') return left;
  reader.take();
  const right = parseOperand(reader);
  const sign = operator === '+' ? 1 : -1;
  const resolve: Resolve = (row, values) => {
    const [a, b] = [left.resolve(row, values), right.resolve(row, values)];
    if (typeof a !== 'number' || typeof b !== 'number') throw wrongType();
    return sum(a, sign * b);
  };
  const checks = [left, right].flatMap((one) => [...one.checks, checkType(one, 'N', operator)]);
  return { resolve, type: () => 'N', checks };
};

type Parsed = Clause & { checks: Check[] };

const parseSet = (reader: Reader): Parsed => {
  const path = reader.path();
  reader.expect('=');
  const { resolve, type, checks } = parseSide(reader);
  const change = (row: Values, values: Values): Change => {
    const value = resolve(row, values);
    return () => value;
  };
  return { path, change, type, checks };
};

const parseRemove = (reader: Reader): Parsed => ({
  path: reader.path(),
  change: () => () => undefined,
  type: NOT_KNOWN,
  checks: [],
});

const added = (old: unknown, value: unknown): unknown => {
  if (typeof value === 'number') {
    if (old !== undefined && typeof old !== 'number') throw wrongType();
    return sum(old ?? 0, value);
  }
  if (old !== undefined && typeOf(old) !== typeOf(value)) throw wrongType();
  return new Set([...((old as Set<unknown>) ?? []), ...(value as Set<unknown>)]);
};

const withoutMembers = (old: unknown, value: unknown): unknown => {
  if (old === undefined) return undefined;
  if (typeOf(old) !== typeOf(value)) throw wrongType();
  const left = (old as Set<unknown>).difference(value as Set<unknown>);
  return left.size > 0 ? left : undefined;
};

const parseMembers =
  (section: string, change: (old: unknown, value: unknown) => unknown, types: RegExp) =>
  (reader: Reader): Parsed => {
    const path = reader.path();
    const name = reader.value();
    const type = (values: Values) => typeOf(values[name]);
    const check: Check = (values) => {
      if (!types.test(type(values) ?? ''))
        throw invalid(`Incorrect operand type for operator or function; operator: ${section}, operand: ${name}`);
    };
    return { path, change: (_, values) => (old) => change(old, values[name]), type, checks: [check] };
  };

const SECTIONS: Record<string, (reader: Reader) => Parsed> = {
  SET: parseSet,
  REMOVE: parseRemove,
  ADD: parseMembers('ADD', added, /^(N|SS|NS)$/),
  DELETE: parseMembers('DELETE', withoutMembers, /^[SN]S$/),
};

const checkPaths = (clauses: Clause[]): void => {
  for (const [at, { path }] of clauses.entries()) {
    if (path[0] === 'pk' || path[0] === 'sk')
      throw invalid(`Cannot update attribute ${path[0]}. This attribute is part of the key`);
    for (const { path: other } of clauses.slice(0, at)) {
      const length = Math.min(path.length, other.length);
      const fork = path.slice(0, length).findIndex((step, depth) => step !== other[depth]);
      if (fork === -1 || typeof path[fork] !== typeof other[fork])
        throw invalid('Two document paths overlap or conflict with each other; must remove or rewrite one of them');
    }
  }
};

/** A copy in which the value at the path is changed; what is not on the path is shared. A removed element leaves a hole. */
const changedAt = (parent: unknown, path: readonly (string | number)[], change: Change): unknown => {
  const [step, ...rest] = path as [string | number, ...(string | number)[]];
  if (typeof step === 'number' ? !Array.isArray(parent) : !isMap(parent)) throw noSuchPath();
  const old = (parent as Record<string | number, unknown>)[step];
  if (rest.length > 0 && old === undefined) throw noSuchPath();
  const value = rest.length > 0 ? changedAt(old, rest, change) : change(old);
  if (value === old) return parent;
  const copy = (Array.isArray(parent) ? [...parent] : { ...(parent as object) }) as Record<string | number, unknown>;
  if (value === undefined && typeof step === 'string') delete copy[step];
  else copy[step] = value;
  return copy;
};

const withoutHoles = (list: unknown): unknown =>
  Array.isArray(list) ? list.filter((element) => element !== undefined) : list;

/** Every operand and every list position speaks of the row as it was before. */
const applier = (clauses: Clause[]): Update['apply'] => {
  const lists = clauses
    .map(({ path }) => path)
    .filter((path) => typeof path.at(-1) === 'number')
    .sort((a, b) => b.length - a.length);
  const isFlat = clauses.every(({ path }) => path.length === 1);
  return (row, values) => {
    const changes = clauses.map(({ change }) => change(row, values));
    let after: Record<string, unknown> = { ...row };
    for (const [at, { path }] of clauses.entries()) {
      const change = changes[at] as Change;
      if (!isFlat) after = changedAt(after, path, change) as Record<string, unknown>;
      else {
        const value = change(after[path[0]]);
        if (value === undefined) delete after[path[0]];
        else after[path[0]] = value;
      }
    }
    for (const path of lists) after = changedAt(after, path.slice(0, -1), withoutHoles) as Record<string, unknown>;
    return frozen(after as Row);
  };
};

/** @throws ValidationException */
export const parseUpdate = (reader: Reader): Update => {
  const clauses: Parsed[] = [];
  const seen = new Set<string>();
  while (reader.peek() !== '') {
    const section = reader.take().toUpperCase();
    const parse = SECTIONS[section];
    if (!parse) throw reader.unexpected();
    if (seen.has(section)) throw invalid(`The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    do clauses.push(parse(reader));
    while (reader.takes(','));
  }
  checkPaths(clauses);
  return { clauses, checks: clauses.flatMap(({ checks }) => checks), apply: applier(clauses) };
};
