import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { documentOf } from './document.ts';
import { page } from './viewer/page.ts';

const require = createRequire(import.meta.url);
const manifest = require.resolve('swagger-ui-dist/package.json');
const { version } = require(manifest) as { version: string };

const ofSwaggerUi = (name: string): Buffer => readFileSync(join(dirname(manifest), name));

/** The page's script as browsers take it: types are gone, and so is the `export` that makes it a module for TypeScript. */
const script = (): string =>
  transformSync(readFileSync(join(import.meta.dirname, 'viewer/start.ts'), 'utf8'), {
    loader: 'ts',
    format: 'iife',
    minify: true,
  }).code;

/** What the page is made of: its own files, and those of swagger-ui under names that hold its version. */
const viewerFiles = (): Record<string, string | Buffer> => ({
  'index.html': page(version),
  'start.js': script(),
  [`swagger-ui-${version}.css`]: ofSwaggerUi('swagger-ui.css'),
  [`swagger-ui-${version}.js`]: ofSwaggerUi('swagger-ui-bundle.js'),
  'favicon-32x32.png': ofSwaggerUi('favicon-32x32.png'),
  'oauth2-redirect.html': ofSwaggerUi('oauth2-redirect.html'),
  'oauth2-redirect.js': ofSwaggerUi('oauth2-redirect.js'),
});

/** Writes, beside the bundles of the doors that serve them, the document and the files of the page, compressed. */
export const writeArtefacts = (outdir: string): void => {
  const openApi = join(outdir, 'operations/api/get-openapi');
  mkdirSync(openApi, { recursive: true });
  writeFileSync(join(openApi, 'openapi.json'), JSON.stringify(documentOf()));
  const viewer = join(outdir, 'operations/api/get-docs/viewer');
  mkdirSync(viewer, { recursive: true });
  for (const [name, content] of Object.entries(viewerFiles())) {
    writeFileSync(join(viewer, `${name}.gz`), gzipSync(content));
  }
};
