import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { CALL_LIMITS } from './deadline.ts';
import type { CallerId } from './values.ts';

/** The pool that tokens are of. With another issuer there is none: its people are looked after there. */
const { USER_POOL_ID } = process.env;

const pool = new CognitoIdentityProviderClient(CALL_LIMITS);

const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
};

/** Whether a user is one still, and not disabled; true where there is no pool to ask. */
export const isEnabled = async (id: CallerId): Promise<boolean> => {
  if (!USER_POOL_ID) return true;
  const user = await unlessMissing(pool.send(new AdminGetUserCommand({ UserPoolId: USER_POOL_ID, Username: id })));
  return user?.Enabled === true;
};

/** Removes a user, if there is one: nobody signs in as them any more, nor refreshes a token. */
export const removeUser = async (id: CallerId): Promise<void> => {
  if (!USER_POOL_ID) return;
  await unlessMissing(pool.send(new AdminDeleteUserCommand({ UserPoolId: USER_POOL_ID, Username: id })));
};
