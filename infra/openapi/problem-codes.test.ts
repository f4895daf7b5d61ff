import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '#shared/problems';
import { doors, lambdaOptions } from '../bundle.ts';
import { codesOf } from './problem-codes.ts';
import { ROUTES } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How a door refuses: each names a code, some a status of their own. */
const THROWN = [
  /new Refusal\(\s*(?<status>\d+),\s*["'](?<code>\w+)["']/g,
  /new Refusal\(\s*(?<status>\d+),\s*\w+ \? ["'](?<code>\w+)["'] : ["'](?<other>\w+)["']/g,
  /\b(?:refuse|unavailable\w*)\(\s*["'](?<code>\w+)["']/g,
  /\b(?<found>notFound)\w*\(/g,
  /path: `lines\.\$\{\w+\}\.\w+`, code: ["'](?<code>\w+)["']/g,
];

type Thrown = { code: ProblemCode; status: number | undefined };

const thrownIn = (text: string): Thrown[] =>
  THROWN.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ groups: { status, code, other, found } = {} }) =>
      [code, other, found && 'not_found']
        .filter((one): one is ProblemCode => one !== undefined && one !== '')
        .map((one) => ({ code: one, status: status === undefined ? undefined : Number(status) })),
    ),
  );

const sources = globSync('{functions,shared}/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);

describe('every refusal', () => {
  it('has a code of the table, with its status', () => {
    const wrong = sources.flatMap(([file, text]) =>
      thrownIn(text)
        .filter(
          ({ code, status }) => !(code in PROBLEMS) || (status ?? PROBLEMS[code].status) !== PROBLEMS[code].status,
        )
        .map(({ code, status }) => `${file}: ${status} ${code}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is written so that it is found', () => {
    const unseen = sources.flatMap(([file, text]) => {
      const all = [...text.matchAll(/new Refusal\(/g)].length;
      const seen = [...text.matchAll(THROWN[0] as RegExp), ...text.matchAll(THROWN[1] as RegExp)].length;
      return all === seen ? [] : [`${file}: ${all - seen}`];
    });
    // One is the table's own `refuse` of refunds, the other says which 503 it is.
    expect(unseen.sort()).toEqual(['functions/payments/refund.ts: 1', 'shared/errors.ts: 1']);
  });

  it('is thrown somewhere', () => {
    const thrown = new Set(sources.flatMap(([, text]) => thrownIn(text).map(({ code }) => code)));
    expect(Object.keys(PROBLEMS).filter((code) => !thrown.has(code as ProblemCode))).toEqual([]);
  });
});

/** Doors by the operation whose contract they open. */
const doorOf = new Map(
  doors()
    .filter((door) => door.split('/')[1] === 'api')
    .flatMap((door) =>
      [
        ...readFileSync(join(ROOT, 'functions', `${door}.ts`), 'utf8').matchAll(
          /(?:http|guarded|dangerous)\(\s*contract\.(\w+)/g,
        ),
      ].map(([, name = '']) => [name, door] as const),
    ),
);

describe('a route', () => {
  const codes = new Map<string, ProblemCode[]>();
  const common = 'common';
  const countIn = (name: string, code: ProblemCode) => codes.get(name)?.filter((one) => one === code).length ?? 0;

  /**
   * Bundles hold what a door reaches, and hardly anything else: what nobody calls is shaken off. What every door brings
   * along, its contract decides about: `codesOf` says when, and the answers themselves are held against it.
   */
  beforeAll(async () => {
    const { outputFiles = [] } = await build({
      ...lambdaOptions,
      minify: false,
      write: false,
      outdir: 'out',
      entryPoints: {
        ...Object.fromEntries([...doorOf].map(([name, door]) => [name, join(ROOT, 'functions', `${door}.ts`)])),
        [common]: join(ROOT, 'shared/guarded.ts'),
      },
    });
    for (const { path, text } of outputFiles) {
      const name = /(\w+)\.mjs$/.exec(path)?.[1] ?? '';
      codes.set(
        name,
        thrownIn(text).map(({ code }) => code),
      );
    }
  });

  it.each([...doorOf.keys()])('%s documents every problem that its door can throw, and no other', async (name) => {
    const module = doorOf.get(name)?.split('/')[0];
    const contract = (await import(join(ROOT, 'functions', module ?? '', 'contract.ts')))[name];
    if (!ROUTES.includes(contract)) return;
    const documented = codesOf(contract);
    const own = new Set((codes.get(name) ?? []).filter((code) => countIn(name, code) > countIn(common, code)));
    const silent = [...own].filter((code) => !documented.includes(code));
    expect(silent.sort()).toEqual([]);
    expect((contract.problems ?? []).filter((code: ProblemCode) => !codes.get(name)?.includes(code))).toEqual([]);
  });
});
