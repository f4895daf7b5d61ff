import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { CALL_LIMITS } from '#shared/deadline';
import { env } from '#shared/env';
import { unavailable } from '#shared/errors';
import { logger } from '#shared/telemetry';

/** Parsed here: what the library's own parser throws quotes what it was given. */
const Keys = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    /** `sk_…`, or better a restricted key, `rk_…`. */
    apiKey: v.pipe(v.string(), v.minLength(1)),
    /** What webhooks are signed with: the current one, and while it is rotated the one before. */
    webhookSecrets: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.maxLength(2)),
  }),
);
export type StripeKeys = v.InferOutput<typeof Keys>;

const secrets = new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(CALL_LIMITS) });

/** Seconds until a rotated key is noticed. */
const KEPT_SECONDS = 60;

/**
 * The keys as they are kept in Secrets Manager; docs/runbook.md says how they are set and rotated.
 * @throws Refusal 503 `busy` when they cannot be had | Error when they are not as they should be
 */
export const stripeKeys = async (): Promise<StripeKeys> => {
  const value = await secrets.get(env('STRIPE_SECRET'), { maxAge: KEPT_SECONDS }).catch((error) => {
    logger.error('the Stripe secret cannot be read', { error });
    throw unavailable('busy', 'The provider cannot be asked just now; repeat it with the same key.');
  });
  const result = v.safeParse(Keys, value);
  if (!result.success) throw new Error('the Stripe secret is not {"apiKey": …, "webhookSecrets": […]}'); // never what it holds
  return result.output;
};

/** Whether it moves real money. */
export const isLive = async (): Promise<boolean> => /^(sk|rk)_live_/.test((await stripeKeys()).apiKey);
