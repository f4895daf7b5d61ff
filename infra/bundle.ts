import { globSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { writeArtefacts } from './openapi/artefacts.ts';

const root = join(import.meta.dirname, '..');

/** Every door's path below `functions/`, without its ending: `orders/api/place-order`. */
export const doors = (): string[] =>
  globSync('*/{api,workers,schedules,streams,sockets,triggers}/*.ts', { cwd: join(root, 'functions') })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();

const builtins = new Set(builtinModules);

/**
 * Reaches Node's own modules through `process.getBuiltinModule`. A static ESM import of one evaluates all its lazy
 * getters (nodejs/node#57649): 27 to 30 ms for `node:http` against 2.5 ms, in every cold start.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /.*/ }, ({ kind, path }) => {
      const name = path.replace(/^node:/, '');
      return kind !== 'entry-point' && builtins.has(name) ? { path: name, namespace: 'builtin' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }));
  },
};

/** How esbuild is told to bundle for Lambda's Node 24; docs/benchmarks.md has the figures behind each line. */
export const lambdaOptions: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The ESM builds of the SDK can be shaken; esbuild's default for node would take the CommonJS ones.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts') },
  plugins: [lazyBuiltins],
  logLevel: 'warning',
};

/**
 * Bundles every door in one call, each into a folder of its own: `<outdir>/orders/api/place-order/index.mjs`. The API's
 * documents lie beside the doors that serve them.
 * @returns the doors
 */
export const bundle = async (outdir: string): Promise<string[]> => {
  const all = doors();
  await build({
    ...lambdaOptions,
    entryPoints: Object.fromEntries(all.map((door) => [`${door}/index`, join(root, 'functions', `${door}.ts`)])),
    outdir,
  });
  writeArtefacts(outdir);
  return all;
};
