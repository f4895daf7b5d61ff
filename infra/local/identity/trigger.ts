import { setTimeout as delay } from 'node:timers/promises';
import { REGION } from '../template/world.ts';
import type { User, Users } from './users.ts';

/** Cognito waits for a trigger so long, and asks it so often. */
const MILLISECONDS = 5_000;
const TRIES = 3;

/** Where no client asked: the user was made by an administrator. */
export const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';

export type Trigger = {
  userPoolId: string;
  /** The name of the pool's PostConfirmation function, as declared now; none has it where none is declared. */
  functionName: () => string | undefined;
  /** Runs the function. @throws when it fails */
  invoke: (functionName: string, event: object) => Promise<unknown>;
  /** How long it is waited for, in ms: Cognito's 5 s unless told. */
  patience?: number;
};

const eventOf = (userPoolId: string, { sub, email }: User, clientId: string) => ({
  version: '1',
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  region: REGION,
  userPoolId,
  userName: sub,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  request: {
    userAttributes: { sub, email, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' },
  },
  response: {},
});

/**
 * Tells the pool's PostConfirmation trigger of a verified user, until it has heard once. Where it fails three times the
 * user is verified all the same, the failure is logged, and it is told at their next sign-in.
 */
export const openAnnouncements = (users: Users, trigger: Trigger | undefined) => {
  const underWay = new Map<string, Promise<void>>();

  const tell = async (
    { userPoolId, functionName, invoke, patience = MILLISECONDS }: Trigger,
    user: User,
    clientId: string,
  ) => {
    const name = functionName();
    if (name === undefined) return;
    const event = eventOf(userPoolId, user, clientId);
    for (let left = TRIES; left > 0; left -= 1) {
      const late = new AbortController();
      try {
        const tooLate = delay(patience, undefined, { signal: late.signal, ref: false }).then(() => {
          throw new Error(`${name} did not answer within ${patience / 1_000} s`);
        });
        await Promise.race([invoke(name, event), tooLate]);
        users.change(user.sub, { announced: true });
        return;
      } catch (error) {
        if (left === 1) console.error(`identity: PostConfirmation failed for ${user.sub}:`, (error as Error).message);
      } finally {
        late.abort();
      }
    }
  };

  /** Resolves once the trigger has heard of the user, or was asked three times. */
  return async (sub: string, clientId: string): Promise<void> => {
    const user = users.find(sub);
    if (!trigger || !user || user.announced) return;
    const told = underWay.get(sub) ?? tell(trigger, user, clientId).finally(() => underWay.delete(sub));
    underWay.set(sub, told);
    await told;
  };
};

export type Announce = ReturnType<typeof openAnnouncements>;
