import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { etagOf, type ServedFile } from './file-answer.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

/** A file with its version in its name is never another one; what has none is asked for again. */
const cacheOf = (name: string): string =>
  /-\d+\.\d+\.\d+\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'public, no-cache';

/** The page says who signs in: its script cannot know. */
const signedInAs = (gzipped: Buffer, clientId: string): Buffer =>
  gzipSync(gunzipSync(gzipped).toString().replace('{{clientId}}', clientId));

/**
 * The files of the page that shows the documents, by name.
 * @param folder where `<name>.gz` are (infra/bundle.ts)
 */
export const viewerFiles = async (folder: string, clientId: string): Promise<Map<string, ServedFile>> => {
  const files = new Map<string, ServedFile>();
  for (const kept of await readdir(folder)) {
    const name = kept.replace(/\.gz$/, '');
    const bytes = await readFile(join(folder, kept));
    const gzipped = name === 'index.html' ? signedInAs(bytes, clientId) : bytes;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    files.set(name, { gzipped, type, cache: cacheOf(name), etag: etagOf(gzipped) });
  }
  return files;
};

/** Scripts and styles of our own only; the page talks to the API and to where tokens are had. */
export const policyOf = (connects: string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'", // the viewer's own, on its elements
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connects].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
