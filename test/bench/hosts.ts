import { cpSync, globSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import settings from '../../cdk.json' with { type: 'json' };
import { buildFloors, bundleIn } from './bundles.ts';

const root = join(import.meta.dirname, '../..');

/** All that the local host is and serves; it looks for templates beside itself, so each host gets a copy of the house. */
const HOUSE = ['infra', 'functions', 'shared', 'events', 'cdk.json', 'package.json', 'package-lock.json'];

export type Host = Awaited<ReturnType<typeof startIn>>;

const startIn = async (house: string) => {
  const file = pathToFileURL(join(house, 'infra/local/harness.ts')).href;
  const { startSystem }: typeof import('../../infra/local/harness.ts') = await import(file);
  return startSystem({ home: join(house, '.backroom') });
};

/** Doors that are replaced in the floor's host. */
const REPLACED = ['orders/api/place-order', 'catalog/api/get-product'];

const Template = v.object({
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: v.optional(
        v.object({
          Description: v.optional(v.string()),
          Code: v.optional(v.looseObject({ S3Key: v.optional(v.unknown()) })),
        }),
        {},
      ),
    }),
  ),
});
const Assets = v.object({ files: v.record(v.string(), v.object({ source: v.object({ path: v.string() }) })) });

const readJson = <S extends v.GenericSchema>(file: string, schema: S) =>
  v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));

/** The folder a door's code is served from, as the synthesised templates say. */
const assetOf = (assembly: string, door: string): string => {
  for (const file of globSync('*.template.json', { cwd: assembly })) {
    const { Resources } = readJson(join(assembly, file), Template);
    const found = Object.values(Resources).find(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Description === door,
    );
    const key = found?.Properties.Code?.S3Key;
    if (typeof key !== 'string') continue;
    const { files } = readJson(join(assembly, file.replace('.template.', '.assets.')), Assets);
    const path = files[key.replace(/\.zip$/, '')]?.source.path;
    if (path) return join(assembly, path);
  }
  throw new Error(`no template declares ${door}`);
};

const ourHouse = (folder: string) => join(folder, 'house-ours');

/** Callers are counted all the same, but nobody is refused. */
const BOUNDLESS = { burst: 1e9, perSecond: 1e6 };

/** Our host. @param options.isLimited whether the limits of cdk.json hold, which a benchmark is soon over */
export const startOurs = async (folder: string, { isLimited = false } = {}): Promise<Host> => {
  const house = ourHouse(folder);
  for (const name of HOUSE) cpSync(join(root, name), join(house, name), { recursive: true });
  if (!isLimited) {
    const limits = { shopper: BOUNDLESS, staff: BOUNDLESS, machine: BOUNDLESS };
    const boundless = { ...settings, context: { ...settings.context, limits } };
    writeFileSync(join(house, 'cdk.json'), JSON.stringify(boundless));
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  return startIn(house);
};

/**
 * Two hosts of the same templates: ours, and one where the code of two doors is that of the bare handlers. Routes,
 * authorizer, threads, engine, relay and reports are the same.
 */
export const startHosts = async (folder: string): Promise<{ ours: Host; floor: Host }> => {
  const houses = { ours: ourHouse(folder), floor: join(folder, 'house-floor') };
  const ours = await startOurs(folder);

  const floors = join(folder, 'floor');
  await buildFloors(floors);
  cpSync(houses.ours, houses.floor, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path !== join(houses.ours, '.backroom'),
  });
  // Where the host keeps its templates is its own business.
  const [manifest = ''] = globSync('cdk.*/manifest.json', { cwd: houses.floor });
  const assembly = join(houses.floor, dirname(manifest));
  for (const door of REPLACED) cpSync(bundleIn(floors, door), join(assetOf(assembly, door), 'index.mjs'));
  try {
    return { ours, floor: await startIn(houses.floor) };
  } catch (error) {
    await ours.stop();
    throw error;
  }
};

const Consumed = v.array(v.object({ door: v.string(), readUnits: v.number(), writeUnits: v.number() }));
const Queues = v.array(v.object({ visible: v.number(), inFlight: v.number() }));
const Memory = v.object({ rss: v.number() });

const LOOK_MILLISECONDS = 250;
const PATIENCE_MILLISECONDS = 120_000;

/** Waits until what the last requests led to is done: queues empty, and nobody writes any more. */
export const settled = async (host: Host): Promise<void> => {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (let before = -1; performance.now() < until; ) {
    const consumed = v.parse(Consumed, await host.control('GET', '/consumed'));
    const queues = v.parse(Queues, await host.control('GET', '/queues'));
    const units = consumed.reduce((sum, { writeUnits }) => sum + writeUnits, 0);
    if (units === before && queues.every(({ visible, inFlight }) => visible + inFlight === 0)) return;
    before = units;
    await pause(LOOK_MILLISECONDS);
  }
  throw new Error('the local system does not come to rest');
};

/** Megabytes (2^20 bytes) the host holds now, all its threads included, and the most it ever held. */
export const memoryOf = async (host: Host) => {
  const { rss } = v.parse(Memory, await host.control('GET', '/memory'));
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1];
  return { now: rss / 2 ** 20, peak: Number(peak ?? Number.NaN) / 1_024 };
};
