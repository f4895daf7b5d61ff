import { throughCdn } from '#shared/cdn';
import { env } from '#shared/env';
import { getOpenApi } from '../contract.ts';
import { fileAnswer } from '../file-answer.ts';
import { kept, orLater } from '../kept.ts';
import { published } from '../published.ts';

const addresses = { apiUrl: env('API_URL'), issuer: env('ISSUER'), cache: getOpenApi.cache };

const document = kept(() => published(import.meta.dirname, addresses));

/** GET /v1/openapi.json. */
export const handler = throughCdn((event) => orLater(event, async () => fileAnswer(event, await document())));
