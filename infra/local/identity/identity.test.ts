import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../../../client/sign-in.ts';
import { type Identity, type IdentityOptions, startIdentity } from './identity.ts';

const HOME = 'http://localhost:3000/callback';
const OTHER_HOME = 'http://localhost:4000/callback';
const SECRET = 'the-secret-of-the-machine-of-the-test';
const SHOP_SCOPE = 'openid email profile backroom/shop';
const person = { grants: ['authorization_code' as const, 'refresh_token' as const], scopes: SHOP_SCOPE.split(' ') };
const options: IdentityOptions = {
  port: 0,
  dataDir: mkdtempSync(join(tmpdir(), 'identity-')),
  userPoolId: 'local_pool',
  groups: ['staff', 'admin'],
  clients: [
    { clientId: 'storefront', ...person, redirectUris: [HOME] },
    { clientId: 'other', ...person, redirectUris: [OTHER_HOME] },
    {
      clientId: 'machine',
      clientSecret: SECRET,
      grants: ['client_credentials'],
      scopes: ['backroom/catalog.write', 'backroom/stock.write'],
      redirectUris: [],
      accessTokenSeconds: 120,
    },
  ],
};

let identity: Identity;
let storefront: oidc.Configuration;

beforeAll(async () => {
  identity = await startIdentity(options);
  storefront = await discover('storefront', oidc.None());
});
afterAll(() => identity.stop());

const discover = (clientId: string, proof: oidc.ClientAuth) =>
  oidc.discovery(new URL(identity.issuer), clientId, undefined, proof, { execute: [oidc.allowInsecureRequests] });

const machine = (secret = SECRET) => discover('machine', oidc.ClientSecretBasic(secret));

const verified = async (token: string, audience: string): Promise<JWTPayload> => {
  const keys = createRemoteJWKSet(new URL(identity.jwksUri));
  return (await jwtVerify(token, keys, { issuer: identity.issuer, audience, algorithms: ['RS256'] })).payload;
};

