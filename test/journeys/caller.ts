import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { accessToken, type Machine, type Person } from '../../client/access-token.ts';
import { startSystem } from '../../infra/local/harness.ts';
import { validatorOf } from '../openapi/validation.ts';

// biome-ignore lint/suspicious/noExplicitAny: journeys say what a body should be, by looking into it
export type Answer = { status: number; headers: Record<string, string>; body: any };

const ALL = ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'];
export const machine: Machine = { kind: 'machine', scopes: ALL };
export const person = (kind: Person['kind'], name: string): Person => ({ kind, email: `${name}@example.com` });

/** A token is renewed so long before it runs out. */
const TOKEN_MARGIN_MILLISECONDS = 60_000;

let unique = 0;
/** A key, or a SKU, that nobody has used yet. */
export const fresh = (name: string) => `${name}-${process.pid}-${++unique}-of-a-journey`;

type Options = { as?: Machine | Person; body?: unknown; key?: string; headers?: Record<string, string> };

const { deviations } = validatorOf();

/** A running system of one's own, and callers with real tokens. */
export const openHouse = async (options: Parameters<typeof startSystem>[0] = {}) => {
  const system = await startSystem(options);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let tokens = new Map<string, { accessToken: string; expiresAt: number }>();
  /** How far the clock was moved, in ms. */
  let moved = 0;

  const tokenOf = async (who: Machine | Person): Promise<string> => {
    const name = JSON.stringify(who);
    const known = tokens.get(name);
    if (known && known.expiresAt > Date.now() + moved) return known.accessToken;
    const { accessToken: token, expiresAt } = await accessToken(system.system, who);
    tokens.set(name, { accessToken: token, expiresAt: expiresAt + moved - TOKEN_MARGIN_MILLISECONDS });
    return token;
  };

  /** @throws Error when the answer is none that the API's document knows */
  const call = async (method: string, path: string, options: Options = {}): Promise<Answer> => {
    const answer = await send(method, path, options);
    const faults = deviations({ method, path, ...answer, body: answer.body === '' ? undefined : answer.body });
    if (faults.length > 0) throw new Error(`${method} ${path} is not as documented:\n${faults.join('\n')}`);
    return answer;
  };

  const send = async (method: string, path: string, { as, body, key, headers: more }: Options): Promise<Answer> => {
    const headers: Record<string, string> = { ...more };
    if (as) headers.authorization = `Bearer ${await tokenOf(as)}`;
    if (key) headers['idempotency-key'] = key;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = request(`${system.url}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: text && JSON.parse(text),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  };

  return {
    system,
    call,
    /** Moves the clock; tokens of before may run out. */
    advance: async (seconds: number) => {
      await system.control('POST', '/clock', { advanceSeconds: seconds });
      moved += seconds * 1_000;
    },
    restart: async () => {
      await system.restart();
      tokens = new Map();
    },
    product: async (sku: string, units: number) => {
      const body = { name: sku, price: { amount: 250, currency: 'GBP' } };
      await call('PUT', `/v1/products/${sku}`, { as: machine, body });
      const movement = { sku, quantity: units, reason: 'receipt' };
      if (units > 0) await call('POST', '/v1/stock-movements', { as: machine, body: movement, key: fresh('receipt') });
      return sku;
    },
    available: async (sku: string): Promise<number> => (await call('GET', `/v1/products/${sku}/stock`)).body.available,
    /** All pages of a list. */
    all: async (path: string, as?: Machine | Person): Promise<Answer['body'][]> => {
      const rows: Answer['body'][] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = `${path.includes('?') ? '&' : '?'}limit=100${cursor && `&cursor=${cursor}`}`;
        const look = () => call('GET', `${path}${query}`, { ...(as && { as }) });
        const page: Answer = await eventually(look, ({ status }) => status !== 503); // which is to be asked again
        if (page.status !== 200) throw new Error(`${path}: ${page.status} ${JSON.stringify(page.body)}`);
        rows.push(...page.body.data);
        cursor = page.body.nextCursor;
      }
      return rows;
    },
    stop: async () => {
      agent.destroy();
      await system.stop();
    },
  };
};

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Asks until the answer is as it should be, for half a minute at the most where nothing is said. */
export const eventually = async <T>(ask: () => Promise<T>, isSo: (answer: T) => boolean, seconds = 30): Promise<T> => {
  const patientUntil = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (performance.now() > patientUntil)
      throw new Error(`it never was so; the last answer: ${JSON.stringify(answer)}`);
    await delay(100); // between two questions; what is awaited is the condition
  }
};
