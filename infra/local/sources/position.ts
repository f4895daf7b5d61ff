import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readIfThere, replaceFile } from '../files.ts';

const Kept = v.object({ streamArn: v.string(), sequenceNumber: v.optional(v.string()) });
export type Position = v.InferOutput<typeof Kept>;

/** How far an event source has come, on disk: what lies before it has been handled and is never delivered again. */
export const openPosition = (folder: string, id: string) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${id}.json`);
  return {
    read: (): Position | undefined => {
      const text = readIfThere(file);
      return text === undefined ? undefined : v.parse(Kept, JSON.parse(text));
    },
    write: (position: Position) => replaceFile(file, JSON.stringify(position)),
  };
};
