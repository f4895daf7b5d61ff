import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as oidc from 'openid-client';
import * as v from 'valibot';
import { signIn } from './sign-in.ts';

const NOT_RUNNING = 'Backroom is not running (npm start)';
const SHOP_SCOPES = 'openid email profile backroom/shop';
const GROUPS = { shopper: [], staff: ['staff'], admin: ['admin'] };
/** Another process may renew the same user between our renewal and our sign-in; three times in a row it hardly will. */
const SIGN_INS = 3;

const url = v.pipe(v.string(), v.url());

/** What the local host writes into its folder once it is ready. */
const systemSchema = v.object({
  url,
  issuer: url,
  control: url,
  controlSecret: v.string(),
  clients: v.object({
    storefront: v.object({ clientId: v.string(), redirectUri: url }),
    machine: v.object({ clientId: v.string(), clientSecret: v.string() }),
  }),
  stripe: v.object({ url, publishableKey: v.string(), secretKey: v.string() }),
});

const renewedUserSchema = v.object({ sub: v.string(), password: v.string() });

export type System = v.InferOutput<typeof systemSchema>;
export type Person = { kind: keyof typeof GROUPS; email: string };
export type Machine = { kind: 'machine'; scopes: string[] };
export type AccessToken = {
  accessToken: string;
  /** ms since the epoch, by this process's clock. */
  expiresAt: number;
};

/** The system whose folder is `home`. Throws a sentence for the user when there is none. */
export const findSystem = async (home = process.env.BACKROOM_HOME ?? '.backroom'): Promise<System> => {
  const file = join(home, 'system.json');
  const text = await readFile(file, 'utf8').catch((error) => {
    throw error.code === 'ENOENT' ? new Error(NOT_RUNNING, { cause: error }) : error;
  });
  const system = v.safeParse(v.pipe(v.string(), v.parseJson(), systemSchema), text);
  if (!system.success) throw new Error(`${file} does not describe a running system; start it anew (npm start)`);
  return system.output;
};

/**
 * A fresh access token by the flow a real caller goes through. A person is made where needed and always gets a new
 * password. Throws a sentence for the user when the system does not answer or refuses.
 */
export const accessToken = async (system: System, who: Person | Machine): Promise<AccessToken> => {
  try {
    const { access_token, expires_in } = await (who.kind === 'machine'
      ? machineTokens(system, who)
      : inTurn(who.email.toLowerCase(), () => personTokens(system, who)));
    if (expires_in === undefined) throw new Error('The token does not say how long it lasts');
    return { accessToken: access_token, expiresAt: Date.now() + expires_in * 1_000 };
  } catch (error) {
    throw inWords(error);
  }
};

const turns = new Map<string, Promise<unknown>>();

/** One sign-in of a person at a time: each makes the password before it void. */
const inTurn = <T>(email: string, work: () => Promise<T>): Promise<T> => {
  const turn = (turns.get(email) ?? Promise.resolve()).then(work, work);
  turns.set(email, turn);
  return turn;
};

const machineTokens = async ({ issuer, clients: { machine } }: System, { scopes }: Machine) => {
  const secret = oidc.ClientSecretBasic(machine.clientSecret);
  const client = await discover(issuer, machine.clientId, secret);
  return oidc.clientCredentialsGrant(client, { scope: scopes.join(' ') });
};

const personTokens = async (system: System, person: Person) => {
  const { clientId, redirectUri } = system.clients.storefront;
  const client = await discover(system.issuer, clientId, oidc.None());
  for (let attempt = 0; attempt < SIGN_INS; attempt += 1) {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const expectedState = oidc.randomState();
    const start = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: SHOP_SCOPES,
      state: expectedState,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const password = await renewUser(system, person);
    const returned = await signIn(start, redirectUri, { email: person.email, password });
    if (returned) return oidc.authorizationCodeGrant(client, returned, { pkceCodeVerifier, expectedState });
  }
  throw new Error(`The sign-in page refused ${person.email}`);
};

const discover = (issuer: string, clientId: string, proof: oidc.ClientAuth) =>
  oidc.discovery(new URL(issuer), clientId, undefined, proof, { execute: [oidc.allowInsecureRequests] });

/** The user's new password. */
const renewUser = async ({ control, controlSecret }: System, { email, kind }: Person): Promise<string> => {
  const response = await fetch(`${control}/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email, groups: GROUPS[kind] }),
  });
  if (!response.ok) throw new Error(`Making the user ${email} was refused (${response.status})`);
  return v.parse(renewedUserSchema, await response.json()).password;
};

const inWords = (error: unknown): unknown => {
  if (wasUnreachable(error)) return new Error(NOT_RUNNING, { cause: error });
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    const why = [error.error, error.error_description].filter(Boolean).join(', ');
    return new Error(`The issuer refused: ${why}`, { cause: error });
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    return new Error('The issuer does not know this client and secret', { cause: error });
  }
  return error;
};

const wasUnreachable = (error: unknown): boolean =>
  error instanceof Error && (error.message === 'fetch failed' || wasUnreachable(error.cause));
