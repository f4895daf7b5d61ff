import * as v from 'valibot';
import type { Keys } from '../stripe/authentication.ts';
import type { Assembly } from '../template/assembly.ts';
import type { SecretValues } from './secrets.ts';

const Properties = v.object({ Description: v.optional(v.string(), '') });

/**
 * What the declared secrets hold. In the cloud somebody puts it there; here their descriptions say what it is.
 * @throws Error for a secret that nobody here has a value for
 */
export const declaredSecrets = (assembly: Assembly, stripe: Keys): SecretValues =>
  Object.fromEntries(
    assembly.all('AWS::SecretsManager::Secret', Properties).map(({ stack, id, ref, properties }) => {
      if (!properties.Description.startsWith('Stripe')) {
        throw new Error(`${stack}/${id}: the local host has no value for this secret ("${properties.Description}")`);
      }
      return [ref, JSON.stringify({ apiKey: stripe.secretKey, webhookSecrets: [stripe.webhookSecret] })];
    }),
  );
