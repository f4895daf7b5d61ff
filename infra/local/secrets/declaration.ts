import * as v from 'valibot';
import type { Keys } from '../stripe/authentication.ts';
import type { Assembly } from '../template/assembly.ts';
import type { SecretValues } from './secrets.ts';

const Properties = v.object({
  Description: v.optional(v.string(), ''),
  GenerateSecretString: v.optional(v.object({ GenerateStringKey: v.string() })),
});

/**
 * What the declared secrets hold. In the cloud somebody puts it there, or it is made; here their descriptions say what it is.
 * @param secretOf a secret that is always the same for the same name
 * @throws Error for a secret that nobody here has a value for
 */
export const declaredSecrets = (assembly: Assembly, stripe: Keys, secretOf: (name: string) => string): SecretValues =>
  Object.fromEntries(
    assembly.all('AWS::SecretsManager::Secret', Properties).map(({ stack, id, ref, properties }) => {
      const { Description: says, GenerateSecretString: generated } = properties;
      if (says.startsWith('Stripe')) {
        return [ref, JSON.stringify({ apiKey: stripe.secretKey, webhookSecrets: [stripe.webhookSecret] })];
      }
      if (says.startsWith('CDN') && generated) {
        return [ref, JSON.stringify({ [generated.GenerateStringKey]: secretOf('cdn') })];
      }
      throw new Error(`${stack}/${id}: the local host has no value for this secret ("${says}")`);
    }),
  );
