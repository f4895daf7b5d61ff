type Path = (string | number)[];

const RAW = '@raw@';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((found, step) => (found as Record<string | number, unknown>)[step], value);

const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.keys(value).flatMap((name) => {
          const step = Array.isArray(value) ? Number(name) : name;
          return pathsIn(at(value, [step]), [...path, step]);
        }),
      ]
    : [path];

const replaced = (value: unknown, [step, ...rest]: Path, by: unknown): unknown => {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((one, n) => (n === step ? replaced(one, rest, by) : one));
  return { ...(value as object), [step]: replaced((value as Record<string, unknown>)[step], rest, by) };
};

/** A body's text with something else, whatever it is, in one place. */
const textWith = (body: unknown, path: Path, raw: string): string =>
  JSON.stringify(replaced(body, path, RAW)).replace(`"${RAW}"`, () => raw);

export type Variant = { path: string; text: string };

/** The body once for each object in it, with one more member there: `"__proto__":{}`. */
export const withMember = (body: unknown, member: string): Variant[] =>
  pathsIn(body)
    .filter((path) => isObject(at(body, path)))
    .map((path) => {
      const rest = JSON.stringify(at(body, path)).slice(1);
      return { path: path.join('.'), text: textWith(body, path, `{${member}${rest === '}' ? '' : ','}${rest}`) };
    });

/** The body once for each value in it of a kind, with something else, as it would be written, in its place. */
export const withValue = (body: unknown, kind: 'number' | 'string', raw: string): Variant[] =>
  pathsIn(body)
    .filter((path) => typeof at(body, path) === kind)
    .map((path) => ({ path: path.join('.'), text: textWith(body, path, raw) }));
