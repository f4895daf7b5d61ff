import * as v from 'valibot';
import { type Asked, denied, ServiceError, serveService } from '../aws-service.ts';
import { arn } from '../template/world.ts';
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

  const answer = ({ action, accessKeyId, input: given }: Asked): object => {
    const input = v.safeParse(Input, given);
    if (action !== 'AdminGetUser' && !Object.hasOwn(commands, action)) {
      throw new ServiceError('UnknownOperationException', `${action} is not known here`);
    }
    if (!input.success) throw new ServiceError('InvalidParameterException', v.summarize(input.issues));
    const { UserPoolId, Username } = input.output;
    const permission = `cognito-idp:${action}`;
    if (!allows(accessKeyId, permission, arn('cognito-idp', `userpool/${UserPoolId}`))) {
      throw denied(accessKeyId, permission, poolArn);
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

  return serveService({
    port,
    target: 'AWSCognitoIdentityProviderService',
    answer,
    wordError: (type = 'InternalErrorException', message) => ({ __type: type, message }),
  });
};
