import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import settings from '../../cdk.json' with { type: 'json' };
import { Identity } from './identity.ts';

const synthesised = (context: Record<string, unknown> = {}) => {
  const stack = new Stack(new App({ context: { ...settings.context, ...context } }), 'Stack');
  const identity = new Identity(stack, 'Identity');
  const resources = Object.values(Template.fromStack(stack).toJSON().Resources ?? {}) as {
    Type: string;
    // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no one shape
    Properties: any;
  }[];
  const all = (type: string) =>
    resources.filter(({ Type }) => Type === `AWS::Cognito::${type}`).map((one) => one.Properties);
  return { identity, resources, all };
};

const { all } = synthesised();
const clients = all('UserPoolClient');
const person = clients.find(({ AllowedOAuthFlows: [flow] }) => flow === 'code');
const machine = clients.find(({ AllowedOAuthFlows: [flow] }) => flow === 'client_credentials');

describe('the pool', () => {
  it('lets people in who proved their address, by password or passkey, with a second factor if they like', () => {
    expect(all('UserPool')).toMatchObject([
      {
        UserPoolTier: 'ESSENTIALS',
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
        AutoVerifiedAttributes: ['email'],
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      },
    ]);
    expect(all('UserPoolGroup').map(({ GroupName }) => GroupName)).toEqual(['staff', 'admin']);
  });

  it('has login pages that know passkeys, in a style, without which there are none', () => {
    expect(all('UserPoolDomain')).toMatchObject([{ ManagedLoginVersion: 2 }]);
    expect(all('ManagedLoginBranding')).toMatchObject([{ UseCognitoProvidedValues: true }]);
  });

  it('binds passkeys to the domain it is told', () => {
    const told = synthesised({ passkeyRelyingPartyId: 'login.shop.example' });
    expect(told.all('UserPool')).toMatchObject([{ WebAuthnRelyingPartyID: 'login.shop.example' }]);
  });
});

describe('a client', () => {
  it.each(clients.map((client) => [client.AllowedOAuthFlows[0], client]))(
    'for %s lasts a quarter of an hour, can be revoked, and tells nobody who has an account',
    (_, client) => {
      expect(client).toMatchObject({
        AccessTokenValidity: 15,
        IdTokenValidity: 15,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
        EnableTokenRevocation: true,
        PreventUserExistenceErrors: 'ENABLED',
      });
    },
  );

  it('for people is public, comes by code alone, and rotates its refresh tokens', () => {
    expect(person).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
      RefreshTokenValidity: 30 * 24 * 60,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      CallbackURLs: settings.context.callbackUrls,
      LogoutURLs: settings.context.logoutUrls,
    });
  });

  it('for machines has a secret, and signs nobody in', () => {
    expect(machine).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    });
    expect(machine.AllowedOAuthScopes).toHaveLength(4);
    expect(JSON.stringify(machine.AllowedOAuthScopes)).not.toContain('/shop');
  });

  it('is there for each machine that is named, and may ask for no more than that one', () => {
    const named = synthesised({ machines: { erp: ['backroom/orders.write'], stock: ['backroom/stock.write'] } });
    const scopes = named.all('UserPoolClient').map(({ AllowedOAuthScopes }) => JSON.stringify(AllowedOAuthScopes));

    expect(scopes).toHaveLength(4);
    expect(scopes.filter((text) => text.includes('/orders.write') && !text.includes('/stock'))).toHaveLength(1);
    expect(named.identity.audience).toHaveLength(4);
  });

  it.each([['backroom/shop'], ['backroom/everything']])('for a machine may not ask for %s', (scope) => {
    expect(() => synthesised({ machines: { erp: [scope] } })).toThrow(`erp may not ask for ${scope}`);
  });
});

describe('another issuer', () => {
  it('is taken at its word, and there is no pool', () => {
    const issuer = 'https://login.example/realms/shop';
    const { identity, resources } = synthesised({ issuer, audience: 'storefront,erp' });

    expect(identity).toMatchObject({ issuer, audience: ['storefront', 'erp'] });
    expect(resources).toEqual([]);
  });

  it.each([
    ['no TLS', { issuer: 'http://login.example', audience: 'a' }, 'no https address'],
    ['no audience', { issuer: 'https://login.example' }, 'needs an audience'],
    ['an empty audience', { issuer: 'https://login.example', audience: '' }, 'needs an audience'],
  ])('with %s is refused', (_, context, says) => {
    expect(() => synthesised(context)).toThrow(says);
  });
});
