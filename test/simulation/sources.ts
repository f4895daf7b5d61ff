import type { QueueSource } from '../../infra/local/sources/declaration.ts';
import type { Deployment } from './deployment.ts';
import type { Action, Invoking } from './invoking.ts';
import type { Message, Queue, Queues } from './queues.ts';
import type { Simulation } from './simulation.ts';
import { createStream } from './stream.ts';
import type { Witness } from './witness.ts';

/** What a function says it has not done; without `ReportBatchItemFailures` nobody reads it. */
const failuresOf = ({ reportsItemFailures }: { reportsItemFailures: boolean }, result: unknown) =>
  reportsItemFailures
    ? ((result as { batchItemFailures?: { itemIdentifier: string }[] } | undefined)?.batchItemFailures ?? [])
    : [];

type Parts = Invoking & { simulation: Simulation; deployment: Deployment; queues: Queues; witness: Witness };

/** Event sources: they take what lies in queues and on the table's stream to functions, again and again until it is done. */
export const createSources = ({ simulation, deployment, queues, witness, invoke, mishap }: Parts) => {
  const { choices } = simulation;
  const [streamSource] = deployment.sources.streamSources;
  if (!streamSource) throw new Error('nothing reads the stream of the table');
  const stream = createStream(streamSource);

  const isRedelivered = (record: Message) => record.receives > 1;

  const handle = async (source: QueueSource, queue: Queue, messages: Message[]): Promise<void> => {
    const Records = queues.receive(queue, messages);
    if (messages.some(isRedelivered)) witness.saw('a message comes again');
    busy.set(source.id, (busy.get(source.id) ?? 0) + 1);
    const outcome = await invoke(source.functionName, { Records });
    busy.set(source.id, (busy.get(source.id) ?? 1) - 1);
    if (!('result' in outcome) || busy.get(source.id)) for (const message of messages) message.isHarmed = true;
    if (!('result' in outcome)) return; // all of them come again when their time-out is over
    const failed = new Set(failuresOf(source, outcome.result).map(({ itemIdentifier }) => itemIdentifier));
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
      const act: Action = () => {
        const from = choices.pick(visible.length);
        const size = 1 + choices.pick(source.batchSize);
        const messages =
          size === 1 && from === 0 ? visible.slice(0, source.batchSize) : visible.slice(from, from + size);
        const isTwice = mishap(`${queue.name.split('-').at(-1)} delivers ${messages.length}`, ['twice']);
        void handle(source, queue, messages);
        if (isTwice) void handle(source, queue, messages);
      };
      return [act];
    });

  const relays = (): Action[] =>
    stream.ready().map((lane) => () => {
      const limit = lane.failures > 0 ? 1 + choices.pick(streamSource.batchSize) : streamSource.batchSize;
      const Records = stream.batchOf(lane, limit);
      lane.isBusy = true;
      if (mishap('stream', ['never'])) return void stream.done(lane, Records.length, undefined); // the poller itself fails
      void invoke(streamSource.functionName, { Records }).then((outcome) => {
        const failures = 'result' in outcome ? failuresOf(streamSource, outcome.result) : undefined;
        const failed = failures === undefined ? undefined : (failures[0]?.itemIdentifier ?? false);
        if (stream.done(lane, Records.length, failed) > 0) witness.saw('the stream gives up an event');
      });
    });

  return {
    taken: stream.take,
    /** Batches that can be handed over now. */
    ready: (): Action[] => [...relays(), ...deliveries()],
    nextAt: () => queues.nextVisibleAt(deployment.sources.queueSources),
  };
};
