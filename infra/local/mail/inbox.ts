import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';

type StartDouble = (listens: { host: string; port: number }) => Promise<Server>;

const require = createRequire(import.meta.url); // a CommonJS package, which Node and vitest import differently

/** The double's own answers, without the address that it insists on listening at. */
const load = async (): Promise<RequestListener> => {
  const { default: start } = require('aws-ses-v2-local') as { default: StartDouble };
  const double = await start({ host: '127.0.0.1', port: 0 });
  const [answer] = double.listeners('request') as RequestListener[];
  double.close();
  if (!answer) throw new Error('aws-ses-v2-local answers nothing');
  return answer;
};

export type Inbox = Awaited<ReturnType<typeof startInbox>>;

/**
 * Amazon SES's API, which delivers nothing: what is sent is shown at `/` and, as JSON, at `/store`. A restart empties it.
 * What stands behind it takes longer to load than all the rest to start, so it is loaded for the first who asks.
 * @param port where it listens on 127.0.0.1; 0 takes a free one
 */
export const startInbox = async (port: number) => {
  let loading: Promise<RequestListener> | undefined;
  const server = createServer(async (request, response) => {
    loading ??= load();
    try {
      (await loading)(request, response);
    } catch (error) {
      console.error('mail:', error);
      response.writeHead(500).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${taken}`,
    stop: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
