import { once } from 'node:events';
import { openClock } from './clock.ts';
import { readDeclared } from './declared.ts';
import { createGateway } from './gateway/gateway.ts';
import { judge } from './grants/judge.ts';
import { freePort, type Home } from './home.ts';
import { openFunctions } from './lambda/functions.ts';
import { proveTokens } from './people.ts';
import { startQueues } from './queues/queues.ts';
import { synthesise } from './synthesis.ts';
import { startTable } from './table/table.ts';
import { strippedRuntime } from './thread/stripped.ts';

export type SystemOptions = { home: Home; port: number; failDoors: string[] };

export type System = Awaited<ReturnType<typeof startSystem>>;

const httpPort = async (wanted: number): Promise<number> => {
  const port = await freePort(wanted);
  if (port === undefined) throw new Error(`Port ${wanted} is taken. Choose another one: PORT=3001 npm start`);
  return port;
};

/** Starts everything the templates declare. Resolves once orders can be placed. */
export const startSystem = async ({ home, port: wanted, failDoors }: SystemOptions) => {
  const identityCode = import('./identity/identity.ts'); // the heaviest import; it loads while the rest starts
  const clock = openClock(home.path('clock.json'));
  const [{ folder }, port, identityPort, queuePort, tablePort] = await Promise.all([
    synthesise(),
    httpPort(wanted),
    home.port('identity'),
    home.port('sqs'),
    home.port('dynamodb'),
  ]);
  const url = `http://localhost:${port}`;
  const queueOrigin = `http://127.0.0.1:${queuePort}`;
  const issuerOrigin = `http://localhost:${identityPort}`;
  const declared = readDeclared(folder, { apiUrl: url, queueOrigin, issuerOrigin }, home.secret);

  const { startIdentity } = await identityCode;
  const allows = judge(declared.grants);
  const [table, identity, queues] = await Promise.all([
    startTable({
      dataDir: home.path('dynamodb'),
      port: tablePort,
      grants: declared.grants,
      clock: clock.offset,
    }),
    startIdentity({
      port: identityPort,
      dataDir: home.path('identity'),
      userPoolId: declared.pool.id,
      clients: declared.pool.clients,
      groups: declared.pool.groups,
    }),
    startQueues({
      port: queuePort,
      dataDir: home.path('sqs'),
      allows: (accessKeyId, action, resource) => allows({ accessKeyId, action, resource, context: {} }),
    }),
  ]);
  queues.declare(declared.queues);
  await Promise.all([table.create(declared.table), proveTokens(identity.issuer, declared.pool)]);

  const functions = openFunctions(declared.functions, {
    runtime: strippedRuntime(home.path('runtime')),
    clock: clock.offset,
    logs: home.path('logs'),
    endpoints: { dynamodb: table.endpoint, sqs: queues.endpoint },
  });
  functions.fail(failDoors);
  const gateway = createGateway({
    api: declared.api,
    functions,
    jwksUri: (issuer) => `${issuer}/.well-known/jwks.json`,
  });
  gateway.server.listen(port, '127.0.0.1');
  await once(gateway.server, 'listening');

  return {
    url,
    stop: async () => {
      gateway.server.close();
      gateway.server.closeAllConnections();
      await functions.stop();
      await Promise.all([identity.stop(), queues.stop(), table.stop()]);
      home.close();
    },
  };
};
