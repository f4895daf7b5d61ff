/**
 * Replaces this thread's `Date` by one that is `offset[0]` milliseconds ahead. The offset is read at every call, so
 * moving the clock moves it in every thread that shares the buffer. Timers are not touched: they count real time.
 */
export const shiftDate = (offset: Float64Array): void => {
  const Real = globalThis.Date;
  const now = () => Real.now() + (offset[0] ?? 0);

  function Shifted(this: unknown, ...args: unknown[]) {
    if (!new.target) return new Real(now()).toString();
    return Reflect.construct(Real, args.length === 0 ? [now()] : args, new.target === Shifted ? Real : new.target);
  }
  // One prototype for both: what V8 makes by itself (a cloned date, a file's time) is still an instance of `Date`.
  Shifted.prototype = Real.prototype;
  Object.setPrototypeOf(Shifted, Real);
  Object.defineProperty(Shifted, 'now', { value: now, writable: true, configurable: true });
  Object.defineProperty(Shifted, 'name', { value: 'Date', configurable: true });
  Object.defineProperty(Real.prototype, 'constructor', { value: Shifted, writable: true, configurable: true });
  globalThis.Date = Shifted as unknown as DateConstructor;
};
