import { KINDS, type Kind } from './faults.ts';

/** A small fast generator of 32 random bits; equal seeds give equal numbers. */
export const generator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
};

/** Everything that a run decides. */
export type Choices = {
  /** From 0 to `n` - 1; 0 is what would happen by itself: in order, in time. */
  pick(n: number): number;
  /** Whether something happens that need not. */
  happens(rate: number): boolean;
  /** True where every fault that is offered should make a difference. */
  isExact: boolean;
  /** What goes wrong at this point, if anything does. */
  fault(kinds: readonly Kind[]): Kind | undefined;
};

/** How often an I/O goes wrong in a schedule, which draws one of these: rare faults and heavy weather find other bugs. */
const RATES = [0.06, 0.02, 0.12, 0.4];
const SCALE = 1_000_000;

/**
 * All choices of a schedule as one tape of numbers: drawn from a seed, or played back. Zeros, also those behind its end,
 * are the plain case, so a failing tape is made shorter by cutting and zeroing.
 */
export const createTape = ({ seed, tape = [] }: { seed?: number; tape?: number[] }): Choices & { tape: number[] } => {
  const random = seed === undefined ? undefined : generator(seed);
  const drawn: number[] = random ? [] : tape;
  let position = 0;
  const next = (): number => {
    if (random) drawn.push(random() % SCALE);
    return drawn[position++] ?? 0;
  };
  const pick = (n: number): number => (n <= 1 ? 0 : next() % n);
  const happens = (rate: number): boolean => next() >= SCALE * (1 - rate);
  const rate = RATES[pick(RATES.length)] ?? 0;
  const excluded = pick(2 ** KINDS.length);
  const allowed = new Set(KINDS.filter((_, n) => ((excluded >> n) & 1) === 0));
  return {
    tape: drawn,
    isExact: false,
    pick,
    happens,
    fault: (kinds) => {
      if (kinds.length === 0 || !happens(rate)) return undefined;
      const possible = kinds.filter((kind) => allowed.has(kind));
      return possible[pick(possible.length)];
    },
  };
};

/** A fault at the `at`-th point at which one may be. */
export type Planned = { at: number; kind: Kind };
/** A point that a run came by, with all that may go wrong there. */
export type Point = { at: number; kinds: readonly Kind[] };

/** To whoever reads, an answer that is refused for now and one that is lost are one fault: it is asked for again. */
const different = (kinds: readonly Kind[]): readonly Kind[] =>
  kinds.includes('lost answer') && !kinds.includes('lost request')
    ? kinds.filter((kind) => kind !== 'throttle')
    : kinds;

/** The plain case, but for faults at given points; it writes down all points it came by. */
export const createPlan = (planned: Planned[], { isExact = true } = {}): Choices & { points: Point[] } => {
  const points: Point[] = [];
  return {
    points,
    isExact,
    pick: () => 0,
    happens: () => false,
    fault: (kinds) => {
      const at = points.length;
      points.push({ at, kinds: different(kinds) });
      return planned.find((one) => one.at === at)?.kind;
    },
  };
};
