import { REGION } from '../template/world.ts';
import { accessKeyOf, type FunctionDeclaration } from './declaration.ts';
import { type Environment, FunctionError, startEnvironment } from './environment.ts';
import { openLog } from './log.ts';

/** Two cores: eight environments of a function were slower (87 orders/s against 225) and took 1.2 GB. */
const ENVIRONMENTS_PER_FUNCTION = 2;
/** Some 25 MB each once in use, so that the system stays below a gigabyte; the one idle for longest makes room. */
const ENVIRONMENTS = 20;
/** How long one must have been idle to make room for another function's second: a paid order goes through a dozen. */
const RESTED_MILLISECONDS = 10_000;
const IDLE_MILLISECONDS = 3 * 60_000;
/** When a kill comes, in the middle of a short invocation as often as in that of a long one: each decade alike. */
const KILL_MILLISECONDS = { first: 1, last: 1_000 };

export type Functions = ReturnType<typeof openFunctions>;

type Options = {
  runtime: string;
  clock: Float64Array;
  logs: string;
  /** Where the services are, as the SDK's variables say it, and Stripe. */
  endpoints: { dynamodb: string; sqs: string; secretsManager: string; cognito: string; ses: string; stripe: string };
};

type Slot = { environment: Environment; busy: boolean; idleSince: number };
type Pool = {
  declaration: FunctionDeclaration;
  slots: Slot[];
  waiting: ((slot: Slot) => void)[];
  write: (text: string) => void;
};

const environmentOf = (declaration: FunctionDeclaration, { endpoints }: Options): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: declaration.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declaration.memoryMegabytes),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${declaration.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_ACCESS_KEY_ID: accessKeyOf(declaration.name),
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognito,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
  AWS_ENDPOINT_URL_SESV2: endpoints.ses,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  LAMBDA_TASK_ROOT: declaration.folder,
  _HANDLER: declaration.handler,
  ...declaration.environment,
  ...(declaration.environment.STRIPE_API && { STRIPE_API: endpoints.stripe }),
});

