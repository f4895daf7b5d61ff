import validations from 'dynalite/validations/index.js';
import { invalid } from './errors.ts';
import type { AttributeValue, Item } from './item.ts';

/** `a.b[1]` is `['a', 'b', 1]`. */
export type Path = (string | number)[];

/** A parsed condition; only dynalite looks into it. */
type Condition = { type: string; args: unknown[] };

export type Operand =
  | AttributeValue
  | Path
  | { type: 'add' | 'subtract'; args: [Operand, Operand] }
  | { type: 'function'; name: string; args: [Operand, Operand] };

export type UpdateClause = { type: 'set' | 'remove' | 'add' | 'delete'; path: Path; val: Operand; attrType?: string };

export type Expressions = {
  _condition?: { expression: Condition; nestedPaths: Record<string, boolean> };
  _updates?: { sections: UpdateClause[]; paths: Path[]; nestedPaths: Record<string, boolean> };
  _keyCondition?: { expression: Condition };
  _filter?: { expression: Condition; nestedPaths: Record<string, boolean>; pathHeads: Record<string, boolean> };
  _projection?: { paths: Path[]; nestedPaths: Record<string, boolean> };
};

export type ExpressionSource = {
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
};

const SOURCES = [
  'ConditionExpression',
  'UpdateExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;

const PARSED = ['_condition', '_updates', '_keyCondition', '_filter', '_projection'] as const;

/** Bounds the memory; a program has some dozens of expressions, a random test has many more. */
const MAX_CACHED = 2_000;

/** Parts end with NUL, which no expression contains. */
const signatureOf = (source: ExpressionSource): string => {
  let signature = '';
  for (const name of SOURCES) signature += `${source[name] ?? ''}\0`;
  for (const name in source.ExpressionAttributeNames) signature += `${name}=${source.ExpressionAttributeNames[name]}\0`;
  for (const name in source.ExpressionAttributeValues) {
    signature += `${name}:`;
    for (const type in source.ExpressionAttributeValues[name]) signature += type;
  }
  return signature;
};

/** The tree with other values: in it, the values are the very objects that were given to the parser. */
const bind = (node: unknown, values: Map<unknown, AttributeValue>): unknown => {
  if (typeof node !== 'object' || node === null) return node;
  const value = values.get(node);
  if (value) return value;
  if (Array.isArray(node)) return node.map((child) => bind(child, values));
  const copy: Record<string, unknown> = {};
  for (const name in node) copy[name] = bind((node as Record<string, unknown>)[name], values);
  return copy;
};

/**
 * Parses with dynalite's grammar, which takes 100 µs, and remembers the tree by expressions, names and types of the
 * values (what the grammar looks at). BETWEEN also compares the values, so it is parsed each time.
 * @throws ValidationException
 */
export const expressionParser = () => {
  const cache = new Map<string, { parsed: Expressions; values: Item }>();

  const parseAnew = (source: ExpressionSource): Expressions => {
    const target: ExpressionSource & Expressions = { ...source };
    const complaint = validations.validateExpressions(target);
    if (complaint) throw invalid(complaint);
    const parsed: Expressions = {};
    for (const name of PARSED) if (target[name]) Object.assign(parsed, { [name]: target[name] });
    return parsed;
  };

  return (source: ExpressionSource): Expressions => {
    const signature = signatureOf(source);
    let known = cache.get(signature);
    if (!known) {
      known = { parsed: parseAnew(source), values: source.ExpressionAttributeValues ?? {} };
      if (/between/i.test(signature)) return known.parsed;
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(signature, known);
    }
    // A copy each time: dynalite turns `:v = PK` around in place.
    const fresh = new Map<unknown, AttributeValue>();
    for (const name in known.values)
      fresh.set(known.values[name], source.ExpressionAttributeValues?.[name] as AttributeValue);
    return fresh.size > 0 ? (bind(known.parsed, fresh) as Expressions) : known.parsed;
  };
};

export type ParseExpressions = ReturnType<typeof expressionParser>;
