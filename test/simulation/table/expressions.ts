import { parseCondition } from './conditions.ts';
import { invalid } from './errors.ts';
import { type Check, checksOf, type Judge, judgeOf } from './judgement.ts';
import { type KeyCondition, keyConditionOf } from './key-conditions.ts';
import { type Names, type Reader, reader } from './syntax.ts';
import { parseUpdate, type Update } from './updates.ts';
import { storedMap, type Values } from './values.ts';

/** The members of an operation that speak in expressions. */
export type Expressions = {
  ConditionExpression?: string;
  /** For mutants: no condition is judged, but what this text names counts as used. */
  ConditionExpressionRemoved?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ExpressionAttributeNames?: Names;
  ExpressionAttributeValues?: Values;
};

type Compiled<T> = {
  result: T;
  names: ReadonlySet<string>;
  values: readonly string[];
  /** Attributes into which a path leads. */
  nested: ReadonlySet<string>;
  /** Attributes with which a path begins. */
  heads: ReadonlySet<string>;
  checks: readonly Check[];
};

/** Bounds the memory; a program has some dozens of expressions, a random test has many more. */
const MAX_CACHED = 5_000;

/** Compiles each text once for the names it is used with. */
const compiler = <T>(parse: (reader: Reader) => { result: T; checks: readonly Check[] }) => {
  const cache = new Map<string, Compiled<T>>();
  return (text: string, names: Names | undefined): Compiled<T> => {
    let signature = text;
    for (const name in names) signature += `\0${name}=${names[name]}`;
    const known = cache.get(signature);
    if (known) return known;
    const source = reader(text, names ?? {});
    const parsed = parse(source);
    source.end();
    const { usedNames, usedValues, nested, heads } = source;
    const compiled = { ...parsed, names: usedNames, values: [...usedValues], nested, heads };
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(signature, compiled);
    return compiled;
  };
};

const compileCondition = compiler((source) => {
  const condition = parseCondition(source);
  return { result: judgeOf(condition), checks: checksOf(condition) };
});

const compileUpdate = compiler((source) => {
  const update = parseUpdate(source);
  return { result: update, checks: update.checks };
});

const compileKeyCondition = compiler((source) => {
  const condition = parseCondition(source);
  return { result: keyConditionOf(condition), checks: checksOf(condition) };
});

const NONE: Values = Object.freeze({});

const checkNames = (names: Names, used: Compiled<unknown>[]): void => {
  if (used.length === 0) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  const given = Object.keys(names);
  if (given.length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  for (const name of given) {
    if (!/^#\w+$/.test(name))
      throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: ${name}`);
    if (!used.some(({ names: own }) => own.has(name)))
      throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${name}}`);
  }
};

const checkGiven = (values: Values, used: Compiled<unknown>[]): void => {
  if (used.length === 0) throw invalid('ExpressionAttributeValues can only be specified when using expressions');
  let count = 0;
  for (const name in values) {
    count += 1;
    if (!/^:\w+$/.test(name))
      throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: ${name}`);
    if (!used.some(({ values: own }) => own.includes(name)))
      throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${name}}`);
  }
  if (count === 0) throw invalid('ExpressionAttributeValues must not be empty');
};

const checkValues = (values: Values, used: Compiled<unknown>[]): void => {
  for (const { values: own, checks } of used) {
    for (const name of own)
      if (values[name] === undefined)
        throw invalid(`An expression attribute value used in expression is not defined; attribute value: ${name}`);
    for (const check of checks) check(values);
  }
};

export type Prepared = {
  values: Values;
  condition: Judge | undefined;
  update: Update | undefined;
  keyCondition: KeyCondition | undefined;
  filter: Judge | undefined;
  filtered: ReadonlySet<string> | undefined;
};

const NO_EXPRESSIONS: Prepared = Object.freeze({
  values: NONE,
  condition: undefined,
  update: undefined,
  keyCondition: undefined,
  filter: undefined,
  filtered: undefined,
});

/**
 * An operation's expressions with their values, ready for any row.
 * @param isKey whether an attribute is a key of the table or of an index: keys are scalars
 * @throws ValidationException
 */
export const prepare = (input: Expressions, isKey: (attribute: string) => boolean): Prepared => {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: given } = input;
  const used: Compiled<unknown>[] = [];
  const compiled = <T>(compile: (text: string, names: Names | undefined) => Compiled<T>, text: string | undefined) => {
    if (text === undefined) return undefined;
    const expression = compile(text, names);
    used.push(expression);
    return expression;
  };
  const update = compiled(compileUpdate, input.UpdateExpression);
  const condition = compiled(compileCondition, input.ConditionExpression);
  compiled(compileCondition, input.ConditionExpressionRemoved);
  const keyCondition = compiled(compileKeyCondition, input.KeyConditionExpression);
  const filter = compiled(compileCondition, input.FilterExpression);

  if (used.length === 0 && !names && !given) return NO_EXPRESSIONS;
  if (names) checkNames(names, used);
  const values = given ? storedMap(given) : NONE;
  if (given) checkGiven(values, used);
  checkValues(values, used);
  for (const { nested } of used)
    for (const attribute of nested)
      if (isKey(attribute)) throw invalid(`Key attributes must be scalars; list access and map lookup: ${attribute}`);

  return {
    values,
    condition: condition?.result,
    update: update?.result,
    keyCondition: keyCondition?.result,
    filter: filter?.result,
    filtered: filter?.heads,
  };
};
