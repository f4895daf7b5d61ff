import * as v from 'valibot';

const rate = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0);
const seconds = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 0);

/** What is to go wrong: rates from 0 to 1, times in seconds. All of it is off unless it is asked for. */
export const Faults = v.strictObject({
  /** Every answer comes so much later than its effect. */
  answerDelaySeconds: seconds,
  /** 429, nothing applied, nothing kept. */
  rateLimit: rate,
  /** 500, nothing applied, nothing kept: the same key is tried afresh. */
  fail: rate,
  /** 500, nothing applied, but kept under the idempotency key: the same key fails for ever. */
  failStored: rate,
  /** Applied and kept, but the connection is cut before an answer. */
  timeoutAfterSuccess: rate,
  /** A confirmation answers `processing`; what comes of it comes so much later. */
  confirm: v.optional(v.strictObject({ delaySeconds: seconds }), {}),
  /** What is `processing` can be cancelled, and is charged all the same. */
  succeedAfterCancel: v.optional(v.boolean(), false),
  webhooks: v.optional(
    v.strictObject({
      delaySeconds: seconds,
      /** So many more copies of every delivery. */
      duplicates: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)), 0),
      /** Put off by up to ten seconds, behind later ones. */
      reorder: rate,
      /** Never delivered. */
      drop: rate,
    }),
    {},
  ),
});
export type Faults = v.InferOutput<typeof Faults>;
export type FaultsInput = v.InferInput<typeof Faults>;

export const NO_FAULTS: Faults = v.parse(Faults, {});

/** Whether something of this rate happens this time. */
export const happens = (rate: number): boolean => Math.random() < rate;
