import { once } from 'node:events';
import { openClock } from './clock.ts';
import { ControlError, type Controls, startControl } from './control.ts';
import { type Declared, readDeclared } from './declared.ts';
import { createGateway } from './gateway/gateway.ts';
import { judge } from './grants/judge.ts';
import { freePort, type Home, type SystemDescription } from './home.ts';
import { accessKeyOf } from './lambda/declaration.ts';
import { type Functions, openFunctions } from './lambda/functions.ts';
import { proveTokens } from './people.ts';
import { startQueues } from './queues/queues.ts';
import { startSchedules } from './schedules/schedules.ts';
import { openSources } from './sources/sources.ts';
import { synthesise } from './synthesis.ts';
import { startTable } from './table/table.ts';
import { strippedRuntime } from './thread/stripped.ts';
import { watchSources } from './watch.ts';

export type SystemOptions = {
  home: Home;
  /** Where the API listens; 0 takes a free port. */
  port: number;
  /** Doors whose every invocation fails. */
  failDoors: string[];
  watches: boolean;
};

const apiPort = async (wanted: number): Promise<number> => {
  const port = await freePort(wanted);
  if (port === undefined) throw new Error(`Port ${wanted} is taken. Choose another one: PORT=${wanted + 1} npm start`);
  return port;
};

const clientsOf = ({ pool }: Declared): SystemDescription['clients'] => {
  const people = pool.clients.find(({ grants }) => grants.includes('authorization_code'));
  const machines = pool.clients.find(({ grants }) => grants.includes('client_credentials'));
  if (!people || !machines?.clientSecret)
    throw new Error('the user pool needs a client for people and one for machines');
  return {
    storefront: { clientId: people.clientId, redirectUri: people.redirectUris[0] ?? '' },
    machine: { clientId: machines.clientId, clientSecret: machines.clientSecret },
  };
};

/** @throws ControlError that lists the doors when one of these is none */
const checkDoors = (functions: Functions, doors: string[]): string[] => {
  const known = functions.doors();
  const unknown = doors.filter((door) => !known.includes(door));
  if (unknown.length > 0)
    throw new ControlError(422, `No door is called ${unknown.join(', ')}. Doors: ${known.join(', ')}`);
  return doors;
};

/**
 * Starts everything the templates declare, in the order of who needs whom. Resolves once tokens can be had, queues and
 * streams are polled, and the API listens.
 */
export const startSystem = async ({ home, port: wanted, failDoors, watches }: SystemOptions) => {
  const identityCode = import('./identity/identity.ts'); // the heaviest import; it loads while the rest starts
  const clock = openClock(home.path('clock.json'));
  const [{ folder }, port, identityPort, queuePort, tablePort, controlPort] = await Promise.all([
    synthesise(),
    apiPort(wanted),
    home.port('identity'),
    home.port('sqs'),
    home.port('dynamodb'),
    home.port('control'),
  ]);
  const url = `http://localhost:${port}`;
  const world = {
    apiUrl: url,
    queueOrigin: `http://127.0.0.1:${queuePort}`,
    issuerOrigin: `http://localhost:${identityPort}`,
  };
  let declared = readDeclared(folder, world, home.secret);
  let allows = judge(declared.grants);

  const startIssuer = async () => {
    const { startIdentity } = await identityCode;
    const { id: userPoolId, clients, groups } = declared.pool;
    const issuer = await startIdentity({
      port: identityPort,
      dataDir: home.path('identity'),
      userPoolId,
      clients,
      groups,
    });
    await proveTokens(issuer.issuer, declared.pool);
    return issuer;
  };
  const startTables = async () => {
    const { grants } = declared;
    const started = await startTable({
      dataDir: home.path('dynamodb'),
      port: tablePort,
      grants,
      clock: clock.offset,
    });
    await started.create(declared.table);
    return started;
  };
  const [table, identity, queues] = await Promise.all([
    startTables(),
    startIssuer(),
    startQueues({
      port: queuePort,
      dataDir: home.path('sqs'),
      allows: (accessKeyId, action, resource) => allows({ accessKeyId, action, resource, context: {} }),
    }),
  ]);
  queues.declare(declared.queues);

  const functions = openFunctions(declared.functions, {
    runtime: strippedRuntime(home.path('runtime')),
    clock: clock.offset,
    logs: home.path('logs'),
    endpoints: { dynamodb: table.endpoint, sqs: queues.endpoint },
  });
  functions.fail(checkDoors(functions, failDoors));
  const sources = openSources({ functions, queues, table, positions: home.path('positions') });
  await sources.declare(declared.sources);
  const runSchedules = () =>
    startSchedules(declared.schedules, { clock, functions, file: home.path('schedules.json') });
  let schedules = runSchedules();
  clock.onMove(() => queues.processTimers());

  const controls: Controls = {
    createUser: (user) => identity.createUser(user),
    advance: async (seconds) => {
      clock.advance(seconds * 1_000);
      await table.sweep();
    },
    queues: () => queues.states(),
    faults: async ({ transactionConflicts = 0, throttles = 0, failDoors: failing = [] }) => {
      functions.fail(checkDoors(functions, failing));
      await table.faults({ transactionConflicts, throttles });
    },
    invoke: (door, event) => {
      const [known = ''] = checkDoors(functions, [door]);
      return functions.invoke(functions.nameOf(known) ?? '', event);
    },
    consumed: async () => {
      const doorOf = new Map(declared.functions.map(({ name, door }) => [accessKeyOf(name), door]));
      return (await table.consumed()).map(({ accessKeyId, ...rest }) => ({
        door: doorOf.get(accessKeyId) ?? accessKeyId,
        ...rest,
      }));
    },
    forgetConsumed: () => table.forgetConsumed(),
  };
  const controlSecret = home.secret('control');
  const control = await startControl(controlPort, controlSecret, controls);

  const jwksUri = (issuer: string) => `${issuer}/.well-known/jwks.json`;
  const gateway = createGateway({ api: declared.api, functions, jwksUri });
  gateway.server.listen(port, '127.0.0.1');
  await once(gateway.server, 'listening');

  /** Serves what the sources say now; tables, queues and tokens stay. */
  const reload = async () => {
    const { changed } = await synthesise();
    if (!changed) return;
    declared = readDeclared(folder, world, home.secret);
    allows = judge(declared.grants);
    await table.grant(declared.grants);
    queues.declare(declared.queues);
    const doors = functions.redeclare(declared.functions);
    gateway.redeclare(declared.api.routes);
    await sources.declare(declared.sources);
    schedules.stop();
    schedules = runSchedules();
    console.log(`Reloaded${doors.length > 0 ? `: ${doors.join(', ')}` : ''}`);
  };
  const watcher = watches ? watchSources(reload) : undefined;

  const description: SystemDescription = {
    url,
    issuer: identity.issuer,
    control: control.url,
    controlSecret,
    clients: clientsOf(declared),
    pid: process.pid,
    tableName: declared.table.name,
    dynamodb: table.endpoint,
    sqs: queues.endpoint,
    queues: Object.fromEntries(declared.queues.map((queue) => [queue.name, queue.url])),
    logs: home.path('logs'),
  };
  home.describe(description);

  return {
    description,
    stop: async () => {
      watcher?.stop();
      schedules.stop();
      sources.stop();
      control.stop();
      clock.stop();
      gateway.server.close();
      gateway.server.closeAllConnections();
      await functions.stop();
      await Promise.all([identity.stop(), queues.stop(), table.stop()]);
      home.close();
    },
  };
};
