import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Refusal } from './errors.ts';

type Event = Pick<APIGatewayProxyEventV2, 'requestContext'>;

/** On every answer: a browser that is led here may only read it as what it is. */
export const SAFE = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** The gateway hands HEAD over like GET: the answer is the same, without its body. */
export const isHead = ({ requestContext }: Event): boolean => requestContext.http.method === 'HEAD';

const title = (code: string) => code[0]?.toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** A refusal as RFC 9457 says it. */
export const problem = (event: Event, { status, code, message, details }: Refusal) => {
  const { requestId } = event.requestContext;
  const said = {
    type: `urn:backroom:problem:${code}`,
    title: title(code),
    status,
    code,
    detail: message,
    requestId,
    ...(details.errors && { errors: details.errors }),
    ...details.extra,
  };
  return {
    statusCode: status,
    headers: {
      ...SAFE,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...details.headers,
    },
    ...(!isHead(event) && { body: JSON.stringify(said) }),
  };
};

/** The answer to `OPTIONS`, where the gateway has not taken it for a preflight of CORS. */
export const allowed = ({ requestContext }: Event, methods: string[]) => ({
  statusCode: 204,
  headers: {
    ...SAFE,
    allow: methods.join(', '),
    'cache-control': 'no-store',
    'x-request-id': requestContext.requestId,
  },
});
