import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { generator } from './choices.ts';

/** What the code under test takes for time and chance; milliseconds since the epoch. */
export type Virtual = {
  now(): number;
  random(): number;
  /** @returns undefined when whoever asks is not part of a simulation: then it is a real timer */
  sleep(callback: () => void, milliseconds: number): object | undefined;
  wake(timer: object): void;
};

/** The real ones, for whoever runs simulations. */
export const real = {
  now: Date.now.bind(Date),
  elapsed: performance.now.bind(performance),
  setTimeout: globalThis.setTimeout,
};

/**
 * Replaces this process's clock, timers and randomness by those of the simulation that `current` names. Only I/O is left,
 * which is simulated too, so a run depends on its choices alone.
 */
export const replaceTime = (current: () => Virtual | undefined): void => {
  const RealDate = globalThis.Date;
  const now = () => current()?.now() ?? real.now();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  performance.now = () => current()?.now() ?? real.elapsed();

  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const timers = new WeakMap<object, Virtual>();
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => {
    const simulation = current();
    const timer = simulation?.sleep(() => callback(...args), milliseconds);
    if (!simulation || !timer) return realSetTimeout(callback, milliseconds, ...args);
    timers.set(timer, simulation);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: NodeJS.Timeout) => {
    const simulation = timer && timers.get(timer);
    return simulation ? simulation.wake(timer) : realClearTimeout(timer);
  }) as typeof clearTimeout;

  const realRandom = Math.random;
  Math.random = () => current()?.random() ?? realRandom();
  const { randomBytes, randomUUID } = crypto;
  const bytes = (size: number): Buffer => {
    const made = Buffer.alloc(size);
    for (let n = 0; n < size; n++) made[n] = Math.floor(Math.random() * 256);
    return made;
  };
  const uuid = () => {
    const hex = bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Object.assign(crypto, {
    randomBytes: (size: number) => (current() ? bytes(size) : randomBytes(size)),
    randomUUID: () => (current() ? uuid() : randomUUID()),
  });
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: crypto.randomUUID });
  syncBuiltinESMExports();
};

/** A generator of numbers in [0, 1). */
export const chance = (seed: number): (() => number) => {
  const random = generator(seed);
  return () => random() / 2 ** 32;
};
