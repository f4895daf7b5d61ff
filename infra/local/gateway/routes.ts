/** What a route table is made of; `T` is whatever the finder wants back. */
type Entry<T> = { routeKey: string } & T;

export type Match<T> = { route: Entry<T>; pathParameters: Record<string, string> | undefined };

type Segment = { kind: 'static' | 'variable' | 'greedy'; name: string };
type Pattern<T> = { route: Entry<T>; method: string; segments: Segment[] };

/** Less is more specific. */
const RANK = { static: 0, variable: 1, greedy: 2 };

const segmentOf = (text: string): Segment => {
  const [, name, plus] = /^\{([\w.-]+)(\+?)\}$/.exec(text) ?? [];
  return name ? { kind: plus ? 'greedy' : 'variable', name } : { kind: 'static', name: text };
};

const bySpecificity = <T>(a: Pattern<T>, b: Pattern<T>): number => {
  for (let n = 0; n < Math.min(a.segments.length, b.segments.length); n++) {
    const difference = RANK[a.segments[n]?.kind ?? 'static'] - RANK[b.segments[n]?.kind ?? 'static'];
    if (difference !== 0) return difference;
  }
  return b.segments.length - a.segments.length || Number(a.method === 'ANY') - Number(b.method === 'ANY');
};

const fits = (segments: Segment[], parts: string[]): Record<string, string> | undefined => {
  const found: Record<string, string> = {};
  for (const [n, { kind, name }] of segments.entries()) {
    const part = parts[n];
    if (kind === 'static' && part === name) continue;
    if (kind === 'static' || !part) return undefined;
    found[name] = kind === 'greedy' ? parts.slice(n).join('/') : part;
    if (kind === 'greedy') return found;
  }
  return parts.length === segments.length ? found : undefined;
};

/**
 * Finds the route of a request as API Gateway does: the most specific path first, a named method before ANY, a greedy
 * variable after all others, `$default` last. The path is decoded before it is looked at, so `%2F` is a slash.
 */
export const routeTable = <T>(routes: Entry<T>[]) => {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const exact = new Map<string, Entry<T>>();
  const patterns: Pattern<T>[] = [];
  for (const route of routes) {
    if (route === fallback) continue;
    const [method = '', path = ''] = route.routeKey.split(' ');
    const segments = path.split('/').slice(1).map(segmentOf);
    if (method !== 'ANY' && segments.every(({ kind }) => kind === 'static')) exact.set(route.routeKey, route);
    else patterns.push({ route, method, segments });
  }
  patterns.sort(bySpecificity);

  return (method: string, path: string): Match<T> | undefined => {
    const found = exact.get(`${method} ${path}`);
    if (found) return { route: found, pathParameters: undefined };
    const parts = path.split('/').slice(1);
    for (const { route, method: wanted, segments } of patterns) {
      if (wanted !== method && wanted !== 'ANY') continue;
      const pathParameters = fits(segments, parts);
      if (pathParameters) {
        return { route, pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : undefined };
      }
    }
    return fallback && { route: fallback, pathParameters: undefined };
  };
};
