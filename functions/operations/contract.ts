import * as v from 'valibot';
import { route } from '#shared/route';

export const getHealth = route({
  operation: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether the shop can be served, and what was checked to say so.',
  callers: 'anyone',
  answers: {
    200: v.object({ status: v.literal('ok'), checks: v.object({ table: v.literal('ok') }) }),
  },
});

export const getOpenApi = route({
  operation: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  summary: 'This description of the API.',
  callers: 'anyone',
  versioned: true,
  cache: 'public, max-age=300',
  answers: { 200: v.pipe(v.looseObject({ openapi: v.string() }), v.description('OpenAPI 3.1.')) },
});

/** The page that shows the documents. It is for people: the documents do not describe it. */
export const getDocs = route({
  operation: 'getDocs',
  method: 'GET',
  path: '/docs',
  summary: 'The API as a page on which it can be tried.',
  callers: 'anyone',
  answers: { 200: undefined },
});

export const getDocsFile = route({
  operation: 'getDocsFile',
  method: 'GET',
  path: '/docs/{file}',
  summary: 'What the page is made of.',
  callers: 'anyone',
  params: v.object({ file: v.string() }),
  answers: { 200: undefined },
  problems: ['not_found'],
});
