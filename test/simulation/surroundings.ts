import type { Deployment } from './deployment.ts';
import type { createGateway } from './gateway.ts';
import type { Action, Invoking } from './invoking.ts';
import type { Provider } from './provider.ts';
import type { Queues } from './queues.ts';
import type { Simulation } from './simulation.ts';
import type { createSources } from './sources.ts';
import type { Witness } from './witness.ts';

const MINUTE = 60_000;
/** The events that the runbook has the provider send. */
const SUBSCRIBED = /^(payment_intent\.(succeeded|payment_failed|canceled)|charge\.(refunded|dispute\.created))$/;
/** By how much time may leap. */
const JUMPS = [1_000, 1_000, 10_000, 10_000, 61_000, 61_000, 5 * MINUTE, 31 * MINUTE];

type Parts = Invoking & {
  simulation: Simulation;
  deployment: Deployment;
  queues: Queues;
  provider: Provider;
  gateway: ReturnType<typeof createGateway>;
  sources: ReturnType<typeof createSources>;
  witness: Witness;
  /** Words of the provider may be lost for good: somebody will reconcile. */
  canBeLost: boolean;
};

/** How often a webhook is lost for good where somebody will see to it. */
const LOST_FOR_GOOD = 0.3;

/** All that happens without anybody in the shop asking for it: time passes, sweepers run, the provider calls. */
export const createSurroundings = (parts: Parts) => {
  const { simulation, deployment, queues, provider, gateway, sources, witness, canBeLost } = parts;
  const { invoke, doorOf, mishap } = parts;
  const { choices, now } = simulation;

  /** Webhooks that were not taken come again later. */
  const webhookAt = new Map<string, number>();
  const webhooks = (): Action[] =>
    provider
      .webhooks()
      .filter(({ id, at, type }) => SUBSCRIBED.test(type) && (webhookAt.get(id) ?? at) <= now())
      .map(({ id, body, type }) => () => {
        webhookAt.set(id, now() + 5 * MINUTE);
        const isLost = canBeLost && !simulation.isCalm() && choices.happens(LOST_FOR_GOOD);
        if (isLost) simulation.counts.faults++;
        const kind = isLost
          ? 'never'
          : mishap(`webhook ${type}`, ['twice', 'lost request', ...(canBeLost ? (['never'] as const) : [])]);
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
      });

  const run = (functionName: string) => void invoke(functionName, {});
  const sweepers = deployment.schedules.map(({ functionName }) => ({
    functionName,
    door: doorOf(functionName),
  }));
  /** Every minute, in truth: here when there is something to sweep. */
  const schedules = (): Action[] =>
    sweepers
      .filter(
        ({ door, functionName }) =>
          (witness.dueAt(door) ?? Number.POSITIVE_INFINITY) <= now() && !sweeping.has(functionName),
      )
      .map(({ functionName, door }) => () => {
        const kind = mishap(`schedule ${door}`, ['never', 'twice']);
        if (kind === 'never') return simulation.advance(MINUTE);
        if (kind === 'twice') run(functionName);
        sweeping.add(functionName);
        void invoke(functionName, {}).then(() => {
          sweeping.delete(functionName);
          witness.swept(door);
        });
        return undefined;
      });
  const sweeping = new Set<string>();

  const tasks = (): Action[] =>
    (provider.nextTaskAt() ?? Number.POSITIVE_INFINITY) <= now() ? [() => provider.runTasks()] : [];

  /** When something will happen by itself that has not happened yet. */
  const nextMoment = (): number => {
    const times = [
      sources.nextAt(),
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
      async () => {
        if (simulation.nextTimer() === next) await simulation.ring();
        else simulation.advance(Math.max(0, next - now()));
      },
    ];
  };

  const natural = (): Action[] => {
    const ready = [...sources.ready(), ...webhooks(), ...tasks(), ...schedules()];
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
    const { queueSources } = deployment.sources;
    const source = queueSources[choices.pick(queueSources.length)];
    if (!source) return;
    const body = `{"stranger": ${++strangers}`;
    witness.stranger(body);
    queues.put(queues.byArn(source.queueArn), body);
  };
  let strangers = 0;

  /** What nobody has asked for: time leaps, a sweeper runs, an operator redrives, a stranger writes. */
  const disturbances = (): Action[] => [
    ...JUMPS.map((milliseconds) => () => simulation.advance(milliseconds)),
    () => run(routine[choices.pick(routine.length)]?.functionName ?? ''),
    redrive,
    intrude,
  ];

  return { natural, disturbances, redrive };
};
