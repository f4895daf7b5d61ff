import type { Comparator, Condition, Operand } from './conditions.ts';
import { invalid } from './errors.ts';
import { valueAt } from './syntax.ts';
import { order, same, typeOf, type Values } from './values.ts';

/** Whether a condition holds of a row; an absent row is an empty one. */
export type Judge = (row: Values, values: Values) => boolean;

/** Looks at values before any row is looked at. @throws ValidationException */
export type Check = (values: Values) => void;

type Resolve = (row: Values, values: Values) => unknown;

const sizeOf = (value: unknown): number | undefined => {
  switch (typeOf(value)) {
    case 'S':
    case 'L':
    case 'B':
      return (value as string | unknown[]).length;
    case 'M':
      return Object.keys(value as object).length;
    case 'SS':
    case 'NS':
    case 'BS':
      return (value as Set<unknown>).size;
    default:
      return undefined;
  }
};

const resolver = (operand: Operand): Resolve => {
  if (operand.type === 'value') {
    const { name } = operand;
    return (_, values) => values[name];
  }
  if (operand.type === 'size') {
    const of = resolver(operand.of);
    return (row, values) => sizeOf(of(row, values));
  }
  const { path } = operand;
  const [head] = path;
  return path.length === 1 ? (row) => row[head] : (row) => valueAt(path, row);
};

/** What is absent equals nothing, and differs from everything; the others need two values of one type that has an order. */
const COMPARE: Record<Comparator, (a: unknown, b: unknown) => boolean> = {
  '=': (a, b) => a !== undefined && same(a, b),
  '<>': (a, b) => a === undefined || !same(a, b),
  '<': (a, b) => (order(a, b) ?? 0) < 0,
  '<=': (a, b) => (order(a, b) ?? 1) <= 0,
  '>': (a, b) => (order(a, b) ?? 0) > 0,
  '>=': (a, b) => (order(a, b) ?? -1) >= 0,
};

const beginsWith = (value: unknown, prefix: unknown): boolean => {
  if (typeof value === 'string' && typeof prefix === 'string') return value.startsWith(prefix);
  if (!(value instanceof Uint8Array && prefix instanceof Uint8Array)) return false;
  return Buffer.compare(value.subarray(0, prefix.length), prefix) === 0;
};

const contains = (value: unknown, sought: unknown): boolean => {
  if (typeof value === 'string') return typeof sought === 'string' && value.includes(sought);
  if (value instanceof Uint8Array)
    return sought instanceof Uint8Array && Buffer.from(value).includes(Buffer.from(sought));
  if (value instanceof Set || Array.isArray(value)) return [...value].some((member) => same(member, sought));
  return false;
};

const FUNCTIONS: Record<string, (a: unknown, b: unknown) => boolean> = {
  attribute_exists: (a) => a !== undefined,
  attribute_not_exists: (a) => a === undefined,
  attribute_type: (a, b) => typeOf(a) === b,
  begins_with: beginsWith,
  contains,
};

/** @throws ValidationException */
export const judgeOf = (condition: Condition): Judge => {
  switch (condition.type) {
    case 'and': {
      const [left, right] = [judgeOf(condition.left), judgeOf(condition.right)];
      return (row, values) => left(row, values) && right(row, values);
    }
    case 'or': {
      const [left, right] = [judgeOf(condition.left), judgeOf(condition.right)];
      return (row, values) => left(row, values) || right(row, values);
    }
    case 'not': {
      const of = judgeOf(condition.of);
      return (row, values) => !of(row, values);
    }
    case 'compare': {
      const compare = COMPARE[condition.comparator];
      const [left, right] = [resolver(condition.left), resolver(condition.right)];
      return (row, values) => compare(left(row, values), right(row, values));
    }
    case 'between': {
      const [of, low, high] = [resolver(condition.of), resolver(condition.low), resolver(condition.high)];
      return (row, values) => {
        const value = of(row, values);
        return COMPARE['>='](value, low(row, values)) && COMPARE['<='](value, high(row, values));
      };
    }
    case 'in': {
      const of = resolver(condition.of);
      const among = condition.among.map(resolver);
      return (row, values) => {
        const value = of(row, values);
        return value !== undefined && among.some((one) => same(value, one(row, values)));
      };
    }
    case 'function': {
      const { name, args } = condition;
      const [judge, [a, b]] = [FUNCTIONS[name] as (a: unknown, b: unknown) => boolean, args.map(resolver)];
      return (row, values) => judge(a?.(row, values), b?.(row, values));
    }
  }
};

const TYPES = ['S', 'N', 'B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'NS', 'M'];

const demand = (operand: Operand | undefined, types: string[], user: string): Check[] => {
  if (operand?.type !== 'value') return [];
  const { name } = operand;
  return [
    (values) => {
      const type = typeOf(values[name]) ?? '';
      if (!types.includes(type))
        throw invalid(`Incorrect operand type for operator or function: ${user}, operand type: ${type}`);
    },
  ];
};

const sizeChecks = (...operands: Operand[]): Check[] =>
  operands.flatMap((operand) =>
    operand.type === 'size' ? demand(operand.of, ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'], 'size') : [],
  );

const boundsCheck =
  (low: string, high: string): Check =>
  (values) => {
    const ordered = order(values[low], values[high]);
    if (ordered === undefined || ordered > 0)
      throw invalid('The BETWEEN operator requires bounds of one type, the upper not below the lower');
  };

const ORDERED = ['S', 'N', 'B'];

/** What DynamoDB refuses for the values alone, whatever the row holds. */
export const checksOf = (condition: Condition): Check[] => {
  switch (condition.type) {
    case 'and':
    case 'or':
      return [...checksOf(condition.left), ...checksOf(condition.right)];
    case 'not':
      return checksOf(condition.of);
    case 'compare': {
      const { comparator, left, right } = condition;
      const sides = [left, right].flatMap((side) =>
        /[<>]=?$/.test(comparator) && comparator !== '<>' ? demand(side, ORDERED, comparator) : [],
      );
      return [...sides, ...sizeChecks(left, right)];
    }
    case 'between': {
      const { of, low, high } = condition;
      const bounds = low.type === 'value' && high.type === 'value' ? [boundsCheck(low.name, high.name)] : [];
      return [
        ...[of, low, high].flatMap((one) => demand(one, ORDERED, 'BETWEEN')),
        ...bounds,
        ...sizeChecks(of, low, high),
      ];
    }
    case 'in':
      return sizeChecks(condition.of, ...condition.among);
    case 'function': {
      const { name, args } = condition;
      if (name === 'begins_with') return args.flatMap((arg) => demand(arg, ['S', 'B'], name));
      if (name !== 'attribute_type') return sizeChecks(...args);
      const [, type] = args;
      if (type?.type !== 'value') throw invalid('attribute_type takes a value for its type');
      return [
        (values) => {
          if (!TYPES.includes(String(values[type.name])))
            throw invalid(`Invalid attribute type name found; type: ${values[type.name]}`);
        },
      ];
    }
  }
};
