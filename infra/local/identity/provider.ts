import {
  type Adapter,
  type Client,
  type Context,
  errors,
  interactionPolicy,
  Provider,
  type Token,
} from 'oidc-provider';
import { messagePage, pageHeaders } from '../page.ts';
import type { Keys } from './keys.ts';
import type { Users } from './users.ts';

export type ClientOptions = {
  clientId: string;
  /** A client without a secret is public and proves itself with PKCE alone. */
  clientSecret?: string;
  grants: ('authorization_code' | 'refresh_token' | 'client_credentials')[];
  scopes: string[];
  redirectUris: string[];
  /** Where a sign-out may lead to. */
  logoutUris?: string[];
  /** An hour unless told, as in Cognito. */
  accessTokenSeconds?: number;
  /** An hour unless told, as in Cognito. */
  idTokenSeconds?: number;
  /** From the sign-in, however often it was rotated; thirty days unless told, as in Cognito. */
  refreshTokenSeconds?: number;
};

type ProviderOptions = {
  issuer: string;
  clients: ClientOptions[];
  users: Users;
  keys: Keys;
  adapter: (model: string) => Adapter;
};

const HOUR = 3_600;
const DAY = 24 * HOUR;
const REFRESH_SECONDS = 30 * DAY;
const IDENTITY_SCOPES = ['openid', 'email', 'profile'];

/**
 * An OpenID provider with a Cognito user pool's addresses, claims and lifetimes. Not there: userinfo, and consent, for
 * every client is the shop's own.
 */
export const createProvider = ({ issuer, clients, users, keys, adapter }: ProviderOptions): Provider => {
  const { pathname, port } = new URL(issuer);
  const optionsOf = ({ clientId }: Client): ClientOptions => {
    const options = clients.find((client) => client.clientId === clientId);
    if (!options) throw new errors.InvalidTarget('unknown client');
    return options;
  };
  const refreshSecondsOf = (client: Client) => optionsOf(client).refreshTokenSeconds ?? REFRESH_SECONDS;
  const policy = interactionPolicy.base();
  policy.remove('consent');

  const provider = new Provider(issuer, {
    adapter,
    clients: clients.map(metadataOf),
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: keys.cookies,
      // Browsers do not tell ports apart: without the port in the names two systems would sign each other's people out.
      names: { session: `session_${port}`, interaction: `interaction_${port}`, resume: `resume_${port}` },
      long: { httpOnly: true, sameSite: 'lax', path: pathname },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
    },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    scopes: IDENTITY_SCOPES,
    claims: {
      openid: ['sub', 'token_use', 'cognito:username', 'cognito:groups'],
      email: ['email', 'email_verified'],
      profile: [],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true, allowedPolicy: isTokenOf },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        useGrantedResource: () => true,
        getResourceServerInfo: (context: Context, resource: string, client: Client) => {
          if (resource !== issuer) throw new errors.InvalidTarget('unknown resource');
          const { scopes, accessTokenSeconds = HOUR } = optionsOf(client);
          refuseOtherScopes(context.oidc.requestParamScopes, scopes);
          return {
            scope: scopes.join(' '),
            audience: client.clientId,
            accessTokenTTL: accessTokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: ({ oidc }: Context) => optionsOf(oidc.client).idTokenSeconds ?? HOUR,
      Interaction: HOUR,
      Session: DAY,
      Grant: ({ oidc }: Context) => refreshSecondsOf(oidc.client),
      RefreshToken: ({ oidc }: Context) =>
        oidc.entities.RotatedRefreshToken?.remainingTTL ?? refreshSecondsOf(oidc.client),
    },
    issueRefreshToken: (_: Context, client: Client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    extraTokenClaims: ({ oidc }: Context, token: Token) => {
      const user = token.accountId === undefined ? undefined : users.find(token.accountId);
      if (!user) return { token_use: 'access' };
      return {
        token_use: 'access',
        username: user.sub,
        auth_time: (oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken)?.authTime,
        ...groupsClaim(user.groups),
      };
    },
    findAccount: (_: Context, sub: string) => {
      const user = users.find(sub);
      if (!user?.enabled) return undefined;
      return {
        accountId: sub,
        claims: () => ({
          sub,
          token_use: 'id',
          'cognito:username': sub,
          email: user.email,
          email_verified: user.verified,
          ...groupsClaim(user.groups),
        }),
      };
    },
    /** Every sign-in is a grant of its own, so that revoking one leaves the user's others alone. */
    loadExistingGrant: async ({ oidc }: Context) => {
      const { scopes } = optionsOf(oidc.client);
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope(scopes.filter((scope) => IDENTITY_SCOPES.includes(scope)).join(' '));
      grant.addResourceScope(issuer, scopes.join(' '));
      await grant.save();
      return grant;
    },
    interactions: { policy, url: (_: Context, { uid }: { uid: string }) => `${pathname}/login/${uid}` },
    clientBasedCORS: (_: Context, origin: string, client: Client) =>
      client.redirectUris.some((uri) => new URL(uri).origin === origin),
    renderError: (context: Context, { error, error_description }: Record<string, string>) => {
      for (const [name, value] of Object.entries(pageHeaders())) context.res.setHeader(name, value);
      context.type = 'html';
      context.body = messagePage('This did not work', [error, error_description].filter(Boolean).join(': '));
    },
  });
  provider.on('server_error', ({ method, path }: Context, error: Error) => {
    console.error(`identity: ${method} ${path} failed`, error);
  });
  return provider;
};

const metadataOf = ({ clientId, clientSecret, grants, scopes, redirectUris }: ClientOptions) => ({
  client_id: clientId,
  client_secret: clientSecret,
  token_endpoint_auth_method: clientSecret === undefined ? 'none' : 'client_secret_basic',
  grant_types: grants,
  response_types: grants.includes('authorization_code') ? ['code'] : [],
  redirect_uris: redirectUris,
  scope: scopes.filter((scope) => IDENTITY_SCOPES.includes(scope)).join(' ') || undefined,
});

/** The provider drops scopes it has never heard of; Cognito refuses them, so that nobody takes a weaker token for granted. */
const refuseOtherScopes = (asked: Set<string>, allowed: string[]) => {
  for (const scope of asked) {
    if (!allowed.includes(scope)) throw new errors.InvalidScope(`this client may not ask for ${scope}`, scope);
  }
};

const isTokenOf = (_: Context, client: Client, token: { clientId: string }) => token.clientId === client.clientId;
const accessTokenSeconds = (_: Context, token: Token) => token.resourceServer?.accessTokenTTL ?? HOUR;
const groupsClaim = (groups: string[]) => (groups.length > 0 ? { 'cognito:groups': groups } : {});
