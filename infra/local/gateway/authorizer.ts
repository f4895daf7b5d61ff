import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { JwtDeclaration } from './declaration.ts';

/** What a function is told of a token, in API Gateway's way: every claim is text, a list is `[a b]`. */
export type Authorized = { claims: Record<string, string>; scopes: string[] };

/** A token that is let in, or what is answered instead. */
export type Verdict =
  | { authorized: Authorized }
  | { status: 401; message: 'Unauthorized'; challenge: string }
  | { status: 403; message: 'Forbidden'; challenge: string };

/** Keys are fetched again for an unknown `kid`, at most once in this time: a flood of invented ones reaches nobody. */
const COOLDOWN_MILLISECONDS = 30_000;
const CACHED_TOKENS = 1_000;

type Verified = { payload: JWTPayload; claims: Record<string, string> };

const claimText = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'object' ? JSON.stringify(value) : String(value);

const refused = (description: string): Verdict => ({
  status: 401,
  message: 'Unauthorized',
  challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
});

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'iss' ? 'the token has an invalid issuer' : `the token has an invalid ${error.claim}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the signature method is not supported';
  return 'the token is not valid';
};

const grantedScopes = ({ scope, scp }: JWTPayload): string[] => {
  const granted = scope ?? scp ?? '';
  return Array.isArray(granted) ? granted.map(String) : String(granted).split(' ');
};

const isFor = (audience: string[], { aud, client_id }: JWTPayload): boolean =>
  [aud ?? client_id].flat().some((one) => typeof one === 'string' && audience.includes(one));

/**
 * API Gateway's JWT authorizer for one issuer. Keys come from `jwksUri` alone: what a token says about keys of its own
 * (`jwk`, `jku`, `x5u`) is never followed. A token that was verified is believed until it expires.
 */
export const jwtAuthorizer = (issuer: string, jwksUri: string) => {
  const keys = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: COOLDOWN_MILLISECONDS });
  const cache = new Map<string, Verified>();

  const verify = async (token: string): Promise<Verified> => {
    const known = cache.get(token);
    if (known && (known.payload.exp ?? 0) * 1_000 > Date.now()) return known;
    const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'], requiredClaims: ['exp'] });
    const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
    if (cache.size >= CACHED_TOKENS) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
    cache.set(token, { payload, claims });
    return { payload, claims };
  };

  return async (header: string | undefined, { audience }: JwtDeclaration, scopes: string[]): Promise<Verdict> => {
    const token = header?.replace(/^Bearer\s+/i, '');
    if (!token) return { status: 401, message: 'Unauthorized', challenge: 'Bearer' };
    let verified: Verified;
    try {
      verified = await verify(token);
    } catch (error) {
      return refused(reasonOf(error));
    }
    if (!isFor(audience, verified.payload)) return refused('the token does not have a valid audience');
    const granted = grantedScopes(verified.payload);
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
      return {
        status: 403,
        message: 'Forbidden',
        challenge: `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="insufficient scope"`,
      };
    }
    return { authorized: { claims: verified.claims, scopes } };
  };
};

export type Authorizer = ReturnType<typeof jwtAuthorizer>;
