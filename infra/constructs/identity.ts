import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Group, Scope } from '#shared/route';

const SCOPES: Record<Scope, string> = {
  'backroom/shop': 'Own orders, payments and profile',
  'backroom/catalog.write': 'Write products',
  'backroom/stock.write': 'Move stock',
  'backroom/orders.write': 'Place orders on account, at agreed prices',
  'backroom/operations': 'Operate the system',
};
const GROUPS: Record<Group, string> = {
  staff: 'May write the catalogue and stock and see all orders',
  admin: 'May all that staff may, refund and operate',
};
const PERSON: Scope = 'backroom/shop';

/** Who people and machines are: a user pool, its groups, and one client for each kind of caller. */
export class Identity extends Construct {
  readonly issuer: string;
  readonly audience: string[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge(
      { id: 'AwsSolutions-COG2', reason: 'Shoppers choose whether to use a second factor.' },
      {
        id: 'AwsSolutions-COG3',
        reason: 'Threat protection costs $0.02 a user a month; a context switch comes with the identity issue.',
      },
      { id: 'AwsSolutions-COG8', reason: 'The Plus tier is paid per user; Essentials does what the shop needs.' },
    );
    for (const [groupName, description] of Object.entries(GROUPS)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, description });
    }
    const scopes = Object.entries(SCOPES).map(([name, scopeDescription]) => {
      const [, scopeName = ''] = name.split('/');
      return new ResourceServerScope({ scopeName, scopeDescription });
    });
    const server = pool.addResourceServer('Scopes', { identifier: 'backroom', scopes });
    const oauth = (name: Scope) => {
      const found = scopes.find(({ scopeName }) => `backroom/${scopeName}` === name);
      if (!found) throw new Error(`no scope ${name}`);
      return OAuthScope.resourceServer(server, found);
    };

    const storefront: UserPoolClient = pool.addClient('Storefront', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        callbackUrls: this.node.getContext('callbackUrls'),
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, oauth(PERSON)],
      },
      accessTokenValidity: Duration.minutes(15),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
    const machine: UserPoolClient = pool.addClient('Machine', {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: (Object.keys(SCOPES) as Scope[]).filter((name) => name !== PERSON).map(oauth),
      },
      accessTokenValidity: Duration.minutes(15),
    });
    // The login pages, and where tokens are had. Prefixes are one name space a region, so the account's number makes ours.
    const domainPrefix = this.node.tryGetContext('loginDomain') ?? `backroom-${Aws.ACCOUNT_ID}`;
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
    this.audience = [storefront.userPoolClientId, machine.userPoolClientId];
  }
}
