import * as v from 'valibot';
import { readIfThere, replaceFile } from './files.ts';
import { shiftDate } from './thread/shifted-date.ts';

const Kept = v.object({ offsetMilliseconds: v.pipe(v.number(), v.finite()) });

export type Clock = ReturnType<typeof openClock>;

const keptOffset = (file: string): number => {
  const text = readIfThere(file);
  return text === undefined ? 0 : v.parse(Kept, JSON.parse(text)).offsetMilliseconds;
};

/**
 * The clock of the whole system: this thread's `Date` and that of every thread that is given `offset`. How far it was
 * moved is kept in `file`, so it survives a restart. It is never moved back: what has expired stays expired.
 */
export const openClock = (file: string) => {
  const offset = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  offset[0] = keptOffset(file);
  shiftDate(offset);
  const listeners: (() => void)[] = [];
  return {
    offset,
    /** Called after the clock was moved. */
    onMove: (listener: () => void) => void listeners.push(listener),
    advance: (milliseconds: number) => {
      const moved = (offset[0] ?? 0) + milliseconds;
      replaceFile(file, JSON.stringify({ offsetMilliseconds: moved }));
      offset[0] = moved;
      for (const listener of listeners) listener();
    },
  };
};
