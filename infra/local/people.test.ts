import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { clientsOf, declaredPool } from './people.ts';
import type { Assembly } from './template/assembly.ts';

const POLICY = {
  MinimumLength: 12,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  RequireUppercase: true,
};
const POOL = { Policies: { PasswordPolicy: POLICY } };
const STOREFRONT = {
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid'],
  CallbackURLs: ['http://localhost:3000/callback', 'https://shop.example/callback'],
  LogoutURLs: ['http://localhost:3000/'],
  AccessTokenValidity: 15,
  IdTokenValidity: 20,
  RefreshTokenValidity: 43_200,
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
};
const machine = (...AllowedOAuthScopes: string[]) => ({
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthScopes,
  GenerateSecret: true,
});

const pool = (properties: object = POOL, clients: object[] = [STOREFRONT, machine('a'), machine('a', 'b')]) => {
  const declared: Record<string, object[]> = {
    'AWS::Cognito::UserPool': [properties],
    'AWS::Cognito::UserPoolGroup': [{ GroupName: 'staff' }],
    'AWS::Cognito::UserPoolClient': clients,
  };
  const assembly = {
    all: (type: string, schema: v.GenericSchema) =>
      (declared[type] ?? []).map((given, n) => ({ ref: `${type}${n}`, id: '', properties: v.parse(schema, given) })),
  } as unknown as Assembly;
  return declaredPool(assembly, (name) => `secret of ${name}`, 'http://localhost:4000');
};

describe('a client as it is declared', () => {
  it('lasts as long as the template says', () => {
    expect(pool().clients[0]).toMatchObject({
      accessTokenSeconds: 900,
      idTokenSeconds: 1_200,
      refreshTokenSeconds: 30 * 86_400,
    });
  });

  it("lasts as long as Cognito's do where the template says nothing", () => {
    expect(pool().clients[1]).toMatchObject({
      accessTokenSeconds: 3_600,
      idTokenSeconds: 3_600,
      refreshTokenSeconds: 30 * 86_400,
    });
  });

  it('is also served at the origin that this system has', () => {
    expect(pool().clients[0]).toMatchObject({
      redirectUris: [
        'http://localhost:3000/callback',
        'https://shop.example/callback',
        'http://localhost:4000/callback',
      ],
      logoutUris: ['http://localhost:3000/', 'http://localhost:4000/'],
    });
  });
});

it('tools get the client for people, and of those for machines the one that may ask for most', () => {
  expect(clientsOf(pool())).toEqual({
    storefront: { clientId: 'AWS::Cognito::UserPoolClient0', redirectUri: 'http://localhost:3000/callback' },
    machine: {
      clientId: 'AWS::Cognito::UserPoolClient2',
      clientSecret: 'secret of AWS::Cognito::UserPoolClient2',
    },
  });
});

describe('a trigger', () => {
  it('is a function, by its name', () => {
    const LambdaConfig = { PostConfirmation: 'arn:aws:lambda:eu-west-1:000000000000:function:Accounts-OnConfirmation' };
    expect(pool({ ...POOL, LambdaConfig }).postConfirmation).toBe('Accounts-OnConfirmation');
    expect(pool().postConfirmation).toBeUndefined();
  });

  it('of another kind stops the start', () => {
    expect(() => pool({ ...POOL, LambdaConfig: { PreSignUp: 'arn' } })).toThrow('PreSignUp');
  });
});

it.each([
  ['MinimumLength', 8],
  ['RequireSymbols', false],
])('another password policy stops the start: %s is %s', (rule, value) => {
  expect(() => pool({ Policies: { PasswordPolicy: { ...POLICY, [rule]: value } } })).toThrow();
});
