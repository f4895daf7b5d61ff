import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { problem } from '#shared/answers';
import { env } from '#shared/env';
import { unavailable } from '#shared/errors';
import { logger } from '#shared/telemetry';
import { getOpenApi } from '../contract.ts';
import { fileAnswer, type ServedFile } from '../file-answer.ts';
import { published } from '../published.ts';

const addresses = { apiUrl: env('API_URL'), issuer: env('ISSUER'), cache: getOpenApi.cache };

let file: Promise<ServedFile> | undefined;

/** GET /v1/openapi.json. Read when it is first asked for, and kept. */
export const handler = async (event: APIGatewayProxyEventV2) => {
  file ??= published(import.meta.dirname, addresses);
  try {
    return fileAnswer(event, await file);
  } catch (error) {
    file = undefined;
    logger.error('unpublished', { error: error as Error });
    return problem(event, unavailable('busy', 'The document is not to be had just now; ask again.'));
  }
};
