import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

/** As an attacker sees it: the text too, since a secret may stand anywhere in it. */
export type Answer = {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: attacks say what a body should be, by looking into it
  body: any;
};

export type Sent = {
  method?: string;
  /** Goes out as it stands: nothing is normalised or escaped. */
  path: string;
  token?: string | undefined;
  key?: string | undefined;
  headers?: OutgoingHttpHeaders | undefined;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  bytes?: string | Buffer | undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Sends requests to one origin; `stop` ends its connections. */
export const clientOf = (origin: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const ask = ({ method = 'GET', path, token, key, headers, json, bytes }: Sent): Promise<Answer> => {
    const body = json === undefined ? bytes : JSON.stringify(json);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = request(
      origin,
      {
        method,
        path,
        agent,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(body !== undefined && !headers?.['transfer-encoding'] && { 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers: headers as Record<string, string>, text, body: parsed(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
    return promise;
  };

  return { ask, stop: () => agent.destroy() };
};

/** A server that answers nobody for so long has to be given up on. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Writes bytes on a connection of its own, whatever they are, and reads until the other side has ended it: for what no
 * HTTP client would send. @returns what came back, byte for byte
 */
export const exchange = (origin: string, ...pieces: (string | Buffer)[]): Promise<string> => {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error(`nothing more came after: ${heard}`)));
  socket.once('error', (error: NodeJS.ErrnoException) => {
    // Who is refused may be cut off while it still writes; what it was told before counts.
    if (heard !== '' && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve(heard);
    else reject(error);
  });
  socket.once('close', () => resolve(heard));
  for (const piece of pieces) socket.write(piece);
  return promise;
};

/** The status of every answer that stands in what came back, in order. */
export const statusesIn = (heard: string): number[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
