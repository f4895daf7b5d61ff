import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../read-body.ts';

/** Values by the secrets' ARNs. */
export type SecretValues = Record<string, string>;

export type Secrets = Awaited<ReturnType<typeof startSecrets>>;

type Options = {
  /** Where it listens; 0 takes a free port. */
  port: number;
  secrets: SecretValues;
  /** Whether the owner of an access key may do this (`secretsmanager:GetSecretValue`) to that secret. */
  allows: (accessKeyId: string, action: string, secretArn: string) => boolean;
};

type Kept = { ARN: string; Name: string; SecretString: string; VersionId: string; CreatedDate: number };

/** An error as AWS's JSON protocol answers it. */
class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** `shop/stripe-AbCdEf` without the six characters that AWS adds. */
const nameOf = (arn: string): string => (arn.split(':').at(-1) ?? '').replace(/-\w{6}$/, '');

/** Always the same for the same value, as a version is. */
const versionOf = (value: string): string => {
  const hash = createHash('sha256').update(value).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
};

const ANSWERS: Record<string, (secret: Kept) => object> = {
  GetSecretValue: (secret) => ({ ...secret, VersionStages: ['AWSCURRENT'] }),
  DescribeSecret: ({ ARN, Name, CreatedDate, VersionId }) => ({
    ARN,
    Name,
    CreatedDate,
    VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] },
  }),
};

const send = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
};

/** Secrets Manager, for those who read secrets that somebody else has put there. */
export const startSecrets = async ({ port, secrets, allows }: Options) => {
  const createdDate = Date.now() / 1_000;
  let kept: Kept[] = [];
  const declare = (values: SecretValues): void => {
    kept = Object.entries(values).map(([ARN, SecretString]) => ({
      ARN,
      Name: nameOf(ARN),
      SecretString,
      VersionId: versionOf(SecretString),
      CreatedDate: createdDate,
    }));
  };
  declare(secrets);

  const answer = async (request: IncomingMessage): Promise<object> => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    const [, accessKeyId = ''] = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const { SecretId: id } = JSON.parse((await readBody(request)) || '{}') as { SecretId?: string };
    const render = ANSWERS[action];
    if (!render) throw new ServiceError('UnknownOperationException', `${action} is not known here`);
    const secret = kept.find(({ ARN, Name }) => id === ARN || id === Name);
    const permission = `secretsmanager:${action}`;
    if (!allows(accessKeyId, permission, secret?.ARN ?? String(id))) {
      const who = `User: arn:aws:iam::000000000000:user/${accessKeyId}`;
      const what = `is not authorized to perform: ${permission} on resource: ${secret?.ARN ?? id}`;
      throw new ServiceError('AccessDeniedException', `${who} ${what} because no identity-based policy allows it`);
    }
    if (!secret) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return render(secret);
  };

  const server = createServer(async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      const { type, message } = error as ServiceError;
      if (type === undefined) console.error('secrets:', error);
      send(response, type === undefined ? 500 : 400, { __type: type ?? 'InternalServiceError', Message: message });
    }
  });
  server.keepAliveTimeout = 75_000; // longer than any client keeps an idle connection
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as { port: number };

  return {
    endpoint: `http://127.0.0.1:${taken}`,
    /** Serves these from now on, and no others. */
    declare,
    stop: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
