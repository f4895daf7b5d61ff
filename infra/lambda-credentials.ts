import { env } from '#shared/env';

/** Lambda hands credentials over in the environment, always: the SDK's whole chain of other providers is left out. */
export const defaultProvider = () => async () => ({
  accessKeyId: env('AWS_ACCESS_KEY_ID'),
  secretAccessKey: env('AWS_SECRET_ACCESS_KEY'),
  sessionToken: process.env.AWS_SESSION_TOKEN,
});
