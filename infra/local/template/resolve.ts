/** Where the ids of a template lead. */
export type Scope = {
  ref(id: string): unknown;
  attribute(id: string, name: string): unknown;
  importValue(name: string): unknown;
};

/** `AWS::NoValue`: a property that is to be left out. */
export const NOTHING = Symbol('AWS::NoValue');

const text = (value: unknown, intrinsic: string): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`${intrinsic} needs text, not ${JSON.stringify(value)}`);
};

const list = (value: unknown, intrinsic: string): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`${intrinsic} needs a list, not ${JSON.stringify(value)}`);
};

const substitute = (argument: unknown, scope: Scope): string => {
  const [pattern, names = {}] = Array.isArray(argument) ? argument : [argument];
  const given = names as Record<string, unknown>;
  return text(pattern, 'Fn::Sub').replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in given) return text(resolve(given[name], scope), 'Fn::Sub');
    const [id = '', ...path] = name.split('.');
    return text(path.length > 0 ? scope.attribute(id, path.join('.')) : scope.ref(id), 'Fn::Sub');
  });
};

const intrinsics: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  Ref: (id, scope) => scope.ref(text(id, 'Ref')),
  'Fn::GetAtt': (path, scope) => {
    const [id = '', ...name] = Array.isArray(path) ? path : text(path, 'Fn::GetAtt').split('.');
    return scope.attribute(id, name.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(resolve(parts, scope), 'Fn::Join')
      .map((part) => text(part, 'Fn::Join'))
      .join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, from] = list(resolve(argument, scope), 'Fn::Select');
    const found = list(from, 'Fn::Select')[Number(index)];
    if (found === undefined) throw new Error(`Fn::Select finds no element ${index}`);
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, from] = list(resolve(argument, scope), 'Fn::Split');
    return text(from, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::ImportValue': (name, scope) => scope.importValue(text(resolve(name, scope), 'Fn::ImportValue')),
};

/**
 * A template's value with every intrinsic function replaced by what it stands for.
 * @throws Error for a function it does not know: nothing is guessed
 */
export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolve(one, scope)).filter((one) => one !== NOTHING);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name = '', argument] = entries.length === 1 ? (entries[0] ?? []) : [];
  const intrinsic = intrinsics[name];
  if (intrinsic) return intrinsic(argument, scope);
  if (name.startsWith('Fn::') || name === 'Condition') throw new Error(`the local host does not know ${name}`);
  return Object.fromEntries(
    entries.map(([key, one]) => [key, resolve(one, scope)] as const).filter(([, one]) => one !== NOTHING),
  );
};
