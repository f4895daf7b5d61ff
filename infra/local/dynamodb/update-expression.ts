import db from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { invalid } from './errors.ts';
import type { Operand, Path, UpdateClause } from './expressions.ts';
import type { AttributeValue, Item } from './item.ts';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_SUCH_PATH = 'The document path provided in the update expression is invalid for update';
const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';

/** Sum of two plain decimals, exact. @throws ValidationException beyond 38 digits or DynamoDB's range */
export const addDecimals = (a: string, b: string): string => {
  const scale = Math.max(...[a, b].map((value) => value.split('.')[1]?.length ?? 0));
  const scaled = (value: string) => {
    const [whole, fraction = ''] = value.split('.');
    return BigInt(whole + fraction.padEnd(scale, '0'));
  };
  const total = scaled(a) + scaled(b);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0');
  const plain = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
  const sum = { N: total < 0n ? `-${plain}` : plain };
  const complaint = validations.validateAttributeValue(sum);
  if (complaint) throw invalid(complaint);
  return sum.N;
};

const negative = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);

const isPath = (operand: Operand): operand is Path => Array.isArray(operand);

/** The operand's value, by the item as it was before the update. */
const resolve = (operand: Operand, item: Item): AttributeValue => {
  if (isPath(operand)) {
    const value = db.mapPath(operand, item);
    if (value == null) throw invalid(NO_SUCH_ATTRIBUTE);
    return value;
  }
  if (!('type' in operand)) return operand;
  if (operand.type === 'function' && operand.name === 'if_not_exists')
    return db.mapPath(operand.args[0] as Path, item) ?? resolve(operand.args[1], item);
  const [left, right] = operand.args.map((argument) => resolve(argument, item)) as [AttributeValue, AttributeValue];
  if (operand.type === 'function') {
    if (!left.L || !right.L) throw invalid(WRONG_TYPE);
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw invalid(WRONG_TYPE);
  return { N: addDecimals(left.N, operand.type === 'add' ? right.N : negative(right.N)) };
};

type Change = (old: AttributeValue | undefined) => AttributeValue | undefined;

/** A copy in which the value at the path is changed; whatever is not on the path is shared. A removed list element leaves a hole. */
const changeAt = (parent: AttributeValue, path: Path, change: Change): AttributeValue => {
  const [step, ...rest] = path;
  const old = typeof step === 'number' ? parent.L?.[step] : parent.M?.[step as string];
  if (typeof step === 'number' ? !parent.L : !parent.M) throw invalid(NO_SUCH_PATH);
  if (rest.length > 0 && !old) throw invalid(NO_SUCH_PATH);
  const value = rest.length > 0 ? changeAt(old as AttributeValue, rest, change) : change(old);
  if (value === old) return parent;
  if (typeof step === 'number') {
    const list = (parent.L as AttributeValue[]).slice();
    list[step] = value as AttributeValue;
    return { L: list };
  }
  const map = { ...parent.M };
  if (value) map[step as string] = value;
  else delete map[step as string];
  return { M: map };
};

const SETS = ['SS', 'NS', 'BS'] as const;

const add = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue => {
  if (value.N !== undefined) {
    if (old && old.N === undefined) throw invalid(WRONG_TYPE);
    return { N: addDecimals(old?.N ?? '0', value.N) };
  }
  const type = SETS.find((name) => value[name]);
  const members = type && value[type];
  if (!type || !members || (old && !old[type])) throw invalid(WRONG_TYPE);
  return { [type]: [...new Set([...(old?.[type] ?? []), ...members])] };
};

const subtractSet = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined => {
  if (!old) return undefined;
  const type = SETS.find((name) => value[name]);
  const members = type && old[type];
  if (!type || !members) throw invalid(WRONG_TYPE);
  const left = members.filter((member) => !value[type]?.includes(member));
  return left.length > 0 ? { [type]: left } : undefined;
};

const changeOf = ({ type, val }: UpdateClause, before: Item): Change => {
  if (type === 'remove') return () => undefined;
  if (type === 'add') return (old) => add(old, val as AttributeValue);
  if (type === 'delete') return (old) => subtractSet(old, val as AttributeValue);
  const value = resolve(val, before);
  return () => value;
};

/**
 * The item after an update expression. Every operand and every list position speaks of the item as it was before.
 * @throws ValidationException when the item does not have what the expression needs
 */
export const applyUpdate = (clauses: readonly UpdateClause[], before: Item): Item => {
  const changes = clauses.map((clause) => ({ path: clause.path, change: changeOf(clause, before) }));
  let root: AttributeValue = { M: before };
  for (const { path, change } of changes) root = changeAt(root, path, change);

  const lists = changes.map(({ path }) => path).filter((path) => typeof path.at(-1) === 'number');
  for (const path of lists.sort((a, b) => b.length - a.length))
    root = changeAt(root, path.slice(0, -1), (list) => list?.L && { L: list.L.filter((element) => element) });
  return root.M ?? {};
};
