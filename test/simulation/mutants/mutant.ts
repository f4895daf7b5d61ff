import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** A change of text in a file of ours; production code knows nothing of it. */
export type Edit = { file: string; at: number; was: string; text: string };

/** A bug that somebody could make, as one change of a source. */
export type Mutant = {
  name: string;
  edits: Edit[];
  /** Flows that come by it, so that it need not wait for the rare ones; all of them where none is named. */
  flows: string[];
};

/** Where, what and what instead: what is looked for stands there once. */
export type Replacement = [file: string, find: string, replace: string];

export const sourceOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** @throws Error when the source is not what the mutant was made for */
const editOf = ([file, find, text]: Replacement): Edit => {
  const source = sourceOf(file);
  const at = source.indexOf(find);
  if (at < 0 || source.indexOf(find, at + 1) >= 0) throw new Error(`${file} does not hold once: ${find}`);
  return { file, at, was: find, text };
};

/** A mutant that somebody thought of. */
export const mutant = (name: string, flows: string[], ...replacements: Replacement[]): Mutant => ({
  name,
  flows,
  edits: replacements.map(editOf),
});

/** A source with all edits that are about it. @throws Error when it has changed since they were made */
export const edited = (source: string, edits: Edit[]): string =>
  edits
    .toSorted((one, other) => other.at - one.at)
    .reduce((text, { file, at, was, text: instead }) => {
      if (!text.startsWith(was, at)) throw new Error(`${file} has changed meanwhile`);
      return text.slice(0, at) + instead + text.slice(at + was.length);
    }, source);
