import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { putProduct } from '../../functions/catalog/contract.ts';
import { recordMovement, setShards } from '../../functions/inventory/contract.ts';
import { INDEXES } from '../../infra/constructs/indexes.ts';
import { interceptAws } from './aws.ts';
import { type Choices, createPlan } from './choices.ts';
import { real, replaceTime } from './clock.ts';
import { loadDeployment } from './deployment.ts';
import { type Flow, machine, type Shop, staff } from './flow.ts';
import { interceptStripe } from './stripe-client.ts';
import { createTable, type SimulatedTable } from './table/table.ts';
import { createWorld, type Ran, type World } from './world.ts';

export type Laboratory = Awaited<ReturnType<typeof openLaboratory>>;

export type Schedule = {
  choices: Choices;
  flows: Flow[];
  /** Through the clients' whole stack, down to where the socket would be. */
  isWired?: boolean;
  traced?: boolean;
  isSilent?: boolean;
  isPatient?: boolean;
};

/** Nobody spreads the stock of a whole price list. */
const FEW = 20;

/** How the functions' logger writes. */
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Flows that between them ask every service. */
const WARMING = ['pay', 'hot'];

/** What a flow needs is on the shelves before the first customer comes. */
const openingOf = ({ name, products }: Flow): Flow => ({
  name: `opening-${name}`,
  products: {},
  run: async (shop: Shop) => {
    for (const [sku, { units, price, shards }] of Object.entries(products)) {
      const body = { name: sku, price: { amount: price, currency: 'GBP' }, stocked: true };
      await shop.ask(machine, putProduct, { params: { sku }, body });
      if (shards) await shop.ask(staff, setShards, { params: { sku }, body: { shards } });
      await shop.ask(machine, recordMovement, { body: { sku, quantity: units, reason: 'receipt' } });
    }
  },
});

/**
 * Turns this process into a laboratory: its time, chance and I/O are simulated from now on.
 * @param folder where the templates were synthesised to
 * @param options.isWired whether any schedule will go through the clients' whole stack
 */
export const openLaboratory = async (folder: string, flows: Flow[], { isWired = true } = {}) => {
  let current: World | undefined;
  replaceTime(() => current?.virtual);
  interceptAws(() => current);
  interceptStripe((request) => {
    if (!current) throw new Error('nobody answers Stripe');
    return current.stripe(request);
  });
  const keepers = new Set<SecretsProvider>();
  const { get } = SecretsProvider.prototype;
  SecretsProvider.prototype.get = function (this: SecretsProvider, ...args: never[]) {
    keepers.add(this);
    return (get as (...all: never[]) => unknown).apply(this, args);
  } as typeof get;

  process.on('unhandledRejection', (error) => {
    if (!current) throw error;
    current.violate('26 nothing fails unseen', String(error));
  });

  const deployment = await loadDeployment(folder);
  const { logger } = await import('#shared/telemetry');
  const { known } = await import('#shared/limiter');
  const spoken = Object.fromEntries(LEVELS.map((level) => [level, console[level]]));
  const { readShelves } = await import('../../functions/inventory/stock-holds.ts');
  /** Products whose stock may come to lie in several counters. */
  const hot = flows.flatMap(({ products }) => (Object.keys(products).length < FEW ? Object.keys(products) : []));

  /** Hears what is logged, where somebody listens; it is silent otherwise, since writing logs takes time. */
  const listen = (hear: ((line: string) => void) | undefined): void => {
    logger.setLogLevel(hear ? 'DEBUG' : 'SILENT');
    Object.assign(console, hear ? Object.fromEntries(LEVELS.map((level) => [level, hear])) : spoken);
  };
  const inside = async <T>(world: Ran, act: () => Promise<T>): Promise<T> => {
    current = world.context;
    try {
      return await act();
    } finally {
      current = undefined;
      listen(undefined);
    }
  };

  const empty = createTable([...INDEXES]);
  const isHot = ({ products }: Flow) => Object.keys(products).some((sku) => hot.includes(sku));
  let wasHot = false;
  /** Environments start cold: what the one before has remembered of keys and hot shelves is gone. */
  const coolDown = async (flows: Flow[]): Promise<void> => {
    for (const keeper of keepers) keeper.clearCache();
    if (!wasHot && !flows.some(isHot)) return; // nothing was remembered
    wasHot = flows.some(isHot);
    const world = createWorld({ deployment, choices: createPlan([]), base: empty, flows: [] });
    await inside(world, async () => {
      const read = world.simulation.person('nobody', () => readShelves(hot as never, { left: () => 60_000 }));
      while (world.simulation.waiting() > 0) await world.simulation.stepAll();
      await read;
    });
  };

  const runOn = async (base: SimulatedTable, { choices, ...rest }: Schedule): Promise<Ran> => {
    known.clear(); // of callers, also when the shop is opened: what it keeps of them is in every schedule's table
    Error.stackTraceLimit = rest.traced ? 10 : 0; // most errors here are meant, and nobody reads where they came from
    const world = createWorld({ deployment, choices, base, ...rest });
    if (rest.isWired) listen((line) => world.witness.logged(String(line)));
    await inside(world, world.run);
    return world;
  };

  const bases = new Map<string, SimulatedTable>();
  /** The shop as it is opened for these flows. */
  const baseOf = async ([first, ...more]: Flow[]): Promise<SimulatedTable> => {
    if (!first) return empty;
    const name = [first, ...more].map((flow) => flow.name).join();
    const known = bases.get(name);
    if (known) return known;
    const { simulation, table } = await runOn(await baseOf(more), {
      choices: createPlan([]),
      flows: [openingOf(first)],
      isPatient: true,
      traced: true,
    });
    if (simulation.violations.length > 0)
      throw new Error(JSON.stringify(simulation.violations) + simulation.trace.join('\n').slice(0, 3000));
    bases.set(name, table);
    return table;
  };
  /** Those that fill many shelves are opened first, once. */
  const byShelves = (one: Flow, other: Flow) => Object.keys(one.products).length - Object.keys(other.products).length;

  /**
   * The first calls of a client find out, with files and promises of their own, what later ones know: no schedule may be
   * the one that waits for that.
   */
  const warmUp = async (): Promise<void> => {
    const warming = flows.filter(({ name }) => WARMING.includes(name));
    for (let n = 0; n < 3; n++) {
      const base = await baseOf(warming);
      const world = createWorld({
        deployment,
        choices: createPlan([]),
        base,
        flows: warming,
        isWired: true,
        isPatient: true,
      });
      await inside(world, async () => {
        await world.run();
        await new Promise((resolve) => real.setTimeout(resolve, 50));
      });
    }
  };
  if (isWired) await warmUp();

  return {
    /** Runs one schedule, from cold, on the shop as it is opened. */
    run: async (schedule: Schedule): Promise<Ran> => {
      const base = await baseOf(schedule.flows.toSorted(byShelves));
      await coolDown(schedule.flows);
      return runOn(base, schedule);
    },
  };
};
