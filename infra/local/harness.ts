import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemDescription } from './home.ts';

export type SystemUnderTest = Awaited<ReturnType<typeof startSystem>>;

type Options = {
  /** Its folder; without one a temporary one, which `stop` removes. */
  home?: string;
  failDoors?: string[];
  env?: Record<string, string>;
};

const START = join(import.meta.dirname, 'start.ts');
const READY = 'Backroom is ready.';

/** Starts the process and waits until it says that it is ready. @throws Error with what it said when it ends instead */
const launch = async (home: string, failDoors: string[], env: Record<string, string>): Promise<ChildProcess> => {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', START, ...failDoors.flatMap((door) => ['--fail', door])],
    {
      env: { ...process.env, PORT: '0', BACKROOM_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const ready = Promise.withResolvers<void>();
  const hear = (text: string) => {
    said += text;
    if (said.includes(READY)) ready.resolve();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('exit', () => ready.reject(new Error(`Backroom ended before it was ready:\n${said}`)));
  child.once('error', ready.reject);
  await ready.promise;
  return child;
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
};

/** The whole local system in a process of its own, on free ports, as `npm start` starts it. */
export const startSystem = async ({ home: given, failDoors = [], env = {} }: Options = {}) => {
  const home = given ?? mkdtempSync(join(tmpdir(), 'backroom-'));
  let child = await launch(home, failDoors, env);
  const describe = (): SystemDescription => JSON.parse(readFileSync(join(home, 'system.json'), 'utf8'));
  let system = describe();

  return {
    home,
    get url() {
      return system.url;
    },
    get system() {
      return system;
    },
    get pid() {
      return child.pid;
    },
    /** Asks the control endpoint. @throws Error when it refuses */
    control: async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${system.control}${path}`, {
        method,
        headers: { authorization: `Bearer ${system.controlSecret}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
    /** Ends it cleanly. */
    stop: async () => {
      await end(child, 'SIGTERM');
      if (!given) rmSync(home, { recursive: true, force: true });
    },
    /** Kills it in the middle of whatever it does; its folder stays. */
    kill: () => end(child, 'SIGKILL'),
    /** Starts it again on the same folder and port, after `kill` or instead of what still runs. */
    restart: async () => {
      await end(child, 'SIGTERM');
      child = await launch(home, failDoors, { ...env, PORT: new URL(system.url).port });
      system = describe();
    },
  };
};