/** A sign-in about to happen: where it starts and how the code it yields is redeemed. */
const signInFor = async (client: oidc.Configuration, parameters: Record<string, string> = {}) => {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const expectedNonce = oidc.randomNonce();
  const start = oidc.buildAuthorizationUrl(client, {
    redirect_uri: HOME,
    scope: SHOP_SCOPE,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { start, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
};

const tokensOf = async (email: string, groups: string[] = []) => {
  const { sub, password } = await identity.createUser({ email, groups });
  const visit = browser(HOME);
  const { start, checks } = await signInFor(storefront);
  const page = await visit(start);
  const returned = await visit(page.url, { email, password });
  return { sub, password, visit, tokens: await oidc.authorizationCodeGrant(storefront, returned.url, checks) };
};

const refusal = async (grant: Promise<unknown>): Promise<string> => {
  const error = await grant.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(oidc.ResponseBodyError);
  return (error as oidc.ResponseBodyError).error;
};

const refresh = (token: string | undefined) => oidc.refreshTokenGrant(storefront, token ?? '');

describe('discovery', () => {
  it('names the pool as issuer and Cognito-like addresses, under whatever name it was reached', async () => {
    const path = '/local_pool/.well-known/openid-configuration';
    const document = await (await fetch(new URL(path, identity.issuer.replace('localhost', '127.0.0.1')))).json();

    expect(document).toMatchObject({
      issuer: identity.issuer,
      jwks_uri: identity.jwksUri,
      authorization_endpoint: `${identity.issuer}/oauth2/authorize`,
      token_endpoint: `${identity.issuer}/oauth2/token`,
    });
  });

  it('publishes no private part of a key', async () => {
    const { keys } = (await (await fetch(identity.jwksUri)).json()) as { keys: object[] };

    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('signing in', () => {
  it('yields an access token with exactly the claims Cognito writes', async () => {
    const { sub, tokens } = await tokensOf('claims@example.com', ['staff', 'admin']);

    const claims = await verified(tokens.access_token, 'storefront');

    expect(claims).toEqual({
      iss: identity.issuer,
      sub,
      aud: 'storefront',
      client_id: 'storefront',
      token_use: 'access',
      scope: SHOP_SCOPE,
      'cognito:groups': ['staff', 'admin'],
      username: sub,
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 3_600,
      jti: expect.any(String),
    });
  });

  it('yields an ID token that cannot pass for an access token', async () => {
    const { sub, tokens } = await tokensOf('Id.Token@example.com', ['staff']);

    const claims = await verified(tokens.id_token ?? '', 'storefront');

    expect(claims).toMatchObject({ sub, token_use: 'id', email: 'id.token@example.com', email_verified: true });
    expect(claims).not.toHaveProperty('scope');
  });

  it('names no groups for a user who is in none', async () => {
    const { tokens } = await tokensOf('shopper@example.com');

    expect(await verified(tokens.access_token, 'storefront')).not.toHaveProperty('cognito:groups');
  });

  it('is not asked for twice in one browser', async () => {
    const { visit, sub } = await tokensOf('twice@example.com');
    const { start, checks } = await signInFor(storefront);

    const tokens = await oidc.authorizationCodeGrant(storefront, (await visit(start)).url, checks);

    expect(tokens.claims()?.sub).toBe(sub);
  });

  it('answers a wrong password and an unknown e-mail alike', async () => {
    const email = 'known@example.com';
    await identity.createUser({ email, groups: [] });
    const answerTo = async (address: string) => {
      const visit = browser(HOME);
      const first = await visit((await signInFor(storefront)).start);
      const { page } = await visit(first.url, { email: address, password: 'not the password' });
      return { status: page?.status, text: page?.text.replace(address, '…').replaceAll(/login\/[\w-]+/g, 'login') };
    };

    const answer = await answerTo(email);

    expect(answer.status).toBe(422);
    expect(answer.text).toContain('role="alert"');
    expect(await answerTo('unknown@example.com')).toEqual(answer);
  });

  it('gives a locked account the same answer, even to the right password', async () => {
    const email = 'locked@example.com';
    const { password } = await identity.createUser({ email, groups: [] });
    const visit = browser(HOME);
    const { url } = await visit((await signInFor(storefront)).start);
    const wrong = await visit(url, { email, password: 'not the password' });
    await Promise.all(Array.from({ length: 9 }, () => visit(url, { email, password: 'not the password' })));

    const right = await visit(url, { email, password });

    expect(right.page?.status).toBe(422);
    expect(right.page?.text).toBe(wrong.page?.text);
  });
});

describe('the sign-in page', () => {
  const EVIL = '"><script>alert(1)</script>';

  it('escapes what was typed and what the client hints', async () => {
    const visit = browser(HOME);
    const hinted = await visit((await signInFor(storefront, { login_hint: EVIL })).start);
    const typed = await visit(hinted.url, { email: EVIL, password: 'x' });

    for (const { page } of [hinted, typed]) {
      expect(page?.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
      expect(page?.text).not.toContain('<script');
    }
  });

  it('may not be kept, framed or scripted, and may send its form on to the client alone', async () => {
    const { page } = await browser(HOME)((await signInFor(storefront)).start);

    expect(page?.headers.get('cache-control')).toBe('no-store');
    const policy = page?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(policy).toContain(`form-action 'self' http://localhost:3000;`);
  });

  it("refuses a form that does not carry the interaction's own cookie", async () => {
    const email = 'forged@example.com';
    const { password } = await identity.createUser({ email, groups: [] });
    const victim = browser(HOME);
    const { url } = await browser(HOME)((await signInFor(storefront)).start);
    await victim((await signInFor(storefront)).start);

    for (const visit of [browser(HOME), victim]) {
      expect((await visit(url, { email, password })).page?.status).toBe(400);
    }
  });

  it('refuses a form longer than anybody types', async () => {
    const visit = browser(HOME);
    const { url } = await visit((await signInFor(storefront)).start);

    expect((await visit(url, { email: 'a@example.com', password: 'x'.repeat(9_000) })).page?.status).toBe(400);
  });
});

describe('an authorization request', () => {
  it('without PKCE is refused', async () => {
    const start = oidc.buildAuthorizationUrl(storefront, { redirect_uri: HOME, scope: SHOP_SCOPE, state: 'state' });

    const { url } = await browser(HOME)(start);

    expect(url.searchParams.get('error')).toBe('invalid_request');
    expect(url.searchParams.get('error_description')).toContain('PKCE');
  });

  it('for an address that is not registered is answered by a page, not by a redirect', async () => {
    const evil = 'http://localhost:3000/elsewhere';

    const { page } = await browser(evil)((await signInFor(storefront, { redirect_uri: evil })).start);

    expect(page?.status).toBe(400);
    expect(page?.text).toContain('invalid_redirect_uri');
    expect(page?.headers.get('content-security-policy')).toContain(`default-src 'none'`);
  });

  it.each(['backroom/catalog.write', 'backroom/unheard-of'])('for the scope %s of others is refused', async (scope) => {
    const { url } = await browser(HOME)((await signInFor(storefront, { scope: `${SHOP_SCOPE} ${scope}` })).start);

    expect(url.searchParams.get('error')).toBe('invalid_scope');
  });

  it('for less than the client may ask yields a token that may do less', async () => {
    const email = 'less@example.com';
    const { password } = await identity.createUser({ email, groups: [] });
    const visit = browser(HOME);
    const { start, checks } = await signInFor(storefront, { scope: 'openid' });
    const returned = await visit((await visit(start)).url, { email, password });

    const tokens = await oidc.authorizationCodeGrant(storefront, returned.url, checks);

    expect((await verified(tokens.access_token, 'storefront')).scope).toBe('openid');
  });
});

describe('a code', () => {
  const codeOf = async (email: string) => {
    const { password } = await identity.createUser({ email, groups: [] });
    const visit = browser(HOME);
    const { start, checks } = await signInFor(storefront);
    return { returned: (await visit((await visit(start)).url, { email, password })).url, checks };
  };

  it('is of no use to another client', async () => {
    const { returned, checks } = await codeOf('cross@example.com');
    const other = await discover('other', oidc.None());
    const params = new URL(returned);

    expect(await refusal(oidc.authorizationCodeGrant(other, params, checks))).toBe('invalid_grant');
    expect((await oidc.authorizationCodeGrant(storefront, returned, checks)).access_token).toBeTruthy();
  });

  it('is of no use without the verifier', async () => {
    const { returned, checks } = await codeOf('verifier@example.com');
    const stolen = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };

    expect(await refusal(oidc.authorizationCodeGrant(storefront, returned, stolen))).toBe('invalid_grant');
  });

  it('is redeemed once, also by two requests at the same moment', async () => {
    const { returned, checks } = await codeOf('once@example.com');
    const answers = await Promise.allSettled(
      [1, 2].map(() => oidc.authorizationCodeGrant(storefront, new URL(returned), checks)),
    );

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a refresh token', () => {
  it('yields a new pair, keeps the time of sign-in and sees the groups of now', async () => {
    const email = 'refresh@example.com';
    const { tokens } = await tokensOf(email);
    await identity.createUser({ email, groups: ['staff'] });

    const renewed = await refresh(tokens.refresh_token);

    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await verified(renewed.access_token, 'storefront')).toMatchObject({
      'cognito:groups': ['staff'],
      scope: SHOP_SCOPE,
      auth_time: decodeJwt(tokens.access_token).auth_time,
    });
  });

  it('is refused once used, and then takes its successors with it', async () => {
    const { tokens } = await tokensOf('rotation@example.com');
    const renewed = await refresh(tokens.refresh_token);

    expect(await refusal(refresh(tokens.refresh_token))).toBe('invalid_grant');
    expect(await refusal(refresh(renewed.refresh_token))).toBe('invalid_grant');
  });

  it("leaves the user's other sign-ins alone when it is revoked", async () => {
    const { tokens: lost, visit } = await tokensOf('devices@example.com');
    const { start, checks } = await signInFor(storefront);
    const kept = await oidc.authorizationCodeGrant(storefront, (await visit(start)).url, checks);

    await oidc.tokenRevocation(storefront, lost.refresh_token ?? '');

    expect(await refusal(refresh(lost.refresh_token))).toBe('invalid_grant');
    expect((await refresh(kept.refresh_token)).access_token).toBeTruthy();
  });
});

describe('client credentials', () => {
  it('yield a token with exactly the claims Cognito writes', async () => {
    const { access_token, refresh_token } = await oidc.clientCredentialsGrant(await machine(), {
      scope: 'backroom/catalog.write backroom/stock.write',
    });

    const claims = await verified(access_token, 'machine');

    expect(refresh_token).toBeUndefined();
    expect(claims).toEqual({
      iss: identity.issuer,
      sub: 'machine',
      aud: 'machine',
      client_id: 'machine',
      token_use: 'access',
      scope: 'backroom/catalog.write backroom/stock.write',
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 120,
      jti: expect.any(String),
    });
  });

  it.each(['backroom/shop', 'openid', 'backroom/unheard-of'])('do not reach the scope %s', async (scope) => {
    const asked = oidc.clientCredentialsGrant(await machine(), { scope: `backroom/catalog.write ${scope}` });

    expect(await refusal(asked)).toBe('invalid_scope');
  });

  it('are refused with a wrong secret and without one', async () => {
    const scope = 'backroom/catalog.write';

    await expect(oidc.clientCredentialsGrant(await machine('wrong'), { scope })).rejects.toMatchObject({ status: 401 });
    expect(await refusal(oidc.clientCredentialsGrant(storefront, { scope }))).toBe('invalid_request');
  });

  it('are not persisted token by token', async () => {
    const { access_token } = await oidc.clientCredentialsGrant(await machine(), { scope: 'backroom/stock.write' });

    expect(readFileSync(join(options.dataDir, 'grants.jsonl'), 'utf8')).not.toContain(decodeJwt(access_token).jti);
  });
});

describe('a start', () => {
  it('fails when the port is taken', async () => {
    const port = Number(new URL(identity.issuer).port);
    const dataDir = mkdtempSync(join(tmpdir(), 'identity-'));

    await expect(startIdentity({ ...options, port, dataDir })).rejects.toThrow('EADDRINUSE');
  });
});

describe('a restart', () => {
  it('leaves tokens, users and sessions as they were', async () => {
    const email = 'restart@example.com';
    const { sub, password, visit, tokens } = await tokensOf(email, ['staff']);
    const { issuer } = identity;

    await identity.stop();
    await expect(fetch(issuer)).rejects.toThrow();
    const begun = performance.now();
    identity = await startIdentity({ ...options, port: Number(new URL(issuer).port) });
    const took = performance.now() - begun;

    expect(took).toBeLessThan(500);
    expect(identity.issuer).toBe(issuer);
    expect(await verified(tokens.access_token, 'storefront')).toMatchObject({ sub });
    expect(await verified((await refresh(tokens.refresh_token)).access_token, 'storefront')).toMatchObject({
      sub,
      'cognito:groups': ['staff'],
    });
    const again = await signInFor(storefront);
    expect((await visit(again.start)).page).toBeUndefined();
    const fresh = browser(HOME);
    const { start, checks } = await signInFor(storefront);
    const returned = await fresh((await fresh(start)).url, { email, password });
    const relogin = await oidc.authorizationCodeGrant(storefront, returned.url, checks);
    expect(relogin.claims()?.sub).toBe(sub);
  });
});
