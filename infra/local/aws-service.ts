import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { readBody } from './read-body.ts';
import { ACCOUNT } from './template/world.ts';

/** An error as AWS's JSON protocol answers it. */
export class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What is asked of a service, and by the owner of which access key. */
export type Asked = { action: string; accessKeyId: string; input: unknown };

type Options = {
  /** Where it listens; 0 takes a free port. */
  port: number;
  /** What stands before the action in `x-amz-target`: `secretsmanager`. */
  target: string;
  /** Its answer. @throws ServiceError what is said instead; anything else is a fault of ours */
  answer: (asked: Asked) => object;
  /** How it words an error; without a type it is a fault of ours. */
  wordError: (type: string | undefined, message: string) => object;
};

/** What IAM says of a caller that no policy lets do this. */
export const denied = (accessKeyId: string, permission: string, resource: string): ServiceError => {
  const who = `User: arn:aws:iam::${ACCOUNT}:user/${accessKeyId}`;
  const what = `is not authorized to perform: ${permission} on resource: ${resource}`;
  return new ServiceError('AccessDeniedException', `${who} ${what} because no identity-based policy allows it`);
};

const askedOf = async (request: IncomingMessage, target: string): Promise<Asked> => {
  const action = String(request.headers['x-amz-target']).replace(`${target}.`, '');
  const [, accessKeyId = ''] = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? '') ?? [];
  return { action, accessKeyId, input: JSON.parse((await readBody(request)) || '{}') };
};

/** Serves one of AWS's services in its JSON 1.1 protocol, on 127.0.0.1. Nobody checks signatures; the key says who calls. */
export const serveService = async ({ port, target, answer, wordError }: Options) => {
  const server = createServer(async (request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    try {
      send(200, answer(await askedOf(request, target)));
    } catch (error) {
      const { type, message } = error as ServiceError;
      if (type === undefined) console.error(`${target}:`, error);
      send(type === undefined ? 500 : 400, wordError(type, message));
    }
  });
  server.keepAliveTimeout = 75_000; // longer than any client keeps an idle connection
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as { port: number };

  return {
    endpoint: `http://127.0.0.1:${taken}`,
    stop: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