/** All doors, each with up to two execution environments that start when somebody needs them. */
export const openFunctions = (declarations: FunctionDeclaration[], options: Options) => {
  const pools = new Map<string, Pool>();
  const failing = new Set<string>();
  const kills = { rate: 0, killed: 0 };

  const declare = (declaration: FunctionDeclaration) => {
    const write = pools.get(declaration.name)?.write ?? openLog(options.logs, declaration.door);
    pools.set(declaration.name, { declaration, slots: [], waiting: [], write });
  };
  for (const declaration of declarations) declare(declaration);

  const poolOf = (name: string): Pool => {
    const pool = pools.get(name);
    if (!pool) throw new Error(`no function is called ${name}`);
    return pool;
  };

  const dismiss = (pool: Pool, slot: Slot) => {
    pool.slots.splice(pool.slots.indexOf(slot), 1);
    void slot.environment.stop();
  };

  const idle = () =>
    [...pools.values()]
      .flatMap((pool) => pool.slots.filter(({ busy }) => !busy).map((slot) => ({ pool, slot })))
      .sort((a, b) => a.slot.idleSince - b.slot.idleSince);

  const surplus = () => [...pools.values()].reduce((sum, { slots }) => sum + slots.length, 1 - ENVIRONMENTS);

  const makeRoom = () => {
    for (const { pool, slot } of idle().slice(0, Math.max(0, surplus()))) dismiss(pool, slot);
  };

  /** A function has its first environment whatever it takes; a second one where none that is at work has to go. */
  const mayGrow = ({ slots }: Pool): boolean => {
    if (slots.length === 0) return true;
    if (slots.length >= ENVIRONMENTS_PER_FUNCTION) return false;
    const [rested] = idle();
    return surplus() <= 0 || (rested?.slot.idleSince ?? Number.NaN) < performance.now() - RESTED_MILLISECONDS;
  };

  const acquire = (pool: Pool): Slot | Promise<Slot> => {
    const free = pool.slots.find(({ busy }) => !busy);
    if (free) {
      free.busy = true;
      return free;
    }
    if (!mayGrow(pool)) return new Promise((resolve) => pool.waiting.push(resolve));
    makeRoom();
    const { runtime, clock } = options;
    const env = environmentOf(pool.declaration, options);
    const environment = startEnvironment(pool.declaration, { runtime, clock, env, onOutput: pool.write });
    const slot = { environment, busy: true, idleSince: 0 };
    pool.slots.push(slot);
    return slot;
  };

  const release = (pool: Pool, slot: Slot) => {
    const outdated = pools.get(pool.declaration.name) !== pool;
    slot.busy = false;
    slot.idleSince = performance.now();
    if (!slot.environment.alive || (outdated && pool.waiting.length === 0)) dismiss(pool, slot);
    const next = pool.waiting.shift();
    if (next) void Promise.resolve(acquire(pool)).then(next);
  };

  const sweep = setInterval(() => {
    const before = performance.now() - IDLE_MILLISECONDS;
    for (const { pool, slot } of idle()) if (slot.idleSince < before) dismiss(pool, slot);
  }, IDLE_MILLISECONDS / 3);
  sweep.unref();

  const fate = (): number | undefined => {
    if (Math.random() >= kills.rate) return undefined;
    kills.killed += 1;
    const { first, last } = KILL_MILLISECONDS;
    return first * (last / first) ** Math.random();
  };

  const report = ({ declaration, write }: Pool, error: unknown) => {
    const { errorType, message, stack } = error as FunctionError;
    write(`${JSON.stringify({ level: 'ERROR', errorType, errorMessage: message, stack })}\n`);
    console.error(`${declaration.door}: ${errorType}: ${message}`);
  };

  return {
    /**
     * Runs the function in an environment of its own for as long as it takes; who comes first is served first.
     * @throws FunctionError when it throws, dies or takes longer than its timeout
     */
    invoke: async (name: string, event: unknown): Promise<unknown> => {
      const pool = poolOf(name);
      if (failing.has(pool.declaration.door)) throw new FunctionError('Fault', 'told to fail by --fail');
      const slot = await acquire(pool);
      try {
        return await slot.environment.invoke(JSON.stringify(event), fate());
      } catch (error) {
        report(pool, error);
        throw error;
      } finally {
        release(pool, slot);
      }
    },
    doors: () => [...pools.values()].map(({ declaration }) => declaration.door),
    nameOf: (door: string) =>
      [...pools.values()].find(({ declaration }) => declaration.door === door)?.declaration.name,
    /** From now on every invocation of these doors fails before the handler runs; of all others, none. */
    fail: (doors: Iterable<string>) => {
      failing.clear();
      for (const door of doors) failing.add(door);
    },
    /**
     * From now on so many of all invocations end with their environment being killed at a random moment.
     * @param rate from 0 to 1 @returns how many were killed so far
     */
    kill: (rate: number): number => {
      kills.rate = rate;
      return kills.killed;
    },
    /** Serves what is declared now. Environments of functions that changed end with what they are doing. */
    redeclare: (now: FunctionDeclaration[]): string[] => {
      const changed = now.filter(
        (declaration) => JSON.stringify(pools.get(declaration.name)?.declaration) !== JSON.stringify(declaration),
      );
      for (const declaration of changed) {
        const old = pools.get(declaration.name);
        declare(declaration);
        for (const slot of old?.slots.filter(({ busy }) => !busy) ?? []) dismiss(old as Pool, slot);
      }
      return changed.map(({ door }) => door);
    },
    count: () => [...pools.values()].reduce((sum, { slots }) => sum + slots.length, 0),
    /** How many invocations are under way, or wait for an environment. */
    running: () =>
      [...pools.values()].reduce(
        (sum, { slots, waiting }) => sum + slots.filter(({ busy }) => busy).length + waiting.length,
        0,
      ),
    stop: async () => {
      clearInterval(sweep);
      await Promise.all([...pools.values()].flatMap(({ slots }) => slots.map(({ environment }) => environment.stop())));
    },
  };
};
