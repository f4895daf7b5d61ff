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
    /** The other token that signing in gives: it says who somebody is, and lets in nowhere. */
    idTokenOf: async ({ email, groups }: Person): Promise<string> => {
      const made = await fetch(`${control}/users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${controlSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email, groups }),
      });
      const { password } = (await made.json()) as { password: string };
      const { clientId, redirectUri } = clients.storefront;
      const client = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
        execute: [oidc.allowInsecureRequests],
      });
      const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
      const start = oidc.buildAuthorizationUrl(client, {
        redirect_uri: redirectUri,
        scope: 'openid email profile backroom/shop',
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      const returned = await signIn(start, redirectUri, { email, password });
      if (!returned) throw new Error(`the sign-in page refused ${email}`);
      const { id_token } = await oidc.authorizationCodeGrant(client, returned, { pkceCodeVerifier });
      if (!id_token) throw new Error('no ID token came with the access token');
      return id_token;
    },
  };
};
