import type { Condition, Operand } from './conditions.ts';
import { invalid } from './errors.ts';
import type { Values } from './values.ts';

type Bound = { attribute: string; operator: string; names: string[] };

/** What a query asks of the partition key and, perhaps, of the sort key. */
export type KeyCondition = {
  /** The partition's key. @throws ValidationException when another attribute is asked about */
  partition: (pkName: string, values: Values) => string;
  /** The rows' sort keys from here (`isAtLeast`) to there (`isBeyond`): both false, then true, along the sort keys. */
  range: (skName: string, values: Values) => Range;
};

type Range = { isAtLeast: (sk: string) => boolean; isBeyond: (sk: string) => boolean };

const attributeOf = (operand: Operand): string => {
  if (operand.type !== 'path') throw invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (operand.path.length > 1) throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  return operand.path[0];
};

const valueIn = (operand: Operand): string => {
  if (operand.type === 'value') return operand.name;
  throw invalid('Invalid condition in KeyConditionExpression: a key is compared with values');
};

/** `:v < sk` is `sk > :v`. */
const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const boundsOf = (condition: Condition): Bound[] => {
  switch (condition.type) {
    case 'and':
      return [...boundsOf(condition.left), ...boundsOf(condition.right)];
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator === '<>') throw invalid('Invalid operator used in KeyConditionExpression: <>');
      if (left.type === 'value')
        return [{ attribute: attributeOf(right), operator: MIRRORED[comparator], names: [left.name] }];
      return [{ attribute: attributeOf(left), operator: comparator, names: [valueIn(right)] }];
    }
    case 'between': {
      const { of, low, high } = condition;
      return [{ attribute: attributeOf(of), operator: 'between', names: [valueIn(low), valueIn(high)] }];
    }
    case 'function': {
      const [of, prefix] = condition.args as [Operand, Operand];
      if (condition.name !== 'begins_with')
        throw invalid(`Invalid operator used in KeyConditionExpression: ${condition.name}`);
      return [{ attribute: attributeOf(of), operator: 'begins_with', names: [valueIn(prefix)] }];
    }
    default:
      throw invalid(`Invalid operator used in KeyConditionExpression: ${condition.type}`);
  }
};

const NEVER = () => false;
const ALWAYS = () => true;

const RANGES: Record<string, (value: string, end: string) => Range> = {
  '=': (value) => ({ isAtLeast: (sk) => sk >= value, isBeyond: (sk) => sk > value }),
  '<': (value) => ({ isAtLeast: ALWAYS, isBeyond: (sk) => sk >= value }),
  '<=': (value) => ({ isAtLeast: ALWAYS, isBeyond: (sk) => sk > value }),
  '>': (value) => ({ isAtLeast: (sk) => sk > value, isBeyond: NEVER }),
  '>=': (value) => ({ isAtLeast: (sk) => sk >= value, isBeyond: NEVER }),
  between: (value, end) => ({ isAtLeast: (sk) => sk >= value, isBeyond: (sk) => sk > end }),
  begins_with: (value) => ({ isAtLeast: (sk) => sk >= value, isBeyond: (sk) => sk > value && !sk.startsWith(value) }),
};

const EVERYTHING: Range = { isAtLeast: ALWAYS, isBeyond: NEVER };

const keyIn = (values: Values, name: string | undefined): string => {
  if (name === undefined) return '';
  const value = values[name];
  if (typeof value !== 'string') throw invalid('Condition parameter type does not match schema type');
  if (value === '') throw invalid('The AttributeValue for a key attribute cannot contain an empty string value');
  return value;
};

/** @throws ValidationException */
export const keyConditionOf = (condition: Condition): KeyCondition => {
  const bounds = boundsOf(condition);
  if (bounds.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  if (bounds.length === 2 && bounds[0]?.attribute === bounds[1]?.attribute)
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  const boundOf = (attribute: string) => bounds.find((bound) => bound.attribute === attribute);
  return {
    partition: (pkName, values) => {
      const bound = boundOf(pkName);
      if (!bound) throw invalid(`Query condition missed key schema element: ${pkName}`);
      if (bound.operator !== '=') throw invalid('Query key condition not supported');
      return keyIn(values, bound.names[0]);
    },
    range: (skName, values) => {
      const bound = boundOf(skName);
      if (!bound && bounds.length > 1) throw invalid(`Query condition missed key schema element: ${skName}`);
      if (!bound) return EVERYTHING;
      const range = RANGES[bound.operator] as (value: string, end: string) => Range;
      return range(keyIn(values, bound.names[0]), keyIn(values, bound.names[1]));
    },
  };
};
