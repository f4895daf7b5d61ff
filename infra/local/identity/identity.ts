import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { openJournal } from '../journal.ts';
import type { SendMail } from '../mail/mailer.ts';
import { messagePage, sendPage } from '../page.ts';
import { accountDoor } from './account-door.ts';
import { journalAdapter, revokeAccount } from './adapter.ts';
import { administrationOf } from './administration.ts';
import type { Desk } from './admission.ts';
import { openAttempts } from './attempts.ts';
import { openCodes } from './codes.ts';
import { interactionDoor } from './interaction-door.ts';
import { loadKeys } from './keys.ts';
import { openLetters } from './letters.ts';
import { type ClientOptions, createProvider } from './provider.ts';
import { openSecondFactors } from './second-factor.ts';
import { signOutDoor } from './sign-out.ts';
import { NO_CLIENT, openAnnouncements, type Trigger } from './trigger.ts';
import { openUsers } from './users.ts';

export type IdentityOptions = {
  /** 0 takes a free port. The issuer's name holds the port: pass the same one again, or old tokens are worth nothing. */
  port: number;
  /** Keys, users, codes, sessions and grants live here and survive the process being killed. */
  dataDir: string;
  userPoolId: string;
  clients: ClientOptions[];
  /** The groups a user may be in. */
  groups: string[];
  /** How mails are sent. Without it nobody can prove an address, and only users made by an administrator sign in. */
  sendMail?: SendMail;
  /** Told of every user whose address is proved. */
  trigger?: Omit<Trigger, 'userPoolId'>;
};

/** Wrong passwords and codes, and mails asked for, that one network address may have: a hundred in five minutes. */
const ADDRESSES = { most: 100, windowMilliseconds: 5 * 60_000 };

const NOT_FOUND = messagePage('Not found', 'Nothing here.');

export type Identity = Awaited<ReturnType<typeof startIdentity>>;

/** A local issuer shaped like an Amazon Cognito user pool. Resolves once tokens can be had. */
export const startIdentity = async ({
  port,
  dataDir,
  userPoolId,
  clients,
  groups,
  sendMail = async () => {},
  trigger,
}: IdentityOptions) => {
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
    codes: openJournal(join(dataDir, 'codes.jsonl')),
    grants: openJournal(join(dataDir, 'grants.jsonl')),
  };
  const users = openUsers(journals.users, groups);
  const desk: Desk = {
    users,
    codes: openCodes(journals.codes),
    secondFactors: openSecondFactors(users),
    letters: openLetters(sendMail),
    announce: openAnnouncements(users, trigger && { ...trigger, userPoolId }),
    addresses: openAttempts(ADDRESSES),
    signOut: (sub) => revokeAccount(journals.grants, sub),
  };
  const provider = createProvider({ issuer, clients, users, keys, adapter: journalAdapter(journals.grants) });
  const openId = provider.callback();
  const interaction = interactionDoor(provider, desk);
  const doors: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>> = {
    account: accountDoor(provider, desk),
    logout: signOutDoor(provider, clients),
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/';
    request.headers.host = host; // the provider writes addresses from it: they name the issuer, however it was reached
    const [, pool, room = '', uid, step = 'sign-in', ...more] = url.split('?', 1)[0]?.split('/') ?? [];
    if (pool !== userPoolId) return sendPage(response, 404, NOT_FOUND);
    if (room === 'login' && uid && more.length === 0) return interaction(uid, step, request, response);
    const door = Object.hasOwn(doors, room) && uid === undefined ? doors[room] : undefined;
    if (door) return door(request, response);
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
    administration: administrationOf(desk),
    /** Makes a verified user, or gives an existing one a new password; the trigger has heard of them then. */
    createUser: async (wanted: { email: string; groups: string[] }): Promise<{ sub: string; password: string }> => {
      const created = await users.create(wanted);
      await desk.announce(created.sub, NO_CLIENT);
      return created;
    },
    async stop(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      for (const journal of Object.values(journals)) journal.close();
    },
  };
};
