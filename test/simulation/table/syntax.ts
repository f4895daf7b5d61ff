import validations from 'dynalite/validations/index.js';
import { invalid } from './errors.ts';

export type Names = Readonly<Record<string, string | undefined>>;

/** `a.b[1]` is `['a', 'b', 1]`. */
export type Path = readonly [head: string, ...(string | number)[]];

const TOKEN = /[ \t\r\n]*(?:([A-Za-z]\w*|[#:]\w+|\d+|<=|>=|<>|[=<>()[\],.+-])|$)/y;

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const { lastIndex } = TOKEN;
    const match = TOKEN.exec(text);
    if (!match) throw invalid(`Invalid expression: Syntax error; near: "${text.slice(lastIndex)}"`);
    if (match[1]) tokens.push(match[1]);
  }
  return tokens;
};

/** AWS's list of reserved words is dynalite's business. */
const isReserved = (word: string): boolean =>
  /reserved keyword/.test(validations.validateExpressions({ ConditionExpression: `attribute_exists(${word})` }) ?? '');

/** Reads an expression token by token, and remembers what it names. @throws ValidationException */
export const reader = (text: string, names: Names) => {
  const tokens = tokensOf(text);
  if (tokens.length === 0) throw invalid('Invalid expression: The expression can not be empty;');
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const heads = new Set<string>();
  const nested = new Set<string>();
  let at = 0;

  const unexpected = () => invalid(`Invalid expression: Syntax error; token: ${tokens[at] ?? '<EOF>'}, in: "${text}"`);
  const peek = (ahead = 0): string => tokens[at + ahead] ?? '';
  const take = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw unexpected();
    return token;
  };
  const takes = (token: string): boolean => {
    if (peek().toUpperCase() !== token) return false;
    at += 1;
    return true;
  };
  const expect = (token: string): void => {
    if (!takes(token)) throw unexpected();
  };

  /** What stands behind the parenthesis that closes the one to be read next. */
  const behindParentheses = (): string => {
    let ahead = 0;
    for (let depth = 0; ; ahead++) {
      if (peek(ahead) === '(') depth += 1;
      if (peek(ahead) === ')') depth -= 1;
      if (depth === 0 || peek(ahead) === '') return peek(ahead + 1);
    }
  };

  const attribute = (): string => {
    const token = peek();
    if (!/^[A-Za-z#]/.test(token)) throw unexpected();
    at += 1;
    if (!token.startsWith('#')) {
      if (isReserved(token))
        throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${token}`);
      return token;
    }
    const name = names[token];
    if (name === undefined)
      throw invalid(`An expression attribute name used in the document path is not defined; attribute name: ${token}`);
    usedNames.add(token);
    return name;
  };

  const path = (): Path => {
    const head = attribute();
    const rest: (string | number)[] = [];
    for (;;) {
      if (takes('.')) rest.push(attribute());
      else if (takes('[')) {
        if (!/^\d+$/.test(peek())) throw unexpected();
        rest.push(Number(take()));
        expect(']');
      } else break;
    }
    heads.add(head);
    if (rest.length > 0) nested.add(head);
    return [head, ...rest];
  };

  const value = (): string => {
    if (!peek().startsWith(':')) throw unexpected();
    const name = take();
    usedValues.add(name);
    return name;
  };

  const end = (): void => {
    if (at < tokens.length) throw unexpected();
  };

  return {
    peek,
    take,
    takes,
    expect,
    unexpected,
    behindParentheses,
    path,
    value,
    end,
    usedNames,
    usedValues,
    heads,
    nested,
  };
};

export type Reader = ReturnType<typeof reader>;

/** What lies at a path; undefined where nothing does. */
export const valueAt = (path: Path, row: unknown): unknown => {
  if (path.length === 1) return (row as Record<string, unknown>)[path[0]];
  let found = row;
  for (const step of path) {
    const isStep = typeof step === 'number' ? Array.isArray(found) : isMap(found);
    if (!isStep) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
};

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);
