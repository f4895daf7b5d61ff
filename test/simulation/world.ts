import type { Services } from './aws.ts';
import type { Choices } from './choices.ts';
import type { Deployment } from './deployment.ts';
import type { Flow } from './flow.ts';
import { createGateway } from './gateway.ts';
import { type Action, createInvoking } from './invoking.ts';
import { createPeople } from './people.ts';
import { createProvider } from './provider.ts';
import { createQueues } from './queues.ts';
import { createServices } from './services.ts';
import { createSimulation } from './simulation.ts';
import { createSources } from './sources.ts';
import type { StripeAnswer, StripeRequest } from './stripe-client.ts';
import { createSurroundings } from './surroundings.ts';
import type { SimulatedTable } from './table/table.ts';
import { createUsers } from './users.ts';
import { createWitness } from './witness.ts';

/** The storm ends when everything has come to rest, or after so many steps. */
const STORM_STEPS = 400;
/** In the storm: how often something of the surroundings happens while I/Os wait, and how often something nobody has asked for. */
const SURROUNDINGS = 0.3;
const DISTURBANCE = 0.02;
/** Rounds after which what has not come to rest never will. */
const CALM_ROUNDS = 120;

/** The world that a schedule runs in, and what `current` names while it does. */
export type World = Services & {
  stripe(request: StripeRequest): Promise<StripeAnswer>;
  virtual: ReturnType<typeof createSimulation>['virtual'];
  violate: ReturnType<typeof createSimulation>['violate'];
};

type Options = {
  deployment: Deployment;
  choices: Choices;
  /** What the shop is opened with; it is not changed. */
  base: SimulatedTable;
  flows: Flow[];
  isWired?: boolean;
  traced?: boolean;
  /** Nobody wants to know of its way, only whether anything is violated. */
  isSilent?: boolean;
  /** The storm ends when all is at rest, however long that takes: with few faults, and all of them counted. */
  isPatient?: boolean;
};

export const createWorld = ({
  deployment,
  choices,
  base,
  flows,
  isWired = false,
  traced = false,
  isSilent = false,
  isPatient = false,
}: Options) => {
  const simulation = createSimulation(choices, { traced, isSilent });
  const table = base.copy();
  const queues = createQueues(deployment.queues, simulation.now);
  const secret = Object.values(deployment.secrets).find((one) => one.includes('webhookSecrets')) ?? '{}';
  const { apiKey, webhookSecrets } = JSON.parse(secret);
  const provider = createProvider({
    secretKey: apiKey,
    publishableKey: 'pk_test_simulated',
    webhookSecret: webhookSecrets[0],
  });
  const users = createUsers(simulation);
  const { secrets } = deployment;
  const services = createServices({ simulation, table, queues, secrets, provider, users, isWired });
  const witness = createWitness({ simulation, table, base, queues, provider, users, deployment });
  const gateway = createGateway(simulation, deployment, users, witness.answered);
  const invoking = createInvoking(simulation, deployment);
  const day = flows[0]?.name ?? 'none';
  const people = createPeople({ ...invoking, simulation, deployment, gateway, provider, users, day });
  const sources = createSources({ ...invoking, simulation, deployment, queues, witness });
  const canBeLost = flows.some(({ afterwards }) => afterwards !== undefined);
  const surroundings = createSurroundings({
    ...invoking,
    simulation,
    deployment,
    queues,
    provider,
    gateway,
    sources,
    witness,
    canBeLost,
  });
  const { natural, disturbances, redrive } = surroundings;
  table.onChange((changes) => {
    sources.taken(changes);
    witness.changed(changes);
  });

  /** @returns whether there was anything to do */
  const act = async (actions: Action[]): Promise<boolean> => {
    const action = actions[choices.pick(actions.length)];
    if (!action) return false;
    await action();
    await simulation.settled();
    return true;
  };

  const isIdle = (): boolean => simulation.running() === 0 && natural().length === 0;

  const storm = async (): Promise<void> => {
    for (let n = 0; (isPatient || n < STORM_STEPS) && !isIdle(); n++) {
      if (choices.happens(DISTURBANCE)) await act(disturbances());
      else if (simulation.waiting() > 0 && !choices.happens(SURROUNDINGS)) await simulation.step();
      else if (!(await act(natural()))) await simulation.step();
      if (simulation.violations.length > 0) return;
      if (isPatient && n > 100 * STORM_STEPS) break;
    }
  };

  /** Nothing goes wrong any more: all that is unfinished has to come to its end. */
  const calm = async (): Promise<void> => {
    redrive();
    for (let round = 0; round < CALM_ROUNDS * 10 && simulation.violations.length === 0; round++) {
      while (simulation.waiting() > 0) await simulation.stepAll();
      if (isIdle()) {
        if (queues.redrive() === 0) return;
        continue;
      }
      const actions = natural();
      if (actions.length === 0) return;
      for (const one of actions) await one();
      await simulation.settled();
    }
  };

  return {
    simulation,
    witness,
    table,
    /** What `current` names while this runs. */
    context: { ...services, virtual: simulation.virtual, violate: simulation.violate } satisfies World,
    /** Runs all flows through a storm, and then to rest. */
    run: async (): Promise<void> => {
      for (const flow of flows) void simulation.person(flow.name, () => flow.run(people));
      await simulation.settled();
      await storm();
      if (simulation.violations.length > 0) return;
      simulation.calmDown();
      await calm();
      for (const { name, afterwards } of flows) {
        if (!afterwards || simulation.violations.length > 0) continue;
        void simulation.person(`${name} afterwards`, () => afterwards(people));
        await calm();
      }
      if (simulation.violations.length === 0) witness.judge(isIdle());
    },
  };
};

export type Ran = ReturnType<typeof createWorld>;
