import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { problem } from '#shared/answers';
import { env } from '#shared/env';
import { notFound } from '#shared/errors';
import { fileAnswer, type ServedFile } from '../file-answer.ts';
import { endpointsOf } from '../published.ts';
import { policyOf, viewerFiles } from '../viewer.ts';

const [apiUrl, issuer, clientId] = [env('API_URL'), env('ISSUER'), env('CLIENT_ID')];

type Viewer = { files: Map<string, ServedFile>; policy: string };
let viewer: Promise<Viewer> | undefined;

const open = async (): Promise<Viewer> => {
  const files = await viewerFiles(join(import.meta.dirname, 'viewer'), clientId);
  const { tokenUrl } = await endpointsOf(issuer);
  return { files, policy: policyOf([apiUrl, new URL(tokenUrl).origin]) };
};

/** GET /docs and what its page is made of, /docs/{file}. Read when it is first asked for, and kept. */
export const handler = async (event: APIGatewayProxyEventV2) => {
  viewer ??= open();
  viewer.catch(() => {
    viewer = undefined;
  });
  const { files, policy } = await viewer;
  const file = files.get(event.pathParameters?.file ?? 'index.html');
  return file ? fileAnswer(event, file, { 'content-security-policy': policy }) : problem(event, notFound('file'));
};
