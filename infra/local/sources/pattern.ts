type Leaf = (value: unknown) => boolean;
type Test = (event: unknown) => boolean;

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const startsWith = (prefix: unknown): Leaf => {
  if (typeof prefix !== 'string') throw new Error(`a prefix is text, not ${JSON.stringify(prefix)}`);
  return (value) => typeof value === 'string' && value.startsWith(prefix);
};

const anythingBut = (operand: unknown): Leaf => {
  if (operand !== null && typeof operand === 'object' && !Array.isArray(operand)) {
    const { prefix, ...rest } = operand as Record<string, unknown>;
    if (Object.keys(rest).length > 0) throw new Error(`the local host does not know anything-but ${Object.keys(rest)}`);
    const starts = startsWith(prefix);
    return (value) => value !== undefined && !starts(value);
  }
  const unwanted = [operand].flat();
  return (value) => value !== undefined && !unwanted.includes(value);
};

const operators: Record<string, (operand: unknown) => Leaf> = {
  prefix: startsWith,
  exists: (wanted) => (value) => (value !== undefined) === wanted,
  'anything-but': anythingBut,
};

const leafOf = (matcher: unknown): Leaf => {
  if (isScalar(matcher)) return (value) => value === matcher;
  const [[name, operand] = [''], ...more] = Object.entries(matcher as object);
  const operator = operators[name];
  if (!operator || more.length > 0)
    throw new Error(`the local host does not know the filter ${JSON.stringify(matcher)}`);
  return operator(operand);
};

const testOf = (pattern: unknown): Test => {
  if (Array.isArray(pattern)) {
    const leaves = pattern.map(leafOf);
    return (value) => [value].flat().some((one) => leaves.some((leaf) => leaf(one)));
  }
  if (pattern === null || typeof pattern !== 'object')
    throw new Error(`a pattern ends in lists: ${JSON.stringify(pattern)}`);
  const fields = Object.entries(pattern).map(([name, inner]) => {
    if (name.startsWith('$')) throw new Error(`the local host does not know the filter ${name}`);
    return [name, testOf(inner)] as const;
  });
  return (value) => fields.every(([name, test]) => test((value as Record<string, unknown> | undefined)?.[name]));
};

/**
 * Whether an event fits any of these EventBridge patterns; every event fits none at all.
 * @throws Error for an operator that is not exact, `prefix`, `exists` or `anything-but`
 */
export const eventFilter = (patterns: string[]): Test => {
  const tests = patterns.map((pattern) => testOf(JSON.parse(pattern)));
  return (event) => tests.length === 0 || tests.some((test) => test(event));
};
