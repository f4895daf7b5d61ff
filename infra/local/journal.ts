import { closeSync, openSync, writeSync } from 'node:fs';
import { readIfThere, replaceFile } from './files.ts';

/** How many lines may be waste before the file is rewritten: a rewrite costs about as much as this many writes. */
const WASTE = 1_000;

type Entry = { value: unknown; expiresAt?: number };
/** What becomes of an entry; without a value it goes. */
export type Change = { key: string } & Partial<Entry>;

export type Journal = ReturnType<typeof openJournal>;

/**
 * A map in memory whose every change is a line in a file before the call returns, so a killed process loses nothing.
 * A lost machine may lose the last lines: nothing is flushed to the disk. One process at a time may have it open.
 * Changes that are written together are one line: after a kill there are all of them or none.
 * Entries past their time (ms since the epoch) are still found; they go when the file is next rewritten.
 */
export const openJournal = (file: string) => {
  const entries = read(file);
  let lines = 0;
  let descriptor = rewrite();

  function rewrite(): number {
    const now = Date.now();
    for (const [key, { expiresAt }] of entries) if (expiresAt !== undefined && expiresAt <= now) entries.delete(key);
    replaceFile(file, [...entries].map(([key, entry]) => `${text({ key, ...entry })}\n`).join(''));
    lines = entries.size;
    return openSync(file, 'a', 0o600);
  }

  const write = (changes: Change[]) => {
    const [first, ...more] = changes;
    if (!first) return;
    for (const { key, value, expiresAt } of changes) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, { value: structuredClone(value), expiresAt });
    }
    writeSync(descriptor, more.length > 0 ? `[${changes.map(text).join()}]\n` : `${text(first)}\n`);
    lines += 1;
    if (lines < 2 * entries.size + WASTE) return;
    closeSync(descriptor);
    descriptor = rewrite();
  };

  const set = (key: string, value: unknown, expiresAt?: number) => write([{ key, value, expiresAt }]);

  return {
    get: (key: string): unknown => structuredClone(entries.get(key)?.value),
    set,
    /** All of the changes at once. */
    write,
    /** Replaces the value and keeps the time it goes. */
    update: (key: string, value: unknown) => set(key, value, entries.get(key)?.expiresAt),
    delete: (key: string) => {
      if (entries.has(key)) write([{ key }]);
    },
    keys: () => [...entries.keys()],
    close: () => closeSync(descriptor),
  };
};

type Line = [key: string, value: unknown, expiresAt: number | null];

const text = ({ key, value, expiresAt }: Change): string => JSON.stringify([key, value, expiresAt]);

/** What follows the last line end was being written when the process died: it was never promised to anyone. */
const read = (file: string): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const line of (readIfThere(file) ?? '').split('\n').slice(0, -1)) {
    const parsed: Line | Line[] = JSON.parse(line);
    for (const [key, value, expiresAt] of isOne(parsed) ? [parsed] : parsed) {
      if (value === null) entries.delete(key);
      else entries.set(key, { value, expiresAt: expiresAt ?? undefined });
    }
  }
  return entries;
};

const isOne = (line: Line | Line[]): line is Line => typeof line[0] === 'string';
