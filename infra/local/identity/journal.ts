import { closeSync, openSync, writeSync } from 'node:fs';
import { readIfThere, replaceFile } from '../files.ts';

/** How many lines may be waste before the file is rewritten: a rewrite costs about as much as this many writes. */
const WASTE = 1_000;

type Entry = { value: unknown; expiresAt?: number };

export type Journal = ReturnType<typeof openJournal>;

/**
 * A map in memory whose every change is a line in a file before the call returns, so a killed process loses nothing.
 * A lost machine may lose the last lines: nothing is flushed to the disk. One process at a time may have it open.
 * Entries past their time (ms since the epoch) are still found; they go when the file is next rewritten.
 */
export const openJournal = (file: string) => {
  const entries = read(file);
  let lines = 0;
  let descriptor = rewrite();

  function rewrite(): number {
    const now = Date.now();
    for (const [key, { expiresAt }] of entries) if (expiresAt !== undefined && expiresAt <= now) entries.delete(key);
    replaceFile(file, [...entries].map(([key, entry]) => line(key, entry)).join(''));
    lines = entries.size;
    return openSync(file, 'a', 0o600);
  }

  const append = (text: string) => {
    writeSync(descriptor, text);
    lines += 1;
    if (lines < 2 * entries.size + WASTE) return;
    closeSync(descriptor);
    descriptor = rewrite();
  };

  const set = (key: string, value: unknown, expiresAt?: number) => {
    entries.set(key, { value: structuredClone(value), expiresAt });
    append(line(key, { value, expiresAt }));
  };

  return {
    get: (key: string): unknown => structuredClone(entries.get(key)?.value),
    set,
    /** Replaces the value and keeps the time it goes. */
    update: (key: string, value: unknown) => set(key, value, entries.get(key)?.expiresAt),
    delete: (key: string) => {
      if (entries.delete(key)) append(line(key));
    },
    keys: () => [...entries.keys()],
    close: () => closeSync(descriptor),
  };
};

const line = (key: string, entry?: Entry) => `${JSON.stringify([key, entry?.value, entry?.expiresAt])}\n`;

/** What follows the last line end was being written when the process died: it was never promised to anyone. */
const read = (file: string): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const text of (readIfThere(file) ?? '').split('\n').slice(0, -1)) {
    const [key, value, expiresAt] = JSON.parse(text);
    if (value === null) entries.delete(key);
    else entries.set(key, { value, expiresAt: expiresAt ?? undefined });
  }
  return entries;
};
