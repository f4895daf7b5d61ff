import type { QueueSource } from '../../infra/local/sources/declaration.ts';
import type { Services } from './aws.ts';
import type { Choices } from './choices.ts';
import type { Deployment } from './deployment.ts';
import type { Kind } from './faults.ts';
import type { Flow, Shop } from './flow.ts';
import { createGateway } from './gateway.ts';
import { createPeople } from './people.ts';
import { createProvider } from './provider.ts';
import { createQueues, type Message, type Queue } from './queues.ts';
import { createServices } from './services.ts';
import { createSimulation } from './simulation.ts';
import { createStream } from './stream.ts';
import type { StripeAnswer, StripeRequest } from './stripe-client.ts';
import type { SimulatedTable } from './table/table.ts';
import { createWitness } from './witness.ts';

/** The storm ends when everything has come to rest, or after so many steps. */
const STORM_STEPS = 400;
/** In the storm: how often something of the surroundings happens while I/Os wait, and how often something nobody has asked for. */
const SURROUNDINGS = 0.3;
const DISTURBANCE = 0.02;
const JUMPS = [1_000, 1_000, 10_000, 10_000, 61_000, 61_000, 5 * 60_000, 31 * 60_000];
/** The events that the runbook has the provider send. */
const SUBSCRIBED = /^(payment_intent\.(succeeded|payment_failed|canceled)|charge\.(refunded|dispute\.created))$/;
/** Rounds after which what has not come to rest never will. */
const CALM_ROUNDS = 120;
const MINUTE = 60_000;

/** The world that a schedule runs in, and what `current` names while it does. */
export type World = Services & {
  stripe(request: StripeRequest): Promise<StripeAnswer>;
  virtual: ReturnType<typeof createSimulation>['virtual'];
};

type Options = {
  deployment: Deployment;
  choices: Choices;
  /** What the shop is opened with; it is not changed. */
  base: SimulatedTable;
  flows: Flow[];
  isWired?: boolean;
  traced?: boolean;
  /** The storm ends when all is at rest, however long that takes: with few faults, and all of them counted. */
  isPatient?: boolean;
};

type Action = { name: string; act: () => void | Promise<void> };

