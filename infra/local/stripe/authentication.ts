import { StripeError } from './errors.ts';

export type Keys = { secretKey: string; publishableKey: string; webhookSecret: string };

const unauthorized = (message: string, code?: string): StripeError =>
  new StripeError(401, { type: 'invalid_request_error', message, code });

const keyOf = (authorization: string): string => {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credentials, 'base64').toString().split(':', 1)[0] ?? '';
  return '';
};

const hidden = (key: string): string => `${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;

/**
 * Who asks: the shop with its secret key, or anybody with the publishable one.
 * @throws StripeError when it is neither
 */
export const authenticated = (
  authorization: string | undefined,
  { secretKey, publishableKey }: Keys,
): 'secret' | 'publishable' => {
  const key = keyOf(authorization ?? '');
  if (key === secretKey) return 'secret';
  if (key === publishableKey) return 'publishable';
  if (key === '') {
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
    );
  }
  throw unauthorized(`Invalid API Key provided: ${hidden(key)}`);
};

/** @throws StripeError because a publishable key does not do */
export const refusePublishable = (): never => {
  throw unauthorized(
    'This API call cannot be made with a publishable API key. Please use a secret API key.',
    'secret_key_required',
  );
};
