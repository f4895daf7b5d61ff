import type { Section } from './tables.ts';

export type Progress = (sentence: string) => void;

/** What each part of the benchmark is given. */
export type Run = {
  /** A folder of its own, removed at the end. */
  folder: string;
  /** Few repetitions: to see that it works, not to judge. */
  quick: boolean;
  progress: Progress;
  /** Prints a section as soon as it is known, and hands it back. */
  show: (section: Section) => Section;
};
