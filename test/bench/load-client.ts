import { Agent, request } from 'node:http';

export type Asked = { method: string; path: string; headers?: Record<string, string>; body?: unknown };

export type Load = { perSecond: number; milliseconds: number[] };

/** Clients that keep their connections, each with one request at a time: a lean load, so that the host gets the CPU. */
export const openClients = (url: string) => {
  const { port } = new URL(url);

  const send = ({ method, path, headers, body }: Asked, agent?: Agent): Promise<{ status: number; body: string }> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method,
        path,
        headers: {
          ...headers,
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          answer += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
    return promise;
  };

  /** The answer's body. @throws Error when it is not answered with `status` */
  const expect = async (status: number, asked: Asked, agent?: Agent): Promise<string> => {
    const answer = await send(asked, agent);
    if (answer.status === status) return answer.body;
    throw new Error(`${asked.method} ${asked.path} was answered ${answer.status}: ${answer.body}`);
  };

  return {
    send,
    expect,
    /** Connections that are kept; the host closes what idles for long. */
    agent: () => new Agent({ keepAlive: true }),
    /** As many requests as come through in that time; `next` makes each of them. */
    load: async (clients: number, seconds: number, status: number, next: () => Asked): Promise<Load> => {
      const agent = new Agent({ keepAlive: true }); // of this load alone: the host closes what idles between two
      const milliseconds: number[] = [];
      const started = performance.now();
      const until = started + seconds * 1_000;
      const client = async () => {
        for (let now = performance.now(); now < until; ) {
          await expect(status, next(), agent);
          const then = performance.now();
          milliseconds.push(then - now);
          now = then;
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      agent.destroy();
      return { perSecond: milliseconds.length / ((performance.now() - started) / 1_000), milliseconds };
    },
  };
};

export type Clients = ReturnType<typeof openClients>;