export const createWorld = ({
  deployment,
  choices,
  base,
  flows,
  isWired = false,
  traced = false,
  isPatient = false,
}: Options) => {
  const simulation = createSimulation(choices, { traced });
  const { now } = simulation;
  const table = base.copy();
  const queues = createQueues(deployment.queues, now);
  const [[, secret] = ['', '{}']] = Object.entries(deployment.secrets);
  const { apiKey, webhookSecrets } = JSON.parse(secret);
  const provider = createProvider({
    secretKey: apiKey,
    publishableKey: 'pk_test_simulated',
    webhookSecret: webhookSecrets[0],
  });
  const services = createServices({ simulation, table, queues, secrets: deployment.secrets, provider, isWired });
  const witness = createWitness({ simulation, table, base, queues, provider, deployment });
  const gateway = createGateway(simulation, deployment, witness.answered);
  const people = createPeople({ simulation, gateway, provider, day: flows[0]?.name ?? 'none' });
  const [streamSource] = deployment.sources.streamSources;
  if (!streamSource) throw new Error('nothing reads the stream of the table');
  const stream = createStream(streamSource);
  table.onChange((changes) => {
    stream.take(changes);
    witness.changed(changes);
  });

  const functions = new Map(deployment.functions.map((one) => [one.name, one]));
  let invocations = 0;
  const invoke = (functionName: string, event: unknown) => {
    const declared = functions.get(functionName);
    const handler = deployment.handlers.get(functionName);
    if (!declared || !handler) throw new Error(`there is no function ${functionName}`);
    const name = `${declared.door}~${++invocations}`;
    return simulation.invoke(name, declared.timeoutSeconds * 1_000, (actor) =>
      handler(event, { functionName, awsRequestId: name, getRemainingTimeInMillis: () => actor.deadline - now() }),
    );
  };

  /** Something of the surroundings that may go wrong, though nobody waits for it. */
  const mishap = (label: string, kinds: readonly Kind[]): Kind | undefined => {
    const kind = simulation.isCalm() ? undefined : choices.fault(kinds);
    if (kind) simulation.counts.faults++;
    simulation.say(`${label}${kind ? ` !${kind}` : ''}`);
    return kind;
  };

  const isRedelivered = (record: Message) => record.receives > 1;

  const handle = async (source: QueueSource, queue: Queue, messages: Message[]): Promise<void> => {
    const Records = queues.receive(queue, messages);
    if (messages.some(isRedelivered)) witness.saw('a message comes again');
    busy.set(source.id, (busy.get(source.id) ?? 0) + 1);
    const outcome = await invoke(source.functionName, { Records });
    busy.set(source.id, (busy.get(source.id) ?? 1) - 1);
    if (!('result' in outcome) || busy.get(source.id)) for (const message of messages) message.isHarmed = true;
    if (!('result' in outcome)) return; // all of them come again when their time-out is over
    const { batchItemFailures } = outcome.result as { batchItemFailures: { itemIdentifier: string }[] };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const handled = messages.filter(({ id }) => !failed.has(id));
    witness.handled(queue, handled);
    if (mishap(`${queue.name.split('-').at(-1)} deletes ${handled.length}`, ['lost request'])) return;
    queues.remove(queue, new Set(handled.map(({ id }) => id)));
  };

  const busy = new Map<string, number>();
  const deliveries = (): Action[] =>
    deployment.sources.queueSources.flatMap((source) => {
      const queue = queues.byArn(source.queueArn);
      if (queue.messages.length === 0 || (busy.get(source.id) ?? 0) >= source.concurrency) return [];
      const visible = queues.visible(queue, (message) => witness.died(queue, message));
      if (visible.length === 0) return [];
      const act = () => {
        const from = choices.pick(visible.length);
        const size = 1 + choices.pick(source.batchSize);
        const messages =
          size === 1 && from === 0 ? visible.slice(0, source.batchSize) : visible.slice(from, from + size);
        const isTwice = mishap(`${queue.name.split('-').at(-1)} delivers ${messages.length}`, ['twice']);
        void handle(source, queue, messages);
        if (isTwice) void handle(source, queue, messages);
      };
      return [{ name: 'deliver', act }];
    });

  const relays = (): Action[] =>
    stream.ready().map((lane) => ({
      name: 'relay',
      act: () => {
        const limit = lane.failures > 0 ? 1 + choices.pick(streamSource.batchSize) : streamSource.batchSize;
        const Records = stream.batchOf(lane, limit);
        lane.isBusy = true;
        if (mishap('stream', ['never'])) return void stream.done(lane, Records.length, undefined); // the poller itself fails
        void invoke(streamSource.functionName, { Records }).then((outcome) => {
          const failures =
            'result' in outcome
              ? (outcome.result as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures
              : undefined;
          const failed = failures === undefined ? undefined : (failures[0]?.itemIdentifier ?? false);
          if (stream.done(lane, Records.length, failed) > 0) witness.saw('the stream gives up an event');
        });
      },
    }));

  /** Webhooks that were not taken come again later. */
  const webhookAt = new Map<string, number>();
  const canBeLost = flows.some(({ afterwards }) => afterwards !== undefined);
  const webhooks = (): Action[] =>
    provider
      .webhooks()
      .filter(({ id, at, type }) => SUBSCRIBED.test(type) && (webhookAt.get(id) ?? at) <= now())
      .map(({ id, body, type }) => ({
        name: 'webhook',
        act: () => {
          webhookAt.set(id, now() + 5 * MINUTE);
          const kind = mishap(`webhook ${type}`, ['twice', 'lost request', ...(canBeLost ? (['never'] as const) : [])]);
          if (kind === 'never') {
            witness.saw('a webhook never comes');
            return provider.taken(id);
          }
          if (kind === 'lost request') return undefined;
          const request = {
            method: 'POST',
            path: '/v1/provider-events/stripe',
            headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': provider.sign(body) },
            body,
          };
          const send = () =>
            void gateway.invoke(request).then(({ status }) => {
              if (status === 200) provider.taken(id);
            });
          send();
          if (kind === 'twice') send();
          return undefined;
        },
      }));

  const run = (functionName: string) => void invoke(functionName, {});
  const sweepers = deployment.schedules.map(({ functionName }) => ({
    functionName,
    door: functions.get(functionName)?.door ?? '',
  }));
  /** Every minute, in truth: here when there is something to sweep. */
  const schedules = (): Action[] =>
    sweepers
      .filter(
        ({ door, functionName }) =>
          (witness.dueAt(door) ?? Number.POSITIVE_INFINITY) <= now() && !sweeping.has(functionName),
      )
      .map(({ functionName, door }) => ({
        name: 'schedule',
        act: () => {
          const kind = mishap(`schedule ${door}`, ['never', 'twice']);
          if (kind === 'never') return simulation.advance(MINUTE);
          if (kind === 'twice') run(functionName);
          sweeping.add(functionName);
          void invoke(functionName, {}).then(() => {
            sweeping.delete(functionName);
            witness.swept(door);
          });
          return undefined;
        },
      }));
  const sweeping = new Set<string>();

  const tasks = (): Action[] =>
    (provider.nextTaskAt() ?? Number.POSITIVE_INFINITY) <= now()
      ? [{ name: 'provider', act: () => provider.runTasks() }]
      : [];

  /** When something will happen by itself that has not happened yet. */
  const nextMoment = (): number => {
    const times = [
      queues.nextVisibleAt(deployment.sources.queueSources),
      provider.nextTaskAt(),
      ...provider.webhooks().flatMap(({ id, at, type }) => (SUBSCRIBED.test(type) ? (webhookAt.get(id) ?? at) : [])),
      ...sweepers.map(({ door }) => witness.dueAt(door)),
    ];
    const coming = times.filter((at): at is number => at !== undefined && at > now());
    return Math.min(simulation.nextTimer() ?? Number.POSITIVE_INFINITY, ...coming);
  };

  const passing = (): Action[] => {
    const next = nextMoment();
    if (next === Number.POSITIVE_INFINITY) return [];
    return [
      {
        name: 'time',
        act: async () => {
          if (simulation.nextTimer() === next) await simulation.ring();
          else simulation.advance(Math.max(0, next - now()));
        },
      },
    ];
  };

  const natural = (): Action[] => {
    const ready = [...relays(), ...deliveries(), ...webhooks(), ...tasks(), ...schedules()];
    if (simulation.waiting() > 0) return ready; // they would all be too late
    return ready.length === 0 || !simulation.isCalm() ? [...ready, ...passing()] : ready;
  };

  const redrive = () => {
    const moved = queues.redrive();
    if (moved > 0) witness.saw('dead letters are redriven');
  };

  /** A full reconciliation is a flow of its own. */
  const routine = sweepers.filter(({ door }) => canBeLost || !door.startsWith('reconciliation/'));

  /** Somebody who should not writes to a worker's queue what it cannot read. */
  const intrude = () => {
    const { sources } = deployment;
    const source = sources.queueSources[choices.pick(sources.queueSources.length)];
    if (!source) return;
    const body = `{"stranger": ${++strangers}`;
    witness.stranger(body);
    queues.put(queues.byArn(source.queueArn), body);
  };
  let strangers = 0;

  /** What nobody has asked for: time leaps, a sweeper runs, an operator redrives, a stranger writes. */
  const disturbances = (): Action[] => [
    ...JUMPS.map((milliseconds) => ({ name: 'time leaps', act: () => simulation.advance(milliseconds) })),
    { name: 'sweep', act: () => run(routine[choices.pick(routine.length)]?.functionName ?? '') },
    { name: 'redrive', act: redrive },
    { name: 'stranger', act: intrude },
  ];

  /** @returns whether there was anything to do */
  const act = async (actions: Action[]): Promise<boolean> => {
    const action = actions[choices.pick(actions.length)];
    if (!action) return false;
    await action.act();
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
      for (const one of actions) await one.act();
      await simulation.settled();
    }
  };

  return {
    simulation,
    witness,
    table,
    /** What `current` names while this runs. */
    context: { ...services, virtual: simulation.virtual } satisfies World,
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
export type { Shop };
