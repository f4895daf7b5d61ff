import * as v from 'valibot';
import type { Caller } from './caller.ts';
import { env } from './env.ts';
import { Refusal } from './errors.ts';
import { interval, type Limit, latest, type Restored, rateHeaders, remaining, retryAfter, span } from './gcra.ts';
import { updateOnce } from './table.ts';
import { logger } from './telemetry.ts';

const LimitSchema = v.strictObject({
  burst: v.pipe(v.number(), v.minValue(1)),
  perSecond: v.pipe(v.number(), v.gtValue(0)),
});

/** By class of caller; context `limits` in cdk.json. */
const LIMITS = v.parse(
  v.pipe(v.string(), v.parseJson(), v.strictObject({ shopper: LimitSchema, staff: LimitSchema, machine: LimitSchema })),
  env('LIMITS'),
);

/** Requests that an environment lets in before it tells the table of them, while the caller is far from its limit. */
const OWED_AT_MOST = 4;
/** What lies this much further ahead than a burst is by another clock, and says nothing; milliseconds. */
const SKEW = 60_000;
/** Callers an environment remembers. */
const REMEMBERED = 10_000;
const HOUR_SECONDS = 3_600;

/** What an environment knows of a caller: what the table said last, and how many requests it has not been told of. */
type Known = { restored: Restored; owed: number };

/** An environment's memory; empty when it is cold. */
export const known = new Map<Caller['id'], Known>();

const remember = (id: Caller['id'], what: Known): Known => {
  known.delete(id); // the latest is the last, so that the first is the oldest
  known.set(id, what);
  if (known.size > REMEMBERED) for (const oldest of known.keys()) if (known.delete(oldest)) break;
  return what;
};

const absurd = (limit: Limit, now: number): Restored => now + span(limit) + SKEW;

/**
 * Adds what is owed, and one more, to a caller's row if all of it fits: one conditional update, and not a second one. What
 * it takes the row for, idle or busy, is what this environment saw last.
 */
const add = async (id: Caller['id'], { restored, owed }: Known, limit: Limit, now: number) => {
  const cost = (owed + 1) * interval(limit);
  const isIdle = restored <= now;
  return updateOnce({
    Key: { pk: `LIMIT#${id}`, sk: 'LIMIT' },
    UpdateExpression: isIdle ? 'SET restored = :restored, #ttl = :ttl' : 'SET restored = restored + :cost, #ttl = :ttl',
    ConditionExpression: isIdle
      ? 'attribute_not_exists(pk) OR restored <= :now OR restored > :absurd'
      : 'restored > :now AND restored <= :latest',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':now': now,
      ':ttl': Math.ceil((now + span(limit)) / 1_000) + HOUR_SECONDS,
      ...(isIdle
        ? { ':restored': now + cost, ':absurd': absurd(limit, now) }
        : { ':cost': cost, ':latest': now + span(limit) - cost }),
    },
  });
};

/**
 * Lets a request in, or refuses it. Costs one write at the most, and mostly none: while a caller is far from its limit the
 * table is told of several requests at once, and what is known to be over the limit is refused from memory, since the
 * table's number never goes back. Without an answer of the table everybody is let in: the limiter must not close the shop.
 * @param now milliseconds since the epoch
 * @returns what tells the caller how it stands
 * @throws Refusal 429 `rate_limited` with `Retry-After`
 */
export const admit = async ({ id, kind }: Caller, now: number): Promise<Record<string, string>> => {
  const limit = LIMITS[kind];
  const nothing: Known = { restored: 0, owed: 0 };
  const believed = (what: Known): Known => (what.restored > absurd(limit, now) ? nothing : what);
  const before = believed(known.get(id) ?? nothing);
  const standing = ({ restored, owed }: Known): Restored => Math.max(restored, now) + owed * interval(limit);
  const letIn = (what: Known) => rateHeaders(kind, limit, standing(remember(id, what)), now);
  /** Without having told the table; what cannot be told for long is forgotten. */
  const letInOwing = ({ restored, owed }: Known) =>
    letIn({ restored, owed: Math.min(owed + 1, Math.max(1, Math.floor(limit.burst / 2))) });
  const refuse = (what: Known): never => {
    const restored = standing(remember(id, what));
    const wait = retryAfter(limit, restored, now);
    throw new Refusal(429, 'rate_limited', `Too many requests; the next one fits in ${wait} s.`, {
      headers: { ...rateHeaders(kind, limit, restored, now), 'retry-after': String(wait) },
    });
  };
  const isOver = (what: Known) => standing(what) > latest(limit, now);

  if (isOver(before)) return refuse(before);
  const isFar = remaining(limit, standing(before), now) > limit.burst / 2;
  if (isFar && before.owed < OWED_AT_MOST) return letInOwing(before);
  let told: Awaited<ReturnType<typeof add>>;
  try {
    told = await add(id, before, limit, now);
  } catch (error) {
    logger.warn('not limited', { error: error as Error });
    return letInOwing(before);
  }
  const restored = Number(told.row?.restored ?? 0);
  if (told.isUpdated) return letIn({ restored, owed: 0 });
  const seen = believed({ restored, owed: before.owed });
  return isOver(seen) ? refuse(seen) : letInOwing(seen); // it was busier, or less so, than it seemed: it is told next time
};
