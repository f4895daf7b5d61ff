import { expect, test } from 'vitest';
import { routeTable } from './routes.ts';

const find = routeTable(
  [
    '$default',
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
    'ANY /pets/dog/2',
    'PUT /v1/products/{sku}',
    'GET /v1/products/{sku}/stock',
  ].map((routeKey) => ({ routeKey })),
);

test.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
  ['GET', '/pets/dog/2', 'ANY /pets/dog/2', undefined],
  ['GET', '/pets/dog/3', 'GET /pets/dog/{id}', { id: '3' }],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
  ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
  ['HEAD', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
  ['PUT', '/v1/products/MUG', 'PUT /v1/products/{sku}', { sku: 'MUG' }],
  ['GET', '/v1/products/MUG/stock', 'GET /v1/products/{sku}/stock', { sku: 'MUG' }],
  ['PUT', '/v1/products/', 'ANY /{proxy+}', { proxy: 'v1/products/' }],
  ['PUT', '/v1/products/a/b', 'ANY /{proxy+}', { proxy: 'v1/products/a/b' }],
  ['GET', '/', '$default', undefined],
])('it sends %s %s to %s', (method, path, routeKey, pathParameters) => {
  const match = find(method, path);
  expect(match?.route.routeKey).toBe(routeKey);
  expect(match?.pathParameters).toEqual(pathParameters);
});

test('it finds nothing where no route fits and there is no default', () => {
  expect(routeTable([{ routeKey: 'GET /a' }])('HEAD', '/a')).toBeUndefined();
});
