import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { readBody } from '../read-body.ts';
import { ACCOUNT, arn } from '../template/world.ts';
import type { Administration } from './administration.ts';
import type { User } from './users.ts';

export type AdminApi = Awaited<ReturnType<typeof startAdminApi>>;

type Options = {
  /** Where it listens; 0 takes a free port. */
  port: number;
  userPoolId: string;
  administration: Administration;
  /** Whether the owner of an access key may do this (`cognito-idp:AdminGetUser`) to that pool. */
  allows: (accessKeyId: string, action: string, poolArn: string) => boolean;
};

/** An error as AWS's JSON protocol answers it. */
class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const Input = v.object({ UserPoolId: v.string(), Username: v.pipe(v.string(), v.nonEmpty()) });

const described = ({ sub, email, verified, enabled, secondFactor, createdAt, modifiedAt }: User) => ({
  Username: sub,
  UserAttributes: [
    { Name: 'sub', Value: sub },
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: String(verified) },
  ],
  UserCreateDate: createdAt / 1_000,
  UserLastModifiedDate: modifiedAt / 1_000,
  Enabled: enabled,
  UserStatus: verified ? 'CONFIRMED' : 'UNCONFIRMED',
  ...(secondFactor?.active && {
    UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
  }),
});

const send = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
};

/** A user pool's API for administrators, as far as a shop looks after its people: AWS's JSON 1.1 protocol. */
export const startAdminApi = async ({ port, userPoolId, administration, allows }: Options) => {
  const poolArn = arn('cognito-idp', `userpool/${userPoolId}`);
  const { setEnabled, signOut, remove } = administration;

  const commands: Record<string, (user: User) => void> = {
    AdminEnableUser: ({ sub }) => setEnabled(sub, true),
    AdminDisableUser: ({ sub }) => setEnabled(sub, false),
    AdminUserGlobalSignOut: ({ sub }) => signOut(sub),
    AdminDeleteUser: remove,
  };

  const answer = async (request: IncomingMessage): Promise<object> => {
    const action = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
    const [, accessKeyId = ''] = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const input = v.safeParse(Input, JSON.parse((await readBody(request)) || '{}'));
    if (action !== 'AdminGetUser' && !Object.hasOwn(commands, action)) {
      throw new ServiceError('UnknownOperationException', `${action} is not known here`);
    }
    if (!input.success) throw new ServiceError('InvalidParameterException', v.summarize(input.issues));
    const { UserPoolId, Username } = input.output;
    const permission = `cognito-idp:${action}`;
    if (!allows(accessKeyId, permission, arn('cognito-idp', `userpool/${UserPoolId}`))) {
      const who = `User: arn:aws:iam::${ACCOUNT}:user/${accessKeyId}`;
      const what = `is not authorized to perform: ${permission} on resource: ${poolArn}`;
      throw new ServiceError('AccessDeniedException', `${who} ${what} because no identity-based policy allows it`);
    }
    if (UserPoolId !== userPoolId) {
      throw new ServiceError('ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`);
    }
    const user = administration.find(Username);
    if (!user) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    if (action === 'AdminGetUser') return described(user);
    commands[action]?.(user);
    return {};
  };

  const server = createServer(async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      const { type, message } = error as ServiceError;
      if (type === undefined) console.error('cognito:', error);
      send(response, type === undefined ? 500 : 400, { __type: type ?? 'InternalErrorException', message });
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
