import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isHead, SAFE } from '#shared/answers';

/** A file as it is kept: compressed, since nearly everybody takes it so. */
export type ServedFile = { gzipped: Buffer; type: string; cache: string; etag: string };

/** Weak, since the same file may be sent compressed or not. */
export const etagOf = (bytes: Buffer): string =>
  `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;

const takesGzip = ({ headers }: APIGatewayProxyEventV2): boolean =>
  /(?:^|[\s,])(?:gzip|\*)(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/.test(headers['accept-encoding'] ?? '');

const isKnown = ({ headers }: APIGatewayProxyEventV2, etag: string): boolean =>
  headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*') ?? false;

/** A file over HTTP: 304 for whoever has it, compressed for whoever takes it, without its bytes for HEAD. */
export const fileAnswer = (
  event: APIGatewayProxyEventV2,
  { gzipped, type, cache, etag }: ServedFile,
  more: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => {
  const headers: Record<string, string> = {
    ...SAFE,
    'cache-control': cache,
    etag,
    vary: 'accept-encoding',
    'x-request-id': event.requestContext.requestId,
    ...more,
  };
  if (isKnown(event, etag)) return { statusCode: 304, headers };
  headers['content-type'] = type;
  const isCompressed = takesGzip(event);
  if (isCompressed) headers['content-encoding'] = 'gzip';
  if (isHead(event)) return { statusCode: 200, headers };
  const body = (isCompressed ? gzipped : gunzipSync(gzipped)).toString('base64');
  return { statusCode: 200, headers, body, isBase64Encoded: true };
};
