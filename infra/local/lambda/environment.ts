import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Said, Start } from '../thread/runtime.ts';
import type { FunctionDeclaration } from './declaration.ts';

/** Lambda gives the module's top level ten seconds. */
const INIT_MILLISECONDS = 10_000;
/** Young objects of one request fit; V8's default of 48 MB a thread would be most of what the whole system takes. */
const YOUNG_MEGABYTES = 8;

/** What a caller of a function is told when it fails, as Lambda words it. */
export class FunctionError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

export type EnvironmentOptions = {
  runtime: string;
  clock: Float64Array;
  env: Record<string, string>;
  /** Called with what the function writes, in pieces. */
  onOutput: (text: string) => void;
};

export type Environment = {
  /**
   * One at a time.
   * @param killAfter ms after which the environment is killed, or at the latest when it is about to answer
   * @throws FunctionError
   */
  invoke(event: string, killAfter?: number): Promise<unknown>;
  stop(): Promise<void>;
  /** False once its thread has ended: it can serve nobody any more. */
  readonly alive: boolean;
};

const startOf = (declaration: FunctionDeclaration, clock: Float64Array): Start => {
  const { folder, handler, name, arn, timeoutSeconds, memoryMegabytes } = declaration;
  const [module = '', exported = ''] = handler.split('.');
  return {
    module: join(folder, `${module}.mjs`),
    exported,
    timeoutMilliseconds: timeoutSeconds * 1_000,
    clock,
    context: {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memoryMegabytes),
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: randomUUID(),
    },
  };
};

/**
 * One execution environment: a thread with modules, variables and a `Date` of its own. It is killed at the function's
 * timeout, in the middle of an endless loop too. The first invocation waits for the module to load.
 */
export const startEnvironment = (
  declaration: FunctionDeclaration,
  { runtime, clock, env, onOutput }: EnvironmentOptions,
): Environment => {
  const worker = new Worker(runtime, {
    workerData: startOf(declaration, clock),
    env,
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: declaration.memoryMegabytes,
      maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
    },
  });
  worker.stdout.setEncoding('utf8').on('data', onOutput);
  worker.stderr.setEncoding('utf8').on('data', onOutput);

  let alive = true;
  let settle: ((outcome: FunctionError | { result: unknown }) => void) | undefined;
  const initialised = Promise.withResolvers<void>();
  initialised.promise.catch(() => undefined); // told again to whoever invokes

  const end = (error: FunctionError) => {
    alive = false;
    initialised.reject(error);
    settle?.(error);
    settle = undefined;
    void worker.terminate();
  };
  const kill = () => {
    alive = false;
    void worker.terminate(); // whoever waits hears of it once the thread does nothing any more
  };
  const slow = setTimeout(
    () => end(new FunctionError('Sandbox.Timedout', 'Initialisation took more than 10 seconds')),
    INIT_MILLISECONDS,
  );

  worker.on('message', (said: Said) => {
    switch (said.said) {
      case 'ready':
        clearTimeout(slow);
        return initialised.resolve();
      case 'result':
        return settle?.({ result: said.result === undefined ? null : JSON.parse(said.result) });
      case 'error': {
        const error = new FunctionError(said.errorType, said.errorMessage);
        error.stack = said.stack;
        return said.id === undefined ? end(error) : settle?.(error);
      }
    }
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    end(new FunctionError(outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError', error.message));
  });
  worker.on('exit', (code) => {
    clearTimeout(slow);
    end(new FunctionError('Runtime.ExitError', `Runtime exited with error: exit status ${code}`));
  });

  return {
    get alive() {
      return alive;
    },
    invoke: async (event, killAfter) => {
      await initialised.promise;
      const id = randomUUID();
      const { timeoutSeconds } = declaration;
      const { promise, resolve } = Promise.withResolvers<FunctionError | { result: unknown }>();
      settle = resolve;
      const late = setTimeout(
        () =>
          end(new FunctionError('Sandbox.Timedout', `${id} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)),
        timeoutSeconds * 1_000,
      );
      const fatal = killAfter === undefined ? undefined : setTimeout(kill, killAfter);
      if (alive) worker.postMessage({ id, event });
      else resolve(new FunctionError('Runtime.ExitError', 'Runtime exited'));
      const outcome = await promise;
      clearTimeout(late);
      clearTimeout(fatal);
      settle = undefined;
      if (outcome instanceof FunctionError) throw outcome;
      if (killAfter !== undefined) {
        kill();
        throw new FunctionError('Runtime.ExitError', 'Runtime exited with error: signal: killed');
      }
      return outcome.result;
    },
    stop: async () => {
      alive = false;
      await worker.terminate();
    },
  };
};
