import { once } from 'node:events';
import { createCdn } from './cdn/cdn.ts';
import { openClock } from './clock.ts';
import { startControl } from './control.ts';
import { checkDoors, controlsOf } from './controls.ts';
import { readDeclared } from './declared.ts';
import { createGateway, serverOf } from './gateway/gateway.ts';
import { judge } from './grants/judge.ts';
import { freePort, type Home, type SystemDescription } from './home.ts';
import { startAdminApi } from './identity/admin-api.ts';
import { openFunctions } from './lambda/functions.ts';
import { startInbox } from './mail/inbox.ts';
import { openMailer } from './mail/mailer.ts';
import { clientsOf, proveTokens } from './people.ts';
import { startQueues } from './queues/queues.ts';
import { startSchedules } from './schedules/schedules.ts';
import { startSecrets } from './secrets/secrets.ts';
import { openSources } from './sources/sources.ts';
import { stripeKeys } from './stripe/keys.ts';
import { startStripe } from './stripe/stripe.ts';
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

/**
 * Starts everything the templates declare, in the order of who needs whom. Resolves once tokens can be had, queues and
 * streams are polled, and the API listens.
 */
export const startSystem = async ({ home, port: wanted, failDoors, watches }: SystemOptions) => {
  const identityCode = import('./identity/identity.ts'); // the heaviest import; it loads while the rest starts
  const clock = openClock(home.path('clock.json'));
  const [
    { folder },
    port,
    behindPort,
    identityPort,
    cognitoPort,
    mailPort,
    queuePort,
    tablePort,
    secretsPort,
    stripePort,
    controlPort,
  ] = await Promise.all([
    synthesise(),
    apiPort(wanted),
    home.port('api'),
    home.port('identity'),
    home.port('cognito'),
    home.port('mail'),
    home.port('sqs'),
    home.port('dynamodb'),
    home.port('secrets'),
    home.port('stripe'),
    home.port('control'),
  ]);
  const url = `http://localhost:${port}`;
  const world = {
    cdnUrl: url,
    apiUrl: `http://localhost:${behindPort}`,
    queueOrigin: `http://127.0.0.1:${queuePort}`,
    issuerOrigin: `http://localhost:${identityPort}`,
  };
  let declared = readDeclared(folder, world, home.secret);
  let allows = judge(declared.grants);
  const mayUse = (accessKeyId: string, action: string, resource: string) =>
    allows({ accessKeyId, action, resource, context: {} });
  const keys = stripeKeys(home.secret);

  const startIssuer = async () => {
    const { startIdentity } = await identityCode;
    const { id: userPoolId, clients, groups } = declared.pool;
    const inbox = await startInbox(mailPort);
    const issuer = await startIdentity({
      port: identityPort,
      dataDir: home.path('identity'),
      userPoolId,
      clients,
      groups,
      sendMail: openMailer(inbox.url),
      trigger: {
        functionName: () => declared.pool.postConfirmation,
        invoke: (name, event) => functions.invoke(name, event),
      },
    });
    const { administration } = issuer;
    const admin = await startAdminApi({ port: cognitoPort, userPoolId, administration, allows: mayUse });
    await proveTokens(issuer.issuer, declared.pool);
    return { ...issuer, inbox, admin };
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
  const [table, identity, queues, secrets, stripe] = await Promise.all([
    startTables(),
    startIssuer(),
    startQueues({ port: queuePort, dataDir: home.path('sqs'), allows: mayUse }),
    startSecrets({ port: secretsPort, secrets: declared.secrets, allows: mayUse }),
    startStripe({
      port: stripePort,
      dataDir: home.path('stripe'),
      keys,
      webhookUrl: `${url}/v1/provider-events/stripe`,
      timers: clock,
    }),
  ]);
  queues.declare(declared.queues);

  const functions = openFunctions(declared.functions, {
    runtime: strippedRuntime(home.path('runtime')),
    clock: clock.offset,
    logs: home.path('logs'),
    endpoints: {
      dynamodb: table.endpoint,
      sqs: queues.endpoint,
      secretsManager: secrets.endpoint,
      cognito: identity.admin.endpoint,
      ses: identity.inbox.url,
      stripe: stripe.origin,
    },
  });
  functions.fail(checkDoors(functions, failDoors));
  const sources = openSources({ functions, queues, table, positions: home.path('positions') });
  await sources.declare(declared.sources);
  const runSchedules = () =>
    startSchedules(declared.schedules, { clock, functions, file: home.path('schedules.json') });
  let schedules = runSchedules();
  clock.onMove(() => queues.processTimers());

  const controls = controlsOf({
    clock,
    functions,
    identity,
    queues,
    stripe,
    table,
    declared: () => declared.functions,
  });
  const controlSecret = home.secret('control');
  const control = await startControl(controlPort, controlSecret, controls);

  const jwksUri = (issuer: string) => `${issuer}/.well-known/jwks.json`;
  const gateway = createGateway({ api: declared.api, functions, jwksUri });
  const cdn = createCdn(declared.cdn, gateway.listener);
  const servers = [gateway.server.listen(behindPort, '127.0.0.1'), serverOf(cdn.listener).listen(port, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));

  /** Serves what the sources say now; tables, queues and tokens stay. */
  const reload = async () => {
    const { changed } = await synthesise();
    if (!changed) return;
    declared = readDeclared(folder, world, home.secret);
    allows = judge(declared.grants);
    await table.grant(declared.grants);
    queues.declare(declared.queues);
    secrets.declare(declared.secrets);
    const doors = functions.redeclare(declared.functions);
    gateway.redeclare(declared.api.routes);
    cdn.redeclare(declared.cdn);
    await sources.declare(declared.sources);
    schedules.stop();
    schedules = runSchedules();
    console.log(`Reloaded${doors.length > 0 ? `: ${doors.join(', ')}` : ''}`);
  };
  const watcher = watches ? watchSources(reload) : undefined;

  const description: SystemDescription = {
    url,
    behind: { url: world.apiUrl, headers: declared.cdn.headers },
    issuer: identity.issuer,
    control: control.url,
    controlSecret,
    clients: clientsOf(declared.pool),
    pid: process.pid,
    tableName: declared.table.name,
    dynamodb: table.endpoint,
    sqs: queues.endpoint,
    mail: identity.inbox.url,
    stripe: { url: stripe.origin, ...keys },
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
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await functions.stop();
      await Promise.all([
        identity.stop(),
        identity.admin.stop(),
        identity.inbox.stop(),
        queues.stop(),
        table.stop(),
        secrets.stop(),
        stripe.stop(),
      ]);
      home.close();
    },
  };
};
