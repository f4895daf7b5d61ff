import { join } from 'node:path';
import { problem } from '#shared/answers';
import { throughCdn } from '#shared/cdn';
import { env } from '#shared/env';
import { notFound } from '#shared/errors';
import { fileAnswer } from '../file-answer.ts';
import { kept, orLater } from '../kept.ts';
import { endpointsOf } from '../published.ts';
import { policyOf, viewerFiles } from '../viewer.ts';

const [apiUrl, issuer, clientId] = [env('API_URL'), env('ISSUER'), env('CLIENT_ID')];

const viewer = kept(async () => {
  const files = await viewerFiles(join(import.meta.dirname, 'viewer'), clientId);
  const { tokenUrl } = await endpointsOf(issuer);
  return { files, policy: policyOf([apiUrl, new URL(tokenUrl).origin]) };
});

/** GET /docs, and what its page is made of: /docs/{file}. */
export const handler = throughCdn((event) =>
  orLater(event, async () => {
    const { files, policy } = await viewer();
    const file = files.get(event.pathParameters?.file ?? 'index.html');
    return file ? fileAnswer(event, file, { 'content-security-policy': policy }) : problem(event, notFound('file'));
  }),
);
