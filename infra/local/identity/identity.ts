import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { openJournal } from '../journal.ts';
import { messagePage, sendPage } from '../page.ts';
import { journalAdapter } from './adapter.ts';
import { loadKeys } from './keys.ts';
import { type ClientOptions, createProvider } from './provider.ts';
import { signInDoor } from './sign-in.ts';
import { openUsers } from './users.ts';

export type IdentityOptions = {
  /** 0 takes a free port. The issuer's name holds the port: pass the same one again, or old tokens are worth nothing. */
  port: number;
  /** Keys, users, sessions and grants live here and survive the process being killed. */
  dataDir: string;
  userPoolId: string;
  clients: ClientOptions[];
  /** The groups a user may be in. */
  groups: string[];
};

export type Identity = Awaited<ReturnType<typeof startIdentity>>;

/** A local issuer shaped like an Amazon Cognito user pool. Resolves once tokens can be had. */
export const startIdentity = async ({ port, dataDir, userPoolId, clients, groups }: IdentityOptions) => {
  if (!/^[\w-]+$/.test(userPoolId)) throw new Error('a user pool id is letters, digits, _ and -');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const keys = await loadKeys(dataDir);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const host = `localhost:${address.port}`;
  const issuer = `http://${host}/${userPoolId}`;
  const journals = {
    users: openJournal(join(dataDir, 'users.jsonl')),
    grants: openJournal(join(dataDir, 'grants.jsonl')),
  };
  const users = openUsers(journals.users, groups);
  const provider = createProvider({ issuer, clients, users, keys, adapter: journalAdapter(journals.grants) });
  const openId = provider.callback();
  const signIn = signInDoor(provider, users);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/';
    request.headers.host = host; // the provider writes addresses from it: they name the issuer, however it was reached
    const path = url.split('?', 1)[0] ?? '';
    const uid = path.match(/^\/([\w-]+)\/login\/([\w-]+)$/);
    if (uid?.[1] === userPoolId && uid[2]) return signIn(uid[2], request, response);
    if (!path.startsWith(`/${userPoolId}/`)) return sendPage(response, 404, messagePage('Not found', 'Nothing here.'));
    Object.assign(request, { originalUrl: url, url: url.slice(userPoolId.length + 1) });
    return openId(request, response);
  };

  server.on('request', (request, response) => {
    answer(request, response).catch((error) => {
      console.error(`identity: ${request.method} failed`, error);
      if (response.headersSent) response.destroy();
      else sendPage(response, 500, messagePage('This did not work', 'The fault is ours. Try again.'));
    });
  });

  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    createUser: users.create,
    async stop(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      for (const journal of Object.values(journals)) journal.close();
    },
  };
};
