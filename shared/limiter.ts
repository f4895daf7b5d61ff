import * as v from 'valibot';
import type { Caller } from './caller.ts';
import { env } from './env.ts';
import { Refusal } from './errors.ts';
import { interval, latest, type Restored, rateHeaders, remaining, retryAfter, span } from './gcra.ts';
import { updateOnce } from './table.ts';
import { logger } from './telemetry.ts';

const Limit = v.strictObject({ burst: v.pipe(v.number(), v.minValue(1)), perSecond: v.pipe(v.number(), v.gtValue(0)) });

/** By class of caller; context `limits` in cdk.json. */
const LIMITS = v.parse(
  v.pipe(v.string(), v.parseJson(), v.strictObject({ shopper: Limit, staff: Limit, machine: Limit })),
  env('LIMITS'),
);

/** Requests that an environment lets in before it tells the table of them, while the caller is far from its limit. */
const OWED_AT_MOST = 4;
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

/**
 * Adds requests to a caller's row if one more fits: one conditional update, and not a second one. What it takes the row
 * for, idle or busy, is what this environment saw last.
 */
const add = async (id: Caller['id'], { restored, owed }: Known, limit: v.InferOutput<typeof Limit>, now: number) => {
  const cost = (owed + 1) * interval(limit);
  const isIdle = restored <= now;
  return updateOnce({
    Key: { pk: `LIMIT#${id}`, sk: 'LIMIT' },
    UpdateExpression: isIdle ? 'SET restored = :restored, #ttl = :ttl' : 'SET restored = restored + :cost, #ttl = :ttl',
    ConditionExpression: isIdle
      ? 'attribute_not_exists(pk) OR restored <= :now'
      : 'restored > :now AND restored <= :latest',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':now': now,
      ':ttl': Math.ceil((now + span(limit)) / 1_000) + HOUR_SECONDS,
      ...(isIdle ? { ':restored': now + cost } : { ':cost': cost, ':latest': latest(limit, now) }),
    },
  });
};

/**
 * Lets a request in, or refuses it. Costs one write at the most, and mostly none: while a caller is far from its limit the
 * table is told of several requests at once, and what is known to be over the limit is refused from memory, since the
 * table's number never goes back. Without an answer of the table everybody is let in: the limiter must not close the shop.
 * @returns what tells the caller how it stands
 * @throws Refusal 429 `rate_limited` with `Retry-After`
 */
export const admit = async ({ id, kind }: Caller, now: number): Promise<Record<string, string>> => {
  const limit = LIMITS[kind];
  const before = known.get(id) ?? { restored: 0, owed: 0 };
  const standing = ({ restored, owed }: Known): Restored => Math.max(restored, now) + owed * interval(limit);
  const refuse = (restored: Restored): never => {
    const wait = retryAfter(limit, restored, now);
    throw new Refusal(429, 'rate_limited', `Too many requests; the next one fits in ${wait} s.`, {
      headers: { ...rateHeaders(kind, limit, restored, now), 'retry-after': String(wait) },
    });
  };
  const letIn = (what: Known) => rateHeaders(kind, limit, standing(remember(id, what)), now);

  if (before.restored > latest(limit, now)) return refuse(before.restored);
  const isFar = remaining(limit, standing(before), now) > limit.burst / 2;
  if (isFar && before.owed < OWED_AT_MOST) return letIn({ ...before, owed: before.owed + 1 });
  try {
    const { isUpdated, row } = await add(id, before, limit, now);
    const restored = Number(row?.restored ?? 0);
    if (isUpdated) return letIn({ restored, owed: 0 });
    remember(id, { restored, owed: before.owed });
    if (restored > latest(limit, now)) return refuse(restored);
    return letIn({ restored, owed: before.owed + 1 }); // it was busier, or less so, than it seemed: it is told next time
  } catch (error) {
    if (error instanceof Refusal) throw error;
    logger.warn('not limited', { error: error as Error });
    return letIn({ ...before, owed: before.owed + 1 });
  }
};
