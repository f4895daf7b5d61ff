import type { Caller } from './caller.ts';
import { Refusal, unavailable } from './errors.ts';
import { logger } from './telemetry.ts';
import { isEnabled } from './user-pool.ts';

/**
 * A token is good for a quarter of an hour, whatever becomes of its user: the pool says what they are now. Machines are no
 * users of it; their clients are removed instead.
 * @throws Refusal 401 `session_ended` | 503 `busy` when the pool does not say
 */
export const checkSession = async ({ id, kind }: Caller): Promise<void> => {
  const enabled =
    kind === 'machine' ||
    (await isEnabled(id).catch((error) => {
      logger.warn('session not checked', { error });
      throw unavailable('busy', 'Whether this user may still act could not be asked; try again.');
    }));
  if (enabled) return;
  throw new Refusal(401, 'session_ended', 'The user was disabled or removed since the token was issued.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
};
