import { expect, it } from 'vitest';
import { cdn } from '../../test/shop.ts';

process.env.ROUTES = JSON.stringify({
  '/v1/products': ['GET'],
  '/v1/products/{sku}': ['GET', 'PUT', 'PATCH', 'DELETE'],
  '/v1/orders': ['POST', 'GET'],
});
const { handler } = await import('./api/refuse-unknown-route.ts');

const ask = async (method: string, rawPath: string) => {
  const event = { rawPath, headers: cdn(), requestContext: { requestId: 'r', http: { method } } };
  const { statusCode, headers, body } = (await handler(event as never, {} as never)) as {
    statusCode: number;
    headers: Record<string, string>;
    body?: string;
  };
  return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) };
};

it.each([
  ['TRACE', '/v1/products/A', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['POST', '/v1/products/A', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['DELETE', '/v1/products', 'GET, HEAD, OPTIONS'],
  ['PUT', '/v1/orders', 'POST, GET, HEAD, OPTIONS'],
])('%s %s is 405, and says what the path takes', async (method, path, allow) => {
  expect(await ask(method, path)).toMatchObject({
    status: 405,
    headers: { allow, 'content-type': 'application/problem+json', 'x-request-id': 'r' },
    body: { code: 'method_not_allowed', requestId: 'r' },
  });
});

it.each(['/', '/v1', '/v1/product', '/v1/productsA', '/v1/products/A/B', '/v1xproducts', '/V1/orders', '/v1/orders/'])(
  '%s is nowhere',
  async (path) => {
    expect(await ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await ask('OPTIONS', path)).toMatchObject({ status: 404 });
  },
);

it('HEAD to nowhere has no body, like any HEAD', async () => {
  expect(await ask('HEAD', '/v1/nothing')).toMatchObject({ status: 404, body: undefined });
});

it('OPTIONS says what a path takes', async () => {
  expect(await ask('OPTIONS', '/v1/orders')).toMatchObject({
    status: 204,
    headers: { allow: 'POST, GET, HEAD, OPTIONS' },
    body: undefined,
  });
});
