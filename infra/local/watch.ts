import { watch } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './synthesis.ts';

const FOLDERS = ['functions', 'shared', 'events', 'infra'];
/** An editor writes a file in several steps. */
const SETTLE_MILLISECONDS = 100;

/** Calls `changed` soon after the sources changed, never twice at once; a change meanwhile makes it run again. */
export const watchSources = (changed: () => Promise<void>) => {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;

  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await changed().catch((error) => console.error(`Not reloaded. ${(error as Error).message}`));
    } while (again);
    running = false;
  };

  const watchers = FOLDERS.map((folder) =>
    watch(join(ROOT, folder), { recursive: true }, (_, file) => {
      if (folder === 'infra' && file?.startsWith('local')) return;
      clearTimeout(timer);
      timer = setTimeout(() => void run(), SETTLE_MILLISECONDS);
    }),
  );
  return {
    stop: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
