/** So many requests at once, and so many a second for ever after. */
export type Limit = { burst: number; perSecond: number };

/**
 * The generic cell rate algorithm keeps one number: the moment at which the caller's burst is whole again, in
 * milliseconds since the epoch. Every request moves it one interval further; it may not lie further ahead than the burst.
 */
export type Restored = number;

/** Milliseconds that a request costs. */
export const interval = ({ perSecond }: Limit): number => 1_000 / perSecond;

/** Milliseconds in which nothing at all restores the whole burst. */
export const span = (limit: Limit): number => limit.burst * interval(limit);

/** How many more requests fit at this moment. */
export const remaining = (limit: Limit, restored: Restored, now: number): number =>
  Math.max(0, Math.floor((span(limit) - Math.max(0, restored - now)) / interval(limit) + 1e-6));

/** The latest moment at which the burst may be whole again if one more request is to fit. */
export const latest = (limit: Limit, now: number): Restored => now + span(limit) - interval(limit);

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1_000));

/** Seconds until one more request fits. */
export const retryAfter = (limit: Limit, restored: Restored, now: number): number =>
  seconds(restored - latest(limit, now));

/** `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers says them; `t` is when more, or all, is there. */
export const rateHeaders = (name: string, limit: Limit, restored: Restored, now: number): Record<string, string> => {
  const left = remaining(limit, restored, now);
  const wait = left === 0 ? retryAfter(limit, restored, now) : seconds(restored - now);
  return {
    'ratelimit-policy': `"${name}";q=${limit.burst};w=${seconds(span(limit))}`,
    ratelimit: `"${name}";r=${left};t=${wait}`,
  };
};
