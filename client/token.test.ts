import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Identity, startIdentity } from '../infra/local/identity/identity.ts';
import { accessToken, findSystem, type System } from './access-token.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'token-'));
const CONTROL_SECRET = 'the-secret-of-the-control-endpoint';
const storefront = { clientId: 'storefront', redirectUri: 'http://localhost:3000/callback' };
const machine = { clientId: 'machine', clientSecret: 'the-secret-of-the-machine-of-the-test' };
const home = folder();

let identity: Identity;
let system: System;

const control = createServer(async (request, response) => {
  if (request.headers.authorization !== `Bearer ${CONTROL_SECRET}`) return response.writeHead(401).end();
  if (request.url !== '/users' || request.method !== 'POST') return response.writeHead(404).end();
  const user = (await json(request)) as Parameters<Identity['createUser']>[0];
  const created = await identity.createUser(user).catch(() => undefined);
  return response.writeHead(created ? 200 : 422).end(JSON.stringify(created ?? {}));
});

beforeAll(async () => {
  identity = await startIdentity({
    port: 0,
    dataDir: folder(),
    userPoolId: 'local_pool',
    groups: ['staff', 'admin'],
    clients: [
      {
        clientId: storefront.clientId,
        grants: ['authorization_code', 'refresh_token'],
        scopes: ['openid', 'email', 'profile', 'backroom/shop'],
        redirectUris: [storefront.redirectUri],
      },
      {
        ...machine,
        grants: ['client_credentials'],
        scopes: ['backroom/catalog.write', 'backroom/stock.write'],
        redirectUris: [],
      },
    ],
  });
  await once(control.listen(0, '127.0.0.1'), 'listening');
  system = {
    url: 'http://localhost:3000',
    issuer: identity.issuer,
    control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    controlSecret: CONTROL_SECRET,
    clients: { storefront, machine },
    stripe: { url: 'http://localhost:3001', publishableKey: 'pk_test', secretKey: 'sk_test' },
  };
  writeFileSync(join(home, 'system.json'), JSON.stringify(system));
});
afterAll(async () => {
  control.close();
  control.closeAllConnections();
  await identity.stop();
});

const run = (words: string[], backroomHome = home) =>
  new Promise<{ code: number | string; stdout: string; stderr: string }>((resolve) => {
    const env = { ...process.env, BACKROOM_HOME: backroomHome };
    const script = join(import.meta.dirname, 'token.ts');
    execFile(process.execPath, [script, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

const claimsOf = async (token: string) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(identity.jwksUri)), { issuer: identity.issuer })).payload;

describe('npm run token', () => {
  it.each([
    { words: ['shopper', 'ada@example.com'], groups: undefined },
    { words: ['staff', 'grace@example.com'], groups: ['staff'] },
    { words: ['admin', 'linus@example.com'], groups: ['admin'] },
  ])('$words prints a token and nothing else', async ({ words, groups }) => {
    const { code, stdout, stderr } = await run(words);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = await claimsOf(stdout.trim());
    expect(claims).toMatchObject({ token_use: 'access', client_id: 'storefront' });
    expect(claims.scope).toBe('openid email profile backroom/shop');
    expect(claims['cognito:groups']).toEqual(groups);
  });

  it('machine prints a token with the scopes asked for', async () => {
    const { code, stdout } = await run(['machine', 'backroom/catalog.write', 'backroom/stock.write']);

    expect(code).toBe(0);
    expect(await claimsOf(stdout.trim())).toMatchObject({
      sub: 'machine',
      scope: 'backroom/catalog.write backroom/stock.write',
    });
  });

  it.each([
    [[]],
    [['machine']],
    [['shopper']],
    [['shopper', 'ada']],
    [['shopper', 'ada@example.com', 'grace@example.com']],
    [['root', 'ada@example.com']],
  ])('%j is answered by how it is used', async (words) => {
    const { code, stdout, stderr } = await run(words);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Usage: npm run -s token -- shopper|staff|admin <e-mail>');
  });

  it('says which scope was refused', async () => {
    const { code, stdout, stderr } = await run(['machine', 'backroom/shop']);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('The issuer refused: invalid_scope, this client may not ask for backroom/shop\n');
  });

  it('says that Backroom is not running when there is no folder', async () => {
    const answer = await run(['machine', 'backroom/stock.write'], join(folder(), 'nowhere'));

    expect(answer).toEqual({ code: 1, stdout: '', stderr: 'Backroom is not running (npm start)\n' });
  });
});

describe('a system', () => {
  it('that is gone but left its folder is not running', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const gone = { ...system, issuer: `http://localhost:${port}/local_pool` };
    const halfGone = { ...system, control: `http://127.0.0.1:${port}` };

    const shopper = { kind: 'shopper' as const, email: 'gone@example.com' };
    const scopes = ['backroom/stock.write'];
    await expect(accessToken(gone, { kind: 'machine', scopes })).rejects.toThrow(/^Backroom is not running/);
    await expect(accessToken(gone, shopper)).rejects.toThrow(/^Backroom is not running/);
    await expect(accessToken(halfGone, shopper)).rejects.toThrow(/^Backroom is not running/);
  });

  it.each(['', '{"url": "http://loc', '{"url": "http://localhost:3000"}'])('is not described by %j', async (text) => {
    const broken = folder();
    writeFileSync(join(broken, 'system.json'), text);

    await expect(findSystem(broken)).rejects.toThrow('does not describe a running system');
  });

  it('whose control endpoint refuses says so, without the secret', async () => {
    const stranger = { ...system, controlSecret: 'wrong' };

    await expect(accessToken(stranger, { kind: 'admin', email: 'eve@example.com' })).rejects.toThrow(
      'Making the user eve@example.com was refused (401)',
    );
  });
});

describe('an issuer', () => {
  it('that does not know the client says so, without the secret', async () => {
    const clients = { ...system.clients, machine: { ...machine, clientSecret: 'yesterday' } };
    const asked = accessToken({ ...system, clients }, { kind: 'machine', scopes: ['backroom/stock.write'] });

    await expect(asked).rejects.toThrow(/^The issuer does not know this client and secret$/);
  });
});

describe('an access token', () => {
  it('says when it expires', async () => {
    const before = Date.now();

    const { expiresAt } = await accessToken(await findSystem(home), { kind: 'shopper', email: 'when@example.com' });

    expect(expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it('is had by all who ask for the same person at the same moment', async () => {
    const person = { kind: 'staff' as const, email: 'busy@example.com' };
    const tokens = await Promise.all(Array.from({ length: 5 }, () => accessToken(system, person)));

    const subs = await Promise.all(tokens.map(async (token) => (await claimsOf(token.accessToken)).sub));

    expect(new Set(subs).size).toBe(1);
    expect(new Set(tokens.map((token) => token.accessToken)).size).toBe(5);
  });

  it('is had by two processes that ask for the same person at the same moment', async () => {
    const words = ['shopper', 'shared@example.com'];

    const answers = await Promise.all([run(words), run(words)]);

    expect(answers.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(2).fill({ code: 0, stderr: '' }));
  });
});
