import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { awsError, isAwsError } from './errors.ts';
import type { Input, Output } from './service.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Longer than any client keeps an idle connection, so that it is never us who closes one in use. */
const KEEP_ALIVE_MS = 75_000;

export type Caller = { accessKeyId: string; region: string };

/** The signature itself is not checked: whoever reaches 127.0.0.1 is believed to be who he says. */
const callerOf = (request: IncomingMessage): Caller => {
  const { authorization = '' } = request.headers;
  const [, accessKeyId, region] = /Credential=([^/,]+)\/[^/,]+\/([^/,]+)\//.exec(authorization) ?? [];
  if (!accessKeyId || !region)
    throw awsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  return { accessKeyId, region };
};

const bodyOf = (request: IncomingMessage): Promise<Input> => {
  const { promise, resolve, reject } = Promise.withResolvers<Input>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('error', reject);
  request.on('end', () => {
    if (bytes > MAX_BODY_BYTES) return reject(awsError('ValidationException', 'Request size exceeds 16 MB'));
    try {
      resolve(JSON.parse(Buffer.concat(chunks).toString() || '{}'));
    } catch {
      reject(awsError('SerializationException', 'The body is not JSON'));
    }
  });
  return promise;
};

const send = (response: ServerResponse, status: number, output: unknown): void => {
  // A text goes out with the head in one write; a buffer would take two.
  const body = JSON.stringify(output);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': String(crc32(body)),
  });
  response.end(body);
};

const sendError = (response: ServerResponse, error: unknown): void => {
  if (isAwsError(error)) {
    send(response, error.statusCode, error.body);
    return;
  }
  console.error(error);
  const message = 'Internal server error';
  send(response, 500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message });
};

/** AWS's JSON protocol 1.0: the header names the operation, the body is its input. Anything but a POST is a health check. */
export const serve = async (
  port: number,
  call: (operation: string, caller: Caller, input: Input) => Promise<Output>,
): Promise<{ port: number; close: () => void }> => {
  const server = createServer(async (request, response) => {
    try {
      const input = await bodyOf(request);
      if (request.method !== 'POST') return send(response, 200, { healthy: true });
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) as string;
      send(response, 200, await call(operation, callerOf(request), input));
    } catch (error) {
      sendError(response, error);
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
