import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { bundle as bundleDoors, doors, lambdaOptions } from '../../infra/bundle.ts';

const root = join(import.meta.dirname, '../..');

/** Doors that have a handler in floor/, by its file's name. */
export const FLOORS: Record<string, string> = {
  'orders/api/place-order': 'place-order',
  'orders/api/get-order': 'get-order',
  'catalog/api/get-product': 'get-product',
  'inventory/api/record-movement': 'record-movement',
};

const doorFiles = () => Object.fromEntries(doors().map((door) => [door, join(root, 'functions', `${door}.ts`)]));
const floorFiles = () =>
  Object.fromEntries(
    Object.entries(FLOORS).map(([door, file]) => [door, join(import.meta.dirname, 'floor', `${file}.ts`)]),
  );

const buildAll = (folder: string, files: Record<string, string>, options: BuildOptions) =>
  build({
    ...options,
    entryPoints: Object.fromEntries(Object.entries(files).map(([door, file]) => [`${door}/index`, file])),
    outdir: folder,
  });

/** Where the bundle of a door lies in a folder of bundles. */
export const bundleIn = (folder: string, door: string): string => join(folder, door, 'index.mjs');

/** The bundles that are deployed. */
export const buildOurs = bundleDoors;

/** The same handlers as they are usually built: ESM, minified, the SDK shaken, and nothing more. */
export const buildUsual = (folder: string) => {
  const { alias: _, plugins: __, ...usual } = lambdaOptions;
  return buildAll(folder, doorFiles(), usual);
};

/** The bare handlers, built like ours. */
export const buildFloors = (folder: string) => buildAll(folder, floorFiles(), lambdaOptions);

/** Ours and the bare handlers with the network taken out of the SDK's client. */
export const buildStubbed = async (folder: string): Promise<void> => {
  const network = join(import.meta.dirname, 'child/network.ts');
  const options = { ...lambdaOptions, alias: { ...lambdaOptions.alias, '@smithy/node-http-handler': network } };
  const ours = Object.entries(doorFiles()).filter(([door]) => FLOORS[door]);
  await buildAll(join(folder, 'ours'), Object.fromEntries(ours), options);
  await buildAll(join(folder, 'floor'), floorFiles(), options);
};

/** The programs that measure in processes of their own, as plain JavaScript: stripping types would be measured too. */
export const buildChildren = (folder: string) =>
  build({
    entryPoints: globSync('child/{load,warm}.ts', { cwd: import.meta.dirname }).map((file) =>
      join(import.meta.dirname, file),
    ),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });

/** Kilobytes (1,000 bytes) as they are, and as they travel. */
export const sizeOf = (file: string) => ({
  kilobytes: statSync(file).size / 1_000,
  gzipped: gzipSync(readFileSync(file), { level: 9 }).length / 1_000,
});
