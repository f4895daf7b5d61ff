import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { shiftDate } from './shifted-date.ts';

/** What an execution environment is started with. */
export type Start = {
  module: string;
  exported: string;
  timeoutMilliseconds: number;
  clock: Float64Array;
  context: {
    functionName: string;
    functionVersion: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
};

type Invocation = { id: string; event: string };

/** What the environment says: that it is warm, what came of an invocation, or that the module would not load. */
export type Said =
  | { said: 'ready' }
  | { said: 'result'; id: string; result: string | undefined }
  | { said: 'error'; id?: string; errorType: string; errorMessage: string; stack: string };

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (!port) throw new Error('runtime.ts runs in a worker thread');
const { module, exported, timeoutMilliseconds, clock, context } = workerData as Start;
const say = (said: Said) => port.postMessage(said);

const sayError = (error: unknown, errorType: string | undefined, id?: string) => {
  const known = error instanceof Error ? error : new Error(String(error));
  say({
    said: 'error',
    id,
    errorType: errorType ?? known.name,
    errorMessage: known.message,
    stack: known.stack ?? '',
  });
};

const load = async (): Promise<Handler> => {
  const { [exported]: handler } = await import(pathToFileURL(module).href);
  if (typeof handler === 'function') return handler;
  throw Object.assign(new Error(`${module} exports no function ${exported}`), { name: 'Runtime.HandlerNotFound' });
};

const contextOf = (id: string) => {
  const started = performance.now();
  return {
    ...context,
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(timeoutMilliseconds - (performance.now() - started))),
  };
};

shiftDate(clock);
try {
  const handler = await load();
  port.on('message', async ({ id, event }: Invocation) => {
    process.env._X_AMZN_TRACE_ID = `Root=${id}`;
    try {
      say({ said: 'result', id, result: JSON.stringify(await handler(JSON.parse(event), contextOf(id))) });
    } catch (error) {
      sayError(error, undefined, id);
    }
  });
  say({ said: 'ready' });
} catch (error) {
  const { name } = error as Error;
  const isMissing = (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
  sayError(error, name === 'Runtime.HandlerNotFound' ? name : isMissing ? 'Runtime.ImportModuleError' : name);
}
