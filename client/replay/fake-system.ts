import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import type { System } from '../access-token.ts';

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang up';
type Seen = { method?: string | undefined; url?: string | undefined; key: unknown; token: unknown; body: unknown };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A system, and its provider, that answer with these replies, one after another, and remember what they were asked. */
export const systemOf = async (...replies: Reply[]) => {
  const seen: Seen[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const { method, url, headers } = request;
    const said = await text(request);
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const body = said && (isForm ? Object.fromEntries(new URLSearchParams(said)) : JSON.parse(said));
    seen.push({ method, url, key: headers['idempotency-key'], token: headers.authorization, body });
    const reply = replies[seen.length - 1] ?? { status: 500 };
    if (reply === 'hang up') return response.destroy();
    return response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const nobody = { clientId: '', clientSecret: '', redirectUri: url };
  const system: System = {
    url,
    issuer: url,
    control: url,
    controlSecret: '',
    clients: { storefront: nobody, machine: nobody },
    stripe: { url, publishableKey: 'pk_test', secretKey: 'sk_test' },
  };
  return { seen, find: async () => system };
};

let tokens = 0;
export const ask = async () => ({ accessToken: `token-${++tokens}`, expiresAt: Date.now() + 900_000 });
