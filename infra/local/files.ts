import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A reader sees the old file or the new one, never half of it; nobody but its owner reads it. */
export const replaceFile = (file: string, text: string): void => {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
};

/** The file's text, or nothing when there is no such file. */
export const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
