import { Agent, request } from 'node:http';
import { HOST_KEY } from './grants/judge.ts';
import { REGION } from './template/world.ts';

const agent = new Agent({ keepAlive: true });
/** Nobody checks signatures here; the key says who calls. */
const authorization = `AWS4-HMAC-SHA256 Credential=${HOST_KEY}/20260101/${REGION}/local/aws4_request, SignedHeaders=host, Signature=0`;

/** What a local service answered instead of a result. */
class ServiceError extends Error {}

/**
 * Calls a local service in AWS's JSON protocol, as the host. Loading the SDK for it would take longer than starting.
 * @throws ServiceError named as AWS names it: `ResourceNotFoundException`
 */
export const callService = (endpoint: string, target: string, input: unknown): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      endpoint,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, authorization },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const answer = JSON.parse(text || '{}');
          if (response.statusCode === 200) return resolve(answer);
          const error = new ServiceError(answer.message ?? answer.Message ?? text);
          error.name = String(answer.__type).split('#').at(-1) ?? 'ServiceError';
          reject(error);
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(input));
  });
