import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../../client/sign-in.ts';
import { fresh, type House, openHouse } from './caller.ts';
import { mailboxAt } from './mailbox.ts';

const PASSWORD = 'Correct horse 1!';
const OTHER_PASSWORD = 'Battery staple 2?';
const SCOPES = 'openid email profile backroom/shop';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

const system = () => house.system.system;
const mailbox = () => mailboxAt(system().mail);
const address = (name: string) => `${fresh(name)}@example.com`;
const discover = (clientId: string, proof: oidc.ClientAuth) =>
  oidc.discovery(new URL(system().issuer), clientId, undefined, proof, { execute: [oidc.allowInsecureRequests] });
const storefront = () => discover(system().clients.storefront.clientId, oidc.None());
const machine = () =>
  discover(system().clients.machine.clientId, oidc.ClientSecretBasic(system().clients.machine.clientSecret));
const orders = async (token: string) =>
  fetch(`${house.system.url}/v1/orders`, { headers: { authorization: `Bearer ${token}` } });
const refused = (asked: Promise<unknown>, error: string) => expect(asked).rejects.toMatchObject({ error });

/** Somebody with a browser, sent by the shop to sign in. */
const visitor = async (redirectUri = system().clients.storefront.redirectUri) => {
  const client = await storefront();
  const visit = browser(redirectUri);
  const begin = async () => {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const expectedState = oidc.randomState();
    const start = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: SCOPES,
      state: expectedState,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const { url, page } = await visit(start);
    const tokens = (at: URL) => oidc.authorizationCodeGrant(client, at, { pkceCodeVerifier, expectedState });
    return { url, page, tokens };
  };
  const { url, tokens } = await begin();
  const post = (step: string, form: Record<string, string>) => visit(new URL(`${url.pathname}${step}`, url), form);
  return { client, visit, begin, post, tokens };
};

/** Somebody who has signed up, proved the address and is back at the shop. */
const member = async (name: string, redirectUri?: string) => {
  const email = address(name);
  const at = await visitor(redirectUri);
  await at.post('/sign-up', { email, password: PASSWORD });
  const returned = await at.post('/verification', { code: await mailbox().code(email) });
  expect(returned.page?.text).toBeUndefined();
  return { email, at, tokens: await at.tokens(returned.url) };
};

describe('a shopper', () => {
  it('signs up, proves the address, and is let in; the token is renewed and in the end revoked', async () => {
    const { tokens, at } = await member('ada');
    expect((await orders(tokens.access_token)).status).toBe(200);
    expect(tokens.expires_in).toBe(900);
    expect((tokens.claims()?.exp ?? 0) - (tokens.claims()?.iat ?? 0)).toBe(900);

    const renewed = await oidc.refreshTokenGrant(at.client, tokens.refresh_token ?? '');
    expect((await orders(renewed.access_token)).status).toBe(200);
    await oidc.tokenRevocation(at.client, renewed.refresh_token ?? '');
    await refused(oidc.refreshTokenGrant(at.client, renewed.refresh_token ?? ''), 'invalid_grant');
  });

  it('whose old refresh token is used again loses the whole family', async () => {
    const { tokens, at } = await member('stolen');
    const renewed = await oidc.refreshTokenGrant(at.client, tokens.refresh_token ?? '');

    await refused(oidc.refreshTokenGrant(at.client, tokens.refresh_token ?? ''), 'invalid_grant');
    await refused(oidc.refreshTokenGrant(at.client, renewed.refresh_token ?? ''), 'invalid_grant');
  });

  it('is not let in without the code', async () => {
    const email = address('unproved');
    await (await visitor()).post('/sign-up', { email, password: PASSWORD });
    const at = await visitor();

    const { page, url } = await at.post('', { email, password: PASSWORD });

    expect(url.pathname).toMatch(/\/verification$/);
    expect(page?.status).toBe(200);
  });

  it('is locked out by ten wrong passwords, and let in again with a new one', async () => {
    const { email, tokens } = await member('locked');
    const at = await visitor();
    await Promise.all(Array.from({ length: 10 }, () => at.post('', { email, password: OTHER_PASSWORD })));
    expect((await at.post('', { email, password: PASSWORD })).page?.status).toBe(422);

    await at.post('/forgotten-password', { email });
    await at.post('/new-password', { code: await mailbox().code(email, 2), password: OTHER_PASSWORD });

    await refused(oidc.refreshTokenGrant(at.client, tokens.refresh_token ?? ''), 'invalid_grant');
    const returned = await at.post('', { email, password: OTHER_PASSWORD });
    expect((await orders((await at.tokens(returned.url)).access_token)).status).toBe(200);
  });

  it('carries on where the system was killed', async () => {
    const email = address('killed');
    const at = await visitor();
    await at.post('/sign-up', { email, password: PASSWORD });
    const code = await mailbox().code(email);
    await house.system.kill();
    await house.restart();

    const returned = await at.post('/verification', { code });

    expect((await orders((await at.tokens(returned.url)).access_token)).status).toBe(200);
  });

  it('may come back to the same paths where this system is, and to no others', async () => {
    const here = house.system.url;
    const { tokens } = await member('here', `${here}/docs/oauth2-redirect.html`);
    expect((await orders(tokens.access_token)).status).toBe(200);

    const start = oidc.buildAuthorizationUrl(await storefront(), { redirect_uri: `${here}/elsewhere`, scope: SCOPES });
    expect((await browser(here)(start)).page?.status).toBe(400);
  });

  it('signs out', async () => {
    const { at } = await member('leaver');
    expect((await at.begin()).page).toBeUndefined();
    const there = `${house.system.url}/`;
    const parameters = { client_id: system().clients.storefront.clientId, logout_uri: there };

    const { url } = await at.visit(new URL(`${system().issuer}/logout?${new URLSearchParams(parameters)}`));

    expect(url.href).toBe(there);
    expect((await at.begin()).page?.text).toContain('Sign in');
  });
});

describe('a machine', () => {
  it('gets what it asks for, and places and reads an order with it', async () => {
    const scope = 'backroom/catalog.write backroom/stock.write backroom/orders.write';
    const { access_token } = await oidc.clientCredentialsGrant(await machine(), { scope });
    const send = (method: string, path: string, body: object, key?: string) =>
      fetch(`${house.system.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${access_token}`,
          'content-type': 'application/json',
          ...(key && { 'idempotency-key': key }),
        },
        body: JSON.stringify(body),
      });
    const sku = fresh('MUG');
    await send('PUT', `/v1/products/${sku}`, { name: sku, price: { amount: 250, currency: 'GBP' } });
    await send('POST', '/v1/stock-movements', { sku, quantity: 3, reason: 'receipt' }, fresh('receipt'));
    const placed = await send(
      'POST',
      '/v1/orders',
      { lines: [{ sku, quantity: 1 }], payment: 'on_account' },
      fresh('order'),
    );
    expect(placed.status).toBe(201);

    expect(await (await orders(access_token)).json()).toMatchObject({ data: [{ status: 'on_account' }] });
  });

  it.each(['backroom/shop', 'openid', 'backroom/everything'])('may not ask for %s', async (scope) => {
    await refused(oidc.clientCredentialsGrant(await machine(), { scope }), 'invalid_scope');
  });

  it('may do no more than it asked for', async () => {
    const { access_token } = await oidc.clientCredentialsGrant(await machine(), { scope: 'backroom/stock.write' });

    expect((await orders(access_token)).status).toBe(403);
  });
});
