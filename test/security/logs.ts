import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that doors have written so far: a line with the file it stands in, without what the folder is called. */
export const linesOf = (folder: string): { file: string; line: string }[] =>
  globSync('**/*.log*', { cwd: folder }).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ file, line })),
  );

/** A line as whoever reads logs with a program understands it; undefined where it is no line of its own. */
export const entryOf = (line: string): Record<string, unknown> | undefined => {
  try {
    const entry = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
};
