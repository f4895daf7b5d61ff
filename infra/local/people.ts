import * as v from 'valibot';
import type { SystemDescription } from './home.ts';
import type { ClientOptions } from './identity/provider.ts';
import type { Assembly } from './template/assembly.ts';

export type PoolDeclaration = { id: string; groups: string[]; clients: (ClientOptions & { id: string })[] };

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const GRANTS = { code: 'authorization_code', client_credentials: 'client_credentials' } as const;

const Client = v.object({
  AllowedOAuthFlows: v.array(v.picklist(['code', 'client_credentials'])),
  AllowedOAuthScopes: v.array(v.string()),
  CallbackURLs: v.optional(v.array(v.string()), []),
  GenerateSecret: v.optional(v.boolean(), false),
  AccessTokenValidity: v.optional(v.number(), 1),
  TokenValidityUnits: v.optional(
    v.object({ AccessToken: v.optional(v.picklist(['seconds', 'minutes', 'hours', 'days']), 'hours') }),
    {},
  ),
});

/**
 * The user pool as the local issuer wants to know it.
 * @param secretOf a client's secret by its id, where it has one
 * @throws Error when there is not exactly one pool
 */
export const declaredPool = (assembly: Assembly, secretOf: (clientId: string) => string): PoolDeclaration => {
  const [pool, ...more] = assembly.all('AWS::Cognito::UserPool', v.object({}));
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
      redirectUris: properties.CallbackURLs,
      accessTokenSeconds: properties.AccessTokenValidity * UNITS[properties.TokenValidityUnits.AccessToken ?? 'hours'],
    })),
  };
};

/** The clients that tools sign in with. @throws Error when there is not one for people and one for machines */
export const clientsOf = (pool: PoolDeclaration): SystemDescription['clients'] => {
  const people = pool.clients.find(({ grants }) => grants.includes('authorization_code'));
  const machines = pool.clients.find(({ grants }) => grants.includes('client_credentials'));
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
