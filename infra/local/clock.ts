import * as v from 'valibot';
import { readIfThere, replaceFile } from './files.ts';
import { shiftDate } from './thread/shifted-date.ts';

const Kept = v.object({ offsetMilliseconds: v.pipe(v.number(), v.finite()) });

export type Clock = ReturnType<typeof openClock>;

const keptOffset = (file: string): number => {
  const text = readIfThere(file);
  return text === undefined ? 0 : v.parse(Kept, JSON.parse(text)).offsetMilliseconds;
};

type Alarm = { at: number; ring: () => void };

/** `setTimeout` fires at once when asked for more; later moments are looked at again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The clock of the whole system: this thread's `Date` and that of every thread that is given `offset`. How far it was
 * moved is kept in `file`, so it survives a restart. It is never moved back: what has expired stays expired.
 */
export const openClock = (file: string) => {
  const offset = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  offset[0] = keptOffset(file);
  shiftDate(offset);
  const listeners: (() => void)[] = [];
  const alarms = new Set<Alarm>();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    clearTimeout(timer);
    const now = Date.now();
    for (const alarm of [...alarms].filter(({ at }) => at <= now)) {
      if (alarms.delete(alarm)) alarm.ring(); // one that rings may set others, which looks again
    }
    const next = Math.min(...[...alarms].map(({ at }) => at));
    if (next < Number.POSITIVE_INFINITY)
      timer = setTimeout(look, Math.max(0, Math.min(LONGEST_TIMER, next - Date.now()))).unref();
  };

  return {
    offset,
    /** Called after the clock was moved. */
    onMove: (listener: () => void) => void listeners.push(listener),
    /** Rings once at that moment (ms since the epoch) or soon after it, also when the clock is moved past it. */
    at: (moment: number, ring: () => void): void => {
      alarms.add({ at: moment, ring });
      look();
    },
    advance: (milliseconds: number): void => {
      const moved = (offset[0] ?? 0) + milliseconds;
      replaceFile(file, JSON.stringify({ offsetMilliseconds: moved }));
      offset[0] = moved;
      look();
      for (const listener of listeners) listener();
    },
    stop: () => clearTimeout(timer),
  };
};
