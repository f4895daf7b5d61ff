import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { strippedRuntime } from '../thread/stripped.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { type Functions, openFunctions } from './functions.ts';

const MODULES = {
  echo: 'let n = 0; export const handler = async (event, context) => ({ n: ++n, event, left: context.getRemainingTimeInMillis(), name: context.functionName, id: context.awsRequestId });',
  sees: 'export const handler = async () => ({ now: Date.now(), at: new Date().toISOString(), env: process.env });',
  loops: 'export const handler = () => { for (;;); };',
  waits:
    'export const handler = ({ ms }) => { const from = Date.now(); return new Promise((resolve) => setTimeout(() => resolve({ from, to: Date.now() }), ms)); };',
  throws: 'export const handler = async () => { throw new TypeError("no such thing"); };',
  exits: 'export const handler = () => process.exit(3);',
  breaks: 'throw new Error("cannot start");',
  empty: 'export const nothing = 1;',
  talks: 'export const handler = async () => { console.log("one line"); console.error("another"); };',
};
const folder = mkdtempSync(join(tmpdir(), 'functions-'));
const clock = new Float64Array(new SharedArrayBuffer(8));
let functions: Functions;

beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const declarations = Object.entries(MODULES).map(([name, code]) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), code);
    return {
      door: `test/api/${name}`,
      name: `Stack-${name}`,
      arn: `arn:${name}`,
      roleArn: 'arn:role',
      folder: join(folder, name),
      handler: 'index.handler',
      timeoutSeconds: name === 'waits' ? 5 : 0.5,
      memoryMegabytes: 128,
      environment: { TABLE_NAME: 'table', STRIPE_API: 'https://api.stripe.com' },
    };
  });
  functions = openFunctions(declarations, {
    runtime: strippedRuntime(join(folder, 'runtime')),
    clock,
    logs: join(folder, 'logs'),
    endpoints: {
      dynamodb: 'http://dynamodb',
      sqs: 'http://sqs',
      secretsManager: 'http://secrets',
      cognito: 'http://cognito',
      ses: 'http://ses',
      stripe: 'http://stripe',
    },
  });
});
afterAll(async () => {
  await functions.stop();
  rmSync(folder, { recursive: true });
});

const invoke = (name: string, event: unknown = {}) => functions.invoke(`Stack-${name}`, event) as Promise<never>;

test('it keeps an environment warm and gives it an event and a context', async () => {
  const first: Record<string, unknown> = await invoke('echo', { a: undefined, b: 1 });
  const second: Record<string, unknown> = await invoke('echo');
  expect(first).toMatchObject({ n: 1, event: { b: 1 }, name: 'Stack-echo' });
  expect(second.n).toBe(2);
  expect(second.id).not.toBe(first.id);
  expect(first.left).toBeGreaterThan(400);
});

test('it gives a function its variables, a key of its own, and the time as it was moved', async () => {
  clock[0] = 86_400_000;
  const { env, now }: { env: Record<string, string>; now: number } = await invoke('sees');
  expect(env).toMatchObject({
    TABLE_NAME: 'table',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'Stacksees',
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://cognito',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamodb',
    AWS_ENDPOINT_URL_SESV2: 'http://ses',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://secrets',
    STRIPE_API: 'http://stripe',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    _HANDLER: 'index.handler',
  });
  expect(env.HOME).toBeUndefined();
  expect(now - Date.now()).toBeGreaterThan(86_000_000);
  clock[0] = 0;
});

test.each([
  ['an endless loop', 'loops', 'Sandbox.Timedout', /Task timed out after 0.50 seconds/],
  ['an error', 'throws', 'TypeError', /no such thing/],
  ['an exit', 'exits', 'Runtime.ExitError', /exit status 3/],
  ['a module that does not load', 'breaks', 'Error', /cannot start/],
  ['a module without the handler', 'empty', 'Runtime.HandlerNotFound', /exports no function handler/],
])('it reports %s, and the next invocation gets a new environment', async (_, name, errorType, message) => {
  for (let time = 0; time < 2; time++) {
    await expect(invoke(name)).rejects.toMatchObject({ errorType, message: expect.stringMatching(message) });
  }
});

test('it runs two at a time and the others in the order they came', async () => {
  // One of the two is busy all along, so that the other takes the rest one by one, and one clock tells when.
  const times = [40, 2_000, 40, 40, 40, 40];
  const spans: { from: number; to: number }[] = await Promise.all(times.map((ms) => invoke('waits', { ms })));
  const atOnce = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length);
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(2);
  const begun = spans.slice(2).map(({ from }) => from); // the first two wait for their environments
  expect(begun).toEqual(begun.toSorted((a, b) => a - b));
});

test('it keeps what a function writes, by line', async () => {
  await invoke('talks');
  const file = join(folder, 'logs/test/api/talks.log');
  await vi.waitFor(() => {
    expect(existsSync(file) && readFileSync(file, 'utf8').split('\n').sort()).toEqual(['', 'another', 'one line']);
  });
});

test('it fails the doors it is told to, before they run', async () => {
  functions.fail(['test/api/echo']);
  await expect(invoke('echo')).rejects.toThrow('--fail');
  functions.fail([]);
  await expect(invoke('echo')).resolves.toBeDefined();
});

test('it kills environments in the middle of their work, or before they answer', async () => {
  const killed = functions.kill(1);
  await expect(invoke('waits')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  await expect(invoke('echo')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(functions.kill(0)).toBe(killed + 2);
  await expect(invoke('echo')).resolves.toMatchObject({ n: 1 });
});

test('it serves what is declared anew, and keeps what did not change warm', async () => {
  const [changing, staying] = ['one', 'two'].map((name) => {
    for (const version of [1, 2]) {
      const path = join(folder, `${name}-${version}`);
      mkdirSync(path);
      writeFileSync(join(path, 'index.mjs'), `let n = 0; export const handler = async () => [${version}, ++n];`);
    }
    return {
      door: `test/api/${name}`,
      name,
      arn: name,
      roleArn: 'arn:role',
      folder: join(folder, `${name}-1`),
      handler: 'index.handler',
      timeoutSeconds: 1,
      memoryMegabytes: 128,
      environment: {},
    };
  }) as [FunctionDeclaration, FunctionDeclaration];
  expect(functions.redeclare([changing, staying])).toEqual(['test/api/one', 'test/api/two']);
  expect([await functions.invoke('one', {}), await functions.invoke('two', {})]).toEqual([
    [1, 1],
    [1, 1],
  ]);

  expect(functions.redeclare([{ ...changing, folder: join(folder, 'one-2') }, staying])).toEqual(['test/api/one']);
  expect([await functions.invoke('one', {}), await functions.invoke('two', {})]).toEqual([
    [2, 1],
    [1, 2],
  ]);
});
