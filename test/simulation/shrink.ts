/** Runs of the failing schedule that shrinking may take. */
const BUDGET = 600;

/**
 * Makes a failing tape shorter and plainer as long as it fails: cut off, blocks taken out, blocks zeroed. Zero is the plain
 * case, so what is left is what it takes.
 */
export const shrink = async (tape: number[], fails: (tape: number[]) => Promise<boolean>): Promise<number[]> => {
  let best = tape;
  let budget = BUDGET;
  const accept = async (candidate: number[]): Promise<boolean> => {
    if (budget-- <= 0 || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  const without = (from: number, size: number) => [...best.slice(0, from), ...best.slice(from + size)];
  const zeroed = (from: number, size: number) => best.map((one, n) => (n >= from && n < from + size ? 0 : one));

  for (let low = 0, high = best.length; low < high && budget > 0; ) {
    const middle = (low + high) >> 1;
    if (await accept(best.slice(0, middle))) high = middle;
    else low = middle + 1;
  }
  for (let gained = true; gained && budget > 0; ) {
    gained = false;
    for (let size = Math.max(1, best.length >> 1); size >= 1 && budget > 0; size >>= 1) {
      for (let from = 0; from < best.length && budget > 0; from += size) {
        const isPlain = best.slice(from, from + size).every((one) => one === 0);
        if (!isPlain && (await accept(zeroed(from, size)))) gained = true;
        else if (await accept(without(from, size))) gained = true;
      }
    }
  }
  const last = best.findLastIndex((one) => one !== 0);
  return best.slice(0, last + 1);
};
