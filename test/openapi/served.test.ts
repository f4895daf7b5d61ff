import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem } from '../../infra/local/harness.ts';
import { breaks } from '../../infra/openapi/comparison.ts';
import { type Document, documentOf } from '../../infra/openapi/document.ts';

let system: Awaited<ReturnType<typeof startSystem>>;
beforeAll(async () => {
  system = await startSystem();
}, 120_000);
afterAll(() => system?.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${system.url}${path}`, { method, headers });

describe('GET /v1/openapi.json', () => {
  it('is what the contracts say, with the addresses of this system', async () => {
    const response = await get('/v1/openapi.json');
    const document = (await response.json()) as Document;

    expect(response.status).toBe(200);
    expect(breaks(documentOf(), document)).toEqual([]);
    expect(document.servers).toEqual([{ url: system.url }]);
    const { issuer } = system.system;
    const tokenUrl = `${issuer}/oauth2/token`;
    expect(document.components.securitySchemes).toMatchObject({
      people: { flows: { authorizationCode: { authorizationUrl: `${issuer}/oauth2/authorize`, tokenUrl } } },
      machines: { flows: { clientCredentials: { tokenUrl } } },
    });
  });

  it('is not sent again to whoever has it', async () => {
    const first = await get('/v1/openapi.json');
    const again = await get('/v1/openapi.json', { 'if-none-match': first.headers.get('etag') as string });
    expect({ status: again.status, text: await again.text() }).toEqual({ status: 304, text: '' });
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('is compressed for those who take it so, and for nobody else', async () => {
    const compressed = await get('/v1/openapi.json', { 'accept-encoding': 'gzip' });
    const plain = await get('/v1/openapi.json', { 'accept-encoding': 'identity' });
    const unwanted = await get('/v1/openapi.json', { 'accept-encoding': 'gzip;q=0' });
    const encodings = [compressed, plain, unwanted].map(({ headers }) => headers.get('content-encoding'));
    expect(encodings).toEqual(['gzip', null, null]);
    expect(await plain.text()).toBe(await compressed.text());
    expect(plain.headers.get('vary')).toContain('accept-encoding');
  });
});

describe('GET /docs', () => {
  it('is a page whose files are all there, and kept as long as they may be', async () => {
    const response = await get('/docs');
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain(`data-client-id="${system.system.clients.storefront.clientId}"`);
    const files = [...page.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path as string);
    expect(files).toHaveLength(4);
    for (const path of [...files, '/docs/oauth2-redirect.html', '/docs/oauth2-redirect.js']) {
      const file = await get(path);
      expect(file.status, path).toBe(200);
      expect((await file.arrayBuffer()).byteLength, path).toBeGreaterThan(50);
      const isVersioned = /-\d+\.\d+\.\d+\./.test(path);
      expect(file.headers.get('cache-control')).toBe(
        isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      );
    }
  });

  it('runs scripts of its own only', async () => {
    const policy = (await get('/docs')).headers.get('content-security-policy') ?? '';
    const directives = new Map(policy.split('; ').map((one) => [one.split(' ')[0], one]));
    expect(directives.get('script-src')).toBe("script-src 'self'");
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('frame-ancestors')).toBe("frame-ancestors 'none'");
  });

  it.each(['/docs/nothing.js', '/docs/..%2findex.mjs', '/docs/index.html.gz', '/docs/__proto__'])(
    '%s is nothing',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('answers HEAD like GET, without the bytes', async () => {
    const [head, whole] = [await get('/docs', {}, 'HEAD'), await get('/docs')];
    expect(await head.text()).toBe('');
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
  });

  it('is small on its way', async () => {
    const page = await (await get('/docs')).text();
    const [, script = ''] = /src="(\/docs\/swagger-ui-[^"]+)"/.exec(page) ?? [];
    const response = await get(script, { 'accept-encoding': 'gzip' });
    // fetch has undone the compression; what was sent is as long as it says.
    const sent = Number(response.headers.get('content-length'));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(sent).toBeLessThan(bytes.length / 3);
    expect(() => gunzipSync(bytes)).toThrow();
  });
});
