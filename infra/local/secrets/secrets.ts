import { createHash } from 'node:crypto';
import { type Asked, denied, ServiceError, serveService } from '../aws-service.ts';

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

  const answer = ({ action, accessKeyId, input }: Asked): object => {
    const { SecretId: id } = input as { SecretId?: string };
    const render = ANSWERS[action];
    if (!render) throw new ServiceError('UnknownOperationException', `${action} is not known here`);
    const secret = kept.find(({ ARN, Name }) => id === ARN || id === Name);
    const permission = `secretsmanager:${action}`;
    const resource = secret?.ARN ?? String(id);
    if (!allows(accessKeyId, permission, resource)) throw denied(accessKeyId, permission, resource);
    if (!secret) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return render(secret);
  };

  const service = await serveService({
    port,
    target: 'secretsmanager',
    answer,
    wordError: (type = 'InternalServiceError', message) => ({ __type: type, Message: message }),
  });
  return {
    ...service,
    /** Serves these from now on, and no others. */
    declare,
  };
};
