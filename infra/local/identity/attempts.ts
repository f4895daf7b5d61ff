/** Names that nobody asks for any more are dropped once there are so many. */
const CROWDED = 10_000;

type Options = {
  most: number;
  /** Counted from the first of them; when it is over they are forgotten. */
  windowMilliseconds: number;
};

export type Attempts = ReturnType<typeof openAttempts>;

/** Counts attempts by name, such as an account or an address, and refuses more than `most` within their time. A restart forgets them. */
export const openAttempts = ({ most, windowMilliseconds }: Options) => {
  const counted = new Map<string, { count: number; until: number }>();

  const windowOf = (name: string, now: number) => {
    const known = counted.get(name);
    return known && known.until > now ? known : { count: 0, until: now + windowMilliseconds };
  };
  const dropOld = (now: number) => {
    for (const [name, { until }] of counted) if (until <= now) counted.delete(name);
  };

  return {
    /** Counts one before it is judged, so that those made at the same moment count too. False when there were too many. */
    begin: (name: string): boolean => {
      const now = Date.now();
      const { count, until } = windowOf(name, now);
      if (count >= most) return false;
      if (counted.size >= CROWDED) dropOld(now);
      counted.set(name, { count: count + 1, until });
      return true;
    },
    /** Takes one back: it was right. */
    forgive: (name: string): void => {
      const known = counted.get(name);
      if (known) counted.set(name, { ...known, count: known.count - 1 });
    },
    /** Takes all of them back. */
    forget: (name: string): void => void counted.delete(name),
  };
};
