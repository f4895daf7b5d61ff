import type { Functions } from '../lambda/functions.ts';
import type { Queues } from '../queues/queues.ts';
import type { Table } from '../table/table.ts';
import type { QueueSource, StreamSource } from './declaration.ts';
import { openPosition } from './position.ts';
import { pollQueue } from './queue-source.ts';
import { streamOf } from './stream-reader.ts';
import { followStream } from './stream-source.ts';

export type SourceDeclarations = { queueSources: QueueSource[]; streamSources: StreamSource[] };

type Needs = { functions: Functions; queues: Queues; table: Table; positions: string };

/** Lets everybody who waits go on, each time the table changes. */
const changes = (table: Pick<Table, 'onChange'>) => {
  let next = Promise.withResolvers<void>();
  const wake = () => {
    next.resolve();
    next = Promise.withResolvers();
  };
  table.onChange(wake);
  return { changed: () => next.promise, wake };
};

/** What brings messages and records to functions. */
export const openSources = ({ functions, queues, table, positions }: Needs) => {
  const running = new Map<string, { stop(): void }>();
  const { changed, wake } = changes(table);

  const follow = async (source: StreamSource) => {
    const tableName = /table\/([^/]+)/.exec(source.streamArn)?.[1] ?? '';
    return followStream(source, {
      endpoint: table.endpoint,
      streamArn: await streamOf(table.endpoint, tableName),
      position: openPosition(positions, source.id),
      functions,
      changed,
      send: (queueArn, body) => queues.send(queueArn.split(':').at(-1) ?? '', body),
    });
  };

  return {
    /** Runs exactly what is declared: starts what is new, stops what is gone or was changed, leaves all others alone. */
    declare: async ({ queueSources, streamSources }: SourceDeclarations): Promise<void> => {
      const wanted = new Map(
        [
          ...queueSources.map((source) => ({ source, start: async () => pollQueue(source, { queues, functions }) })),
          ...streamSources.map((source) => ({ source, start: () => follow(source) })),
        ].map(({ source, start }) => [JSON.stringify(source), start]),
      );
      for (const [key, { stop }] of running) {
        if (wanted.has(key)) continue;
        stop();
        running.delete(key);
      }
      wake();
      const missing = [...wanted].filter(([key]) => !running.has(key));
      for (const [key, source] of await Promise.all(
        missing.map(async ([key, start]) => [key, await start()] as const),
      )) {
        running.set(key, source);
      }
    },
    stop: () => {
      for (const { stop } of running.values()) stop();
      wake();
    },
  };
};
