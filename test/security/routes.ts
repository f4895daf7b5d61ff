import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Route } from '#shared/route';

const ROOT = join(import.meta.dirname, '../..');

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'operation' in value && 'callers' in value && 'path' in value;

const contracts = await Promise.all(
  globSync('functions/*/contract.ts', { cwd: ROOT })
    .sort()
    .map((file) => import(/* @vite-ignore */ pathToFileURL(join(ROOT, file)).href)),
);

/** Every route that a contract declares: a new one is here without anybody having written it down. */
export const routes: Route[] = contracts.flatMap((contract) => Object.values(contract).filter(isRoute));

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Where a request of a route goes. Values are encoded, as a client does. */
export const pathOf = (
  { path }: Route,
  { params = {}, query = {} }: { params?: Record<string, string>; query?: Record<string, string> },
): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search ? `${filled}?${search}` : filled;
};
