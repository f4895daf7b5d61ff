import * as v from 'valibot';
import type { SystemDescription } from './home.ts';
import type { ClientOptions } from './identity/provider.ts';
import type { Assembly } from './template/assembly.ts';

export type PoolDeclaration = {
  id: string;
  groups: string[];
  clients: (ClientOptions & { id: string })[];
  /** The name of the function that is told of every user whose address is proved. */
  postConfirmation?: string;
};

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const GRANTS = { code: 'authorization_code', client_credentials: 'client_credentials' } as const;

/** Where the template thinks that the shop is; the local system may be elsewhere, and is reached at both. */
const DECLARED_ORIGIN = 'http://localhost:3000';

/** The policy that the local issuer holds to (`identity/passwords.ts`). Another one stops the start, as another trigger does. */
const Pool = v.object({
  Policies: v.object({
    PasswordPolicy: v.object({
      MinimumLength: v.literal(12),
      RequireLowercase: v.literal(true),
      RequireNumbers: v.literal(true),
      RequireSymbols: v.literal(true),
      RequireUppercase: v.literal(true),
    }),
  }),
  LambdaConfig: v.optional(v.strictObject({ PostConfirmation: v.optional(v.string()) }), {}),
});

const unit = v.optional(v.picklist(['seconds', 'minutes', 'hours', 'days']));
const Client = v.object({
  AllowedOAuthFlows: v.array(v.picklist(['code', 'client_credentials'])),
  AllowedOAuthScopes: v.array(v.string()),
  CallbackURLs: v.optional(v.array(v.string()), []),
  LogoutURLs: v.optional(v.array(v.string()), []),
  GenerateSecret: v.optional(v.boolean(), false),
  AccessTokenValidity: v.optional(v.number(), 1),
  IdTokenValidity: v.optional(v.number(), 1),
  RefreshTokenValidity: v.optional(v.number(), 30),
  TokenValidityUnits: v.optional(v.object({ AccessToken: unit, IdToken: unit, RefreshToken: unit }), {}),
});

const lifetimes = ({ TokenValidityUnits: units, ...client }: v.InferOutput<typeof Client>) => ({
  accessTokenSeconds: client.AccessTokenValidity * UNITS[units.AccessToken ?? 'hours'],
  idTokenSeconds: client.IdTokenValidity * UNITS[units.IdToken ?? 'hours'],
  refreshTokenSeconds: client.RefreshTokenValidity * UNITS[units.RefreshToken ?? 'days'],
});

/** The declared addresses, and the same paths at the origin that this system has. */
const alsoAt = (origin: string, declared: string[]): string[] => {
  const here = declared
    .filter((address) => new URL(address).origin === DECLARED_ORIGIN)
    .map((address) => `${origin}${address.slice(DECLARED_ORIGIN.length)}`);
  return [...new Set([...declared, ...here])];
};

/**
 * The user pool as the local issuer wants to know it.
 * @param secretOf a client's secret by its id, where it has one
 * @param origin where this system's API is, as everybody sees it
 * @throws Error when there is not exactly one pool, or it wants what the local issuer does not do
 */
export const declaredPool = (
  assembly: Assembly,
  secretOf: (clientId: string) => string,
  origin: string,
): PoolDeclaration => {
  const [pool, ...more] = assembly.all('AWS::Cognito::UserPool', Pool);
  if (!pool || more.length > 0) throw new Error('the local host serves exactly one user pool');
  const groups = assembly.all('AWS::Cognito::UserPoolGroup', v.object({ GroupName: v.string() }));
  const clients = assembly.all('AWS::Cognito::UserPoolClient', Client);
  return {
    id: pool.ref,
    groups: groups.map(({ properties }) => properties.GroupName),
    clients: clients.map(({ id, ref, properties }) => ({
      id,
      clientId: ref,
      ...(properties.GenerateSecret && { clientSecret: secretOf(ref) }),
      grants: properties.AllowedOAuthFlows.flatMap((flow): ClientOptions['grants'] =>
        flow === 'code' ? [GRANTS.code, 'refresh_token'] : [GRANTS[flow]],
      ),
      scopes: properties.AllowedOAuthScopes,
      redirectUris: alsoAt(origin, properties.CallbackURLs),
      logoutUris: alsoAt(origin, properties.LogoutURLs),
      ...lifetimes(properties),
    })),
    postConfirmation: pool.properties.LambdaConfig.PostConfirmation?.split(':').at(-1),
  };
};

/**
 * The clients that tools sign in with: that of people, and of those of machines the one that may ask for most.
 * @throws Error when one of the two is missing
 */
export const clientsOf = (pool: PoolDeclaration): SystemDescription['clients'] => {
  const people = pool.clients.find(({ grants }) => grants.includes('authorization_code'));
  const [machines] = pool.clients
    .filter(({ grants }) => grants.includes('client_credentials'))
    .sort((a, b) => b.scopes.length - a.scopes.length);
  if (!people || !machines?.clientSecret)
    throw new Error('the user pool needs a client for people and one for machines');
  return {
    storefront: { clientId: people.clientId, redirectUri: people.redirectUris[0] ?? '' },
    machine: { clientId: machines.clientId, clientSecret: machines.clientSecret },
  };
};

/**
 * Resolves once a token was obtained as any machine obtains it.
 * @throws Error with what the issuer says
 */
export const proveTokens = async (issuer: string, { clients }: PoolDeclaration): Promise<void> => {
  const machine = clients.find(({ grants }) => grants.includes('client_credentials'));
  if (!machine) return;
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { token_endpoint } = v.parse(v.object({ token_endpoint: v.string() }), await discovery.json());
  const response = await fetch(token_endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${machine.clientId}:${machine.clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: machine.scopes[0] ?? '' }),
  });
  if (!response.ok) throw new Error(`no token can be had: ${response.status} ${await response.text()}`);
};
