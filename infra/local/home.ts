import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { readIfThere, replaceFile } from './files.ts';
import { releaseLock, takeLock } from './lock.ts';

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const Kept = v.object({ ports: v.record(v.string(), Port), secret: v.string() });

/** What the system says of itself once it is ready; `client/access-token.ts` reads the upper half. */
export type SystemDescription = {
  /** Where the CDN is: the API's address for everybody. */
  url: string;
  /** Where the API itself is, for whoever would go behind the CDN's back, and what the CDN says there. */
  behind: { url: string; headers: Record<string, string> };
  issuer: string;
  control: string;
  controlSecret: string;
  clients: {
    storefront: { clientId: string; redirectUri: string };
    machine: { clientId: string; clientSecret: string };
  };
  pid: number;
  tableName: string;
  dynamodb: string;
  sqs: string;
  /** The inbox of all mails; JSON at `/store`. */
  mail: string;
  /** The double; nobody pays with these keys. */
  stripe: { url: string; publishableKey: string; secretKey: string; webhookSecret: string };
  queues: Record<string, string>;
  logs: string;
};

export type Home = Awaited<ReturnType<typeof openHome>>;

const canListen = async (port: number): Promise<boolean> => {
  const server = createServer();
  const { promise, resolve: settle } = Promise.withResolvers<boolean>();
  server.once('error', () => settle(false));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => settle(true)));
  return promise;
};

/** Below those that systems give to outgoing connections: one of these would take a port between our look and our listening. */
const OURS = { from: 10_000, to: 32_768 };
const TRIES = 100;

/** Whether we could listen there, and where: 0 asks for any. */
export const freePort = async (wanted: number): Promise<number | undefined> => {
  for (let tries = 0; tries < (wanted === 0 ? TRIES : 1); tries++) {
    const port = wanted || randomInt(OURS.from, OURS.to);
    if (await canListen(port)) return port;
  }
  return undefined;
};

/**
 * The folder in which everything lives: data, logs, kept ports and secrets, and who runs on it.
 * @throws Error when another process runs on it
 */
export const openHome = async (folder: string) => {
  const home = resolve(folder);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const lock = join(home, 'lock');
  const holder = takeLock(lock);
  if (holder !== undefined) throw new Error(`Backroom already runs on ${home} (process ${holder})`);
  const description = join(home, 'system.json');
  rmSync(description, { force: true }); // of one who was killed

  const keptFile = join(home, 'kept.json');
  const text = readIfThere(keptFile);
  const kept =
    text === undefined ? { ports: {}, secret: randomBytes(32).toString('base64url') } : v.parse(Kept, JSON.parse(text));
  const ports: Record<string, number> = { ...kept.ports };
  const save = () => replaceFile(keptFile, JSON.stringify({ ports, secret: kept.secret }));
  save();

  return {
    folder: home,
    path: (...parts: string[]) => join(home, ...parts),
    /** The port this purpose had last time, because tokens and queue addresses hold it; a free one the first time. */
    port: async (purpose: string): Promise<number> => {
      const last = ports[purpose];
      const port = (await freePort(last ?? 0)) ?? (await freePort(0));
      if (port === undefined) throw new Error('no port is free on 127.0.0.1');
      if (last !== undefined && port !== last) {
        console.error(
          `Port ${last} of ${purpose} is taken by somebody else; it is now ${port}, and old tokens are void.`,
        );
      }
      ports[purpose] = port;
      save();
      return port;
    },
    /** The same for the same name for as long as the folder lives. */
    secret: (name: string): string => createHmac('sha256', kept.secret).update(name).digest('base64url'),
    describe: (system: SystemDescription) => replaceFile(description, `${JSON.stringify(system, null, 2)}\n`),
    close: () => {
      rmSync(description, { force: true });
      releaseLock(lock);
    },
  };
};
