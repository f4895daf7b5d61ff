import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../../../client/sign-in.ts';
import { type AdminApi, startAdminApi } from './admin-api.ts';
import { openPool, PASSWORD, type Pool } from './harness.ts';

const UserPoolId = 'local_pool';
const ARN = 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/local_pool';
const asked: string[][] = [];

let pool: Pool;
let api: AdminApi;
let client: CognitoIdentityProviderClient;
beforeAll(async () => {
  pool = await openPool(browser);
  api = await startAdminApi({
    port: 0,
    userPoolId: UserPoolId,
    administration: pool.identity.administration,
    allows: (...question) => {
      asked.push(question);
      return question[0] !== 'stranger';
    },
  });
  client = clientOf('door');
});
afterAll(async () => {
  await api.stop();
  await pool.identity.stop();
});

const clientOf = (accessKeyId: string) =>
  new CognitoIdentityProviderClient({
    endpoint: api.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
const got = (Username: string) => client.send(new AdminGetUserCommand({ UserPoolId, Username }));

/** A signed-in user. */
const member = async (email: string) => {
  const visitor = await pool.visitor();
  await visitor.signUp(email);
  const returned = await visitor.post('verification', { code: pool.codeFor(email) });
  const tokens = await visitor.tokens(returned.url);
  return { email, visitor, tokens, Username: tokens.claims()?.sub ?? '' };
};
const mayRefresh = async ({ refresh_token }: { refresh_token?: string }) =>
  pool.refresh(refresh_token).then(
    () => true,
    ({ error }) => error !== 'invalid_grant',
  );
const maySignIn = async (email: string) => (await (await pool.visitor()).signIn(email, PASSWORD)).page === undefined;
const mayGoOn = async ({ begin }: Awaited<ReturnType<typeof member>>['visitor']) => (await begin()).page === undefined;

describe('a user', () => {
  it('is described by sub or e-mail address, as Cognito does', async () => {
    const { Username, email } = await member('described@example.com');
    const user = await got(Username);

    expect(user).toMatchObject({
      Username,
      UserAttributes: [
        { Name: 'sub', Value: Username },
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
      Enabled: true,
      UserStatus: 'CONFIRMED',
    });
    expect(Math.abs(Date.now() - (user.UserCreateDate?.getTime() ?? 0))).toBeLessThan(60_000);
    expect((await got(email.toUpperCase())).Username).toBe(Username);
    expect(asked.at(-1)).toEqual(['door', 'cognito-idp:AdminGetUser', ARN]);
  });

  it('who has not proved the address is unconfirmed', async () => {
    await (await pool.visitor()).signUp('unproved@example.com');

    expect(await got('unproved@example.com')).toMatchObject({ UserStatus: 'UNCONFIRMED', Enabled: true });
  });

  it('who is disabled can neither sign in, nor refresh, nor go on, until they are enabled', async () => {
    const { Username, email, tokens, visitor } = await member('disabled@example.com');
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }));

    expect((await got(Username)).Enabled).toBe(false);
    expect([await maySignIn(email), await mayRefresh(tokens), await mayGoOn(visitor)]).toEqual([false, false, false]);
    const mails = pool.mails.length;
    await visitor.post('forgotten-password', { email });
    expect(pool.mails).toHaveLength(mails);

    await client.send(new AdminEnableUserCommand({ UserPoolId, Username }));
    expect([await maySignIn(email), await mayRefresh(tokens)]).toEqual([true, false]);
  });

  it('who is signed out everywhere can sign in anew', async () => {
    const { Username, email, tokens, visitor } = await member('everywhere@example.com');
    const other = await member('bystander@example.com');
    await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }));

    expect([await mayRefresh(tokens), await mayGoOn(visitor), await maySignIn(email)]).toEqual([false, false, true]);
    expect([await mayRefresh(other.tokens), await mayGoOn(other.visitor)]).toEqual([true, true]);
  });

  it('who is deleted is gone, and the address free', async () => {
    const { Username, email, tokens } = await member('deleted@example.com');
    await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));

    await expect(got(Username)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect([await maySignIn(email), await mayRefresh(tokens)]).toEqual([false, false]);
    expect((await member(email)).Username).not.toBe(Username);
  });

  it('stays as they are after a restart', async () => {
    const { Username, email } = await member('restarted@example.com');
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }));
    await pool.restart();

    expect(await maySignIn(email)).toBe(false);
  });
});

describe('the API', () => {
  it.each([
    ['UserNotFoundException', () => got('nobody')],
    [
      'ResourceNotFoundException',
      () => client.send(new AdminGetUserCommand({ UserPoolId: 'another_pool', Username: 'nobody' })),
    ],
    ['InvalidParameterException', () => client.send(new AdminGetUserCommand({ UserPoolId, Username: '' }))],
    [
      'AccessDeniedException',
      () => clientOf('stranger').send(new AdminDeleteUserCommand({ UserPoolId, Username: 'described@example.com' })),
    ],
    [
      'UnknownOperationException',
      () => client.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: 'described@example.com' })),
    ],
  ])('answers %s', async (name, ask) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });
});
