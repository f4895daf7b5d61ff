import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { signIn } from '../../client/sign-in.ts';
import type { SystemDescription } from '../../infra/local/home.ts';

type Person = { email: string; groups: string[] };

/** What only the issuer could make, and a test that holds its key. */
export const issuerOf = (home: string, { issuer, clients, control, controlSecret }: SystemDescription) => {
  const { signing }: { signing: JWK } = JSON.parse(readFileSync(join(home, 'identity', 'keys.json'), 'utf8'));
  const { n, e, kty, kid, use, alg } = signing;
  const { clientId, redirectUri } = clients.storefront;

  const storefront = () =>
    oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });

  /** Makes a user where there is none. @returns the password, a new one in any case */
  const userMade = async ({ email, groups }: Person): Promise<string> => {
    const made = await fetch(`${control}/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email, groups }),
    });
    return ((await made.json()) as { password: string }).password;
  };

  /** Every token that signing in gives; none where it is refused. */
  const signedIn = async (credentials: { email: string; password: string }) => {
    const client = await storefront();
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const start = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: 'openid email profile backroom/shop',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const returned = await signIn(start, redirectUri, credentials);
    return returned && oidc.authorizationCodeGrant(client, returned, { pkceCodeVerifier });
  };

  return {
    name: issuer,
    kid: kid ?? '',
    signing,
    publicKey: { kty, n, e, kid, use, alg } as JWK,
    /** A token whose signature is right, like `model` but for what is changed; `undefined` leaves a claim out. */
    resign: async (model: string, claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> => {
      const algorithm = header.alg ?? 'RS256';
      return new SignJWT({ ...decodeJwt(model), ...claims })
        .setProtectedHeader({ alg: algorithm, kid, ...header } as JWTHeaderParameters)
        .sign(await importJWK({ ...signing, alg: algorithm }, algorithm));
    },
    userMade,
    signedIn,
    refreshed: async (refreshToken: string) => oidc.refreshTokenGrant(await storefront(), refreshToken),
    /** The other token that signing in gives: it says who somebody is, and lets in nowhere. */
    idTokenOf: async (person: Person): Promise<string> => {
      const tokens = await signedIn({ email: person.email, password: await userMade(person) });
      if (!tokens?.id_token) throw new Error(`no ID token of ${person.email} is to be had`);
      return tokens.id_token;
    },
  };
};
