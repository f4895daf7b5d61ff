import { expect, it } from 'vitest';
import type { Assembly } from '../template/assembly.ts';
import { declaredSecrets } from './declaration.ts';

const KEYS = { secretKey: 'sk_test_1', publishableKey: 'pk_test_1', webhookSecret: 'whsec_1' };
const assembly = (Description?: string, GenerateStringKey = '1'): Assembly => ({
  all: (() => [
    {
      stack: 'Memory',
      id: 'Keys',
      name: 'Memory-Keys',
      ref: 'arn:1',
      properties: { Description: Description ?? '', GenerateSecretString: { GenerateStringKey } },
    },
  ]) as unknown as Assembly['all'],
  asset: (name) => name,
});

it('gives the secret that is described as Stripe’s the keys of the double', () => {
  const { 'arn:1': value = '' } = declaredSecrets(assembly('Stripe: API key and webhook secrets'), KEYS, String);
  expect(JSON.parse(value)).toEqual({ apiKey: 'sk_test_1', webhookSecrets: ['whsec_1'] });
});

it('makes up the secret that is described as the CDN’s, under the name that the template gives', () => {
  const { 'arn:1': value = '' } = declaredSecrets(assembly('CDN: keys', '7'), KEYS, (name) => `a-secret-of-${name}`);
  expect(JSON.parse(value)).toEqual({ 7: 'a-secret-of-cdn' });
});

it.each([undefined, 'Something else'])('stops at a secret that it has no value for: %s', (description) => {
  expect(() => declaredSecrets(assembly(description), KEYS, String)).toThrow(
    'Memory/Keys: the local host has no value',
  );
});
