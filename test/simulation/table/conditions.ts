import { invalid } from './errors.ts';
import type { Path, Reader } from './syntax.ts';
import { same } from './values.ts';

export type Operand =
  | { type: 'path'; path: Path }
  | { type: 'value'; name: string }
  | { type: 'size'; of: Exclude<Operand, { type: 'size' }> };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { type: 'and' | 'or'; left: Condition; right: Condition }
  | { type: 'not'; of: Condition }
  | { type: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { type: 'between'; of: Operand; low: Operand; high: Operand }
  | { type: 'in'; of: Operand; among: Operand[] }
  | { type: 'function'; name: string; args: Operand[] };

const FUNCTIONS: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

const isCall = (reader: Reader): boolean => reader.peek(1) === '(' && /^[A-Za-z]/.test(reader.peek());

const COMPARATOR = /^(=|<>|<|<=|>|>=)$/;

const parseOperand = (reader: Reader): Operand => {
  if (reader.takes('(')) {
    if (reader.peek() === '(') throw invalid('The expression has redundant parentheses;');
    const inner = parseOperand(reader);
    reader.expect(')');
    return inner;
  }
  if (isCall(reader)) {
    const name = reader.take();
    if (name !== 'size') throw invalid(`Invalid function name or use of a function; function: ${name}`);
    reader.expect('(');
    const of = parseOperand(reader);
    reader.expect(')');
    if (of.type === 'size') throw invalid('The function is not allowed to be used this way in an expression');
    return { type: 'size', of };
  }
  return reader.peek().startsWith(':')
    ? { type: 'value', name: reader.value() }
    : { type: 'path', path: reader.path() };
};

const listOf = (reader: Reader): Operand[] => {
  reader.expect('(');
  const operands = [parseOperand(reader)];
  while (reader.takes(',')) operands.push(parseOperand(reader));
  reader.expect(')');
  return operands;
};

const parseFunction = (reader: Reader): Condition => {
  const name = reader.take();
  const args = listOf(reader);
  if (FUNCTIONS[name] === undefined) throw invalid(`Invalid function name; function: ${name}`);
  if (FUNCTIONS[name] !== args.length)
    throw invalid(`Incorrect number of operands for operator or function; operator or function: ${name}`);
  if (name.endsWith('exists') && args[0]?.type !== 'path')
    throw invalid(`Operator or function requires a document path; operator or function: ${name}`);
  distinct(name, args[0], args[1]);
  return { type: 'function', name, args };
};

const distinct = (operator: string, left: Operand | undefined, right: Operand | undefined): void => {
  if (left?.type === 'path' && right?.type === 'path' && same(left.path, right.path))
    throw invalid(`The first operand must be distinct from the remaining operands; operator: ${operator}`);
};

const parseComparison = (reader: Reader): Condition => {
  const left = parseOperand(reader);
  if (reader.takes('BETWEEN')) {
    const low = parseOperand(reader);
    reader.expect('AND');
    return { type: 'between', of: left, low, high: parseOperand(reader) };
  }
  if (reader.takes('IN')) return { type: 'in', of: left, among: listOf(reader) };
  if (!COMPARATOR.test(reader.peek())) throw reader.unexpected();
  const comparator = reader.take() as Comparator;
  const right = parseOperand(reader);
  distinct(comparator, left, right);
  return { type: 'compare', comparator, left, right };
};

/** Conditions that stand in parentheses of their own. */
const grouped = new WeakSet<Condition>();

/** Parentheses around an operand are followed by what it is compared with. */
const isOperandNext = (reader: Reader): boolean => {
  const next = reader.behindParentheses();
  return COMPARATOR.test(next) || /^(BETWEEN|IN)$/i.test(next);
};

const parseTerm = (reader: Reader): Condition => {
  if (reader.takes('NOT')) return { type: 'not', of: parseTerm(reader) };
  if (reader.peek() === '(' && !isOperandNext(reader)) {
    reader.expect('(');
    const inner = parseCondition(reader);
    reader.expect(')');
    if (grouped.has(inner)) throw invalid('The expression has redundant parentheses;');
    grouped.add(inner);
    return inner;
  }
  return isCall(reader) && reader.peek() !== 'size' ? parseFunction(reader) : parseComparison(reader);
};

const parseAnd = (reader: Reader): Condition => {
  const left = parseTerm(reader);
  return reader.takes('AND') ? { type: 'and', left, right: parseAnd(reader) } : left;
};

/** @throws ValidationException */
export const parseCondition = (reader: Reader): Condition => {
  const left = parseAnd(reader);
  return reader.takes('OR') ? { type: 'or', left, right: parseCondition(reader) } : left;
};
