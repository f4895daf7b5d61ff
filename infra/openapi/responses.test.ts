import { expect, it } from 'vitest';
import { type Route, route } from '#shared/route';
import { responsesOf } from './responses.ts';
import { schemasOf } from './schemas.ts';

const thing: Route = route({
  operation: 'getThing',
  method: 'GET',
  path: '/v1/things',
  summary: 'A thing.',
  callers: 'anyone',
  answers: { 200: undefined },
});

const headersOf = (of: Route) => Object.keys(responsesOf(of, schemasOf([]), () => ({}))[200]?.headers ?? {});

it('an operation that ends documents that it says so', () => {
  const since = new Date('2027-01-01');
  const ending = { ...thing, deprecation: { since, sunset: new Date('2028-01-01'), successor: '/v2/things' as const } };
  expect(headersOf(thing)).toEqual(['Cache-Control', 'x-request-id']);
  expect(headersOf(ending)).toEqual(['Cache-Control', 'x-request-id', 'Deprecation', 'Link', 'Sunset']);
});

it.each([
  [{ callers: 'anyone' }, [429, 500, 503]],
  [{ callers: [{ group: 'staff' }] }, [401, 403, 429, 500, 503]],
  [{ callers: 'anyone', raw: true }, [413, 429, 500, 503]],
  [{ callers: 'anyone', versioned: true }, [304, 429, 500, 503]],
] as [Partial<Route>, number[]][])('a route with %j may also be answered %j', (more, statuses) => {
  const answers = responsesOf({ ...thing, ...more }, schemasOf([]), () => ({}));
  expect(
    Object.keys(answers)
      .map(Number)
      .filter((status) => status !== 200),
  ).toEqual(statuses);
});
