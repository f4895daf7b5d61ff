import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as oidc from 'openid-client';
import type { Mail } from '../mail/mailer.ts';
import { type IdentityOptions, startIdentity } from './identity.ts';

export const CALLBACK = 'http://localhost:3000/callback';
/** Keeps the policy. */
export const PASSWORD = 'Correct horse 1!';

const SCOPES = ['openid', 'email', 'profile', 'backroom/shop'];

/** What `client/sign-in.ts` does; this folder does not reach there itself. */
type Browser = (
  redirectUri: string,
  headers?: Record<string, string>,
) => (
  start: URL,
  form?: Record<string, string>,
) => Promise<{ url: URL; page?: { status: number; headers: Headers; text: string } }>;

/** A pool with one client for people, whose mails are read here, and a way to start it anew on the same folder and port. */
export const openPool = async (browser: Browser, options: Partial<IdentityOptions> = {}) => {
  const mails: Mail[] = [];
  const given: IdentityOptions = {
    port: 0,
    dataDir: mkdtempSync(join(tmpdir(), 'pool-')),
    userPoolId: 'local_pool',
    groups: ['staff', 'admin'],
    clients: [
      {
        clientId: 'storefront',
        grants: ['authorization_code', 'refresh_token'],
        scopes: SCOPES,
        redirectUris: [CALLBACK],
        logoutUris: [CALLBACK],
      },
    ],
    sendMail: async (mail) => void mails.push(mail),
    ...options,
  };
  let identity = await startIdentity(given);
  const client = await oidc.discovery(new URL(identity.issuer), 'storefront', undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });

  /** Somebody with a browser of their own, sent to sign in; `headers` are what that browser says of itself. */
  const visitor = async (headers: Record<string, string> = {}) => {
    const visit = browser(CALLBACK, headers);
    const begin = async (parameters: Record<string, string> = {}) => {
      const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
      const expectedState = oidc.randomState();
      const start = oidc.buildAuthorizationUrl(client, {
        redirect_uri: CALLBACK,
        scope: SCOPES.join(' '),
        state: expectedState,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        ...parameters,
      });
      const checks = { pkceCodeVerifier, expectedState };
      const { url, page } = await visit(start);
      return { url, page, tokens: (at: URL) => oidc.authorizationCodeGrant(client, at, checks) };
    };
    const { url, page, tokens } = await begin();
    /** Posts a step's form; nothing of it is checked by a browser. */
    const post = (step: string, form: Record<string, string>) =>
      visit(new URL(step ? `${url.pathname}/${step}` : url.pathname, url), form);
    return {
      visit,
      begin,
      page,
      post,
      signIn: (email: string, password = PASSWORD) => post('', { email, password }),
      signUp: (email: string, password = PASSWORD) => post('sign-up', { email, password }),
      /** The tokens of whoever was sent back to the client. */
      tokens,
    };
  };

  return {
    get identity() {
      return identity;
    },
    mails,
    visitor,
    refresh: (token: string | undefined) => oidc.refreshTokenGrant(client, token ?? ''),
    /** The code of the newest mail to this address. */
    codeFor: (email: string): string => {
      const mail = mails.findLast(({ to }) => to === email);
      return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
    },
    restart: async () => {
      await identity.stop();
      await fetch(identity.issuer).catch(() => undefined); // so that no connection of before is used again
      identity = await startIdentity({ ...given, port: Number(new URL(identity.issuer).port) });
    },
  };
};

export type Pool = Awaited<ReturnType<typeof openPool>>;
