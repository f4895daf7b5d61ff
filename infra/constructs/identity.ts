import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolClientOptions,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Group, Scope } from '#shared/route';
import type { Platform } from '../platform.ts';
import { Handler } from './handler.ts';
import { list } from './names.ts';

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
const MACHINES: Scope[] = (Object.keys(SCOPES) as Scope[]).filter((name) => name !== PERSON);

/** Why the pool is without what cdk-nag would have. */
const ACKNOWLEDGED = [
  { id: 'AwsSolutions-COG2', reason: 'Shoppers choose whether to use a second factor or a passkey.' },
  {
    id: 'AwsSolutions-COG3',
    reason:
      'Threat protection belongs to the Plus plan, $0.02 a user a month; short tokens and rotation stand instead.',
  },
  { id: 'AwsSolutions-COG8', reason: 'The Plus plan is paid per user; Essentials does what the shop needs.' },
];

/** What all clients have in common. A token is believed until it expires, so it lasts no longer than a quarter of an hour. */
const CLIENT: UserPoolClientOptions = {
  accessTokenValidity: Duration.minutes(15),
  idTokenValidity: Duration.minutes(15),
  enableTokenRevocation: true,
  preventUserExistenceErrors: true,
};

/**
 * Whose tokens the front door takes: those of a user pool of our own, or, with `-c issuer=https://… -c audience=a,b`, of
 * another OpenID provider (docs/identity.md says what its tokens have to hold). Then there is no pool.
 */
export class Identity extends Construct {
  readonly issuer: string;
  readonly audience: string[];
  private readonly users: UserPool | undefined;

  /** @throws Error for an issuer without TLS or audience, or a machine that asks for a scope that is none of a machine */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const issuer: string | undefined = this.node.tryGetContext('issuer');
    if (issuer === undefined) {
      const pool = this.pool();
      const clients = this.clients(pool);
      this.users = pool;
      this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
      this.audience = clients.map(({ userPoolClientId }) => userPoolClientId);
      return;
    }
    const audience = list(this.node.tryGetContext('audience') ?? []);
    if (!issuer.startsWith('https://')) throw new Error(`the issuer ${issuer} has no https address`);
    if (audience.length === 0) throw new Error('another issuer needs an audience: -c audience=a,b');
    this.issuer = issuer;
    this.audience = audience;
  }

  /** Lets a door look after users; where they are another issuer's, there is nothing to look after. */
  administered(handler: Handler, ...actions: ('AdminGetUser' | 'AdminDeleteUser')[]) {
    if (!this.users) return;
    handler.addEnvironment('USER_POOL_ID', this.users.userPoolId);
    this.users.grant(handler, ...actions.map((action) => `cognito-idp:${action}`));
  }

  /** Tells a door of every user who has verified an address. It stands beside the pool, since each of them names the other. */
  tells(door: string, platform: Platform): Handler | undefined {
    if (!this.users) return undefined;
    const handler = new Handler(this, door, platform);
    this.users.addTrigger(UserPoolOperation.POST_CONFIRMATION, handler);
    return handler;
  }

  private pool(): UserPool {
    const pool = new UserPool(this, 'Users', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      passkeyRelyingPartyId: this.node.tryGetContext('passkeyRelyingPartyId'), // the login domain where nothing is said
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
    Validations.of(pool).acknowledge(...ACKNOWLEDGED);
    for (const [groupName, description] of Object.entries(GROUPS)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName, description });
    }
    // The login pages, and where tokens are had. Prefixes are one name space a region, so the account's number makes ours.
    const domainPrefix = this.node.tryGetContext('loginDomain') ?? `backroom-${Aws.ACCOUNT_ID}`;
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN, // the older pages know no passkeys
    });
    return pool;
  }

  /** One client for people, one for all machines, and one for each machine of the context `machines`. */
  private clients(pool: UserPool): UserPoolClient[] {
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
    const machine = (id: string, asks: Scope[]) => {
      const other = asks.find((name) => !MACHINES.includes(name));
      if (other) throw new Error(`the machine ${id} may not ask for ${other}; it may for ${MACHINES.join(', ')}`);
      return pool.addClient(id, {
        ...CLIENT,
        generateSecret: true,
        oAuth: { flows: { clientCredentials: true }, scopes: asks.map(oauth) },
        authFlows: { userPassword: false }, // nobody signs in here; saying nothing would allow Cognito's default ways
      });
    };

    const storefront = pool.addClient('Storefront', {
      ...CLIENT,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        callbackUrls: this.node.getContext('callbackUrls'),
        logoutUrls: this.node.getContext('logoutUrls'),
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, oauth(PERSON)],
      },
      authFlows: { user: true }, // what the login pages offer a choice of: password or passkey; no other way in
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(0), // a used one is refused at once
    });
    new CfnManagedLoginBranding(this, 'Pages', {
      userPoolId: pool.userPoolId,
      clientId: storefront.userPoolClientId,
      useCognitoProvidedValues: true, // without a style of its own a client has no pages
    });
    const named: Record<string, Scope[]> = this.node.getContext('machines');
    return [
      storefront,
      machine('Machine', MACHINES),
      ...Object.entries(named).map(([name, asks]) => machine(`Machine-${name}`, asks)),
    ];
  }
}
