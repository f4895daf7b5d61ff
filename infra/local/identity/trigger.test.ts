import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from '../../../client/sign-in.ts';
import { openPool, type Pool } from './harness.ts';

const EMAIL = 'ada@example.com';
const FUNCTION = 'accounts-on-confirmation';
type Event = { userName: string; callerContext: { clientId: string } };

let pool: Pool;
let heard: [name: string, event: Event][];
let failures: number;
let declared: string | undefined;

const invoke = async (name: string, event: object) => {
  heard.push([name, event as Event]);
  if (failures > 0) {
    failures -= 1;
    throw new Error('the function failed');
  }
};

beforeEach(async () => {
  [heard, failures, declared] = [[], 0, FUNCTION];
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  pool = await openPool(browser, { trigger: { functionName: () => declared, invoke } });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await pool.identity.stop();
});

const signUp = async () => {
  const visitor = await pool.visitor();
  await visitor.signUp(EMAIL);
  expect(heard).toEqual([]);
  const returned = await visitor.post('verification', { code: pool.codeFor(EMAIL) });
  return { visitor, returned };
};

describe('the PostConfirmation trigger', () => {
  it('hears of whoever has proved their address, as Cognito words it, before they are signed in', async () => {
    const { returned, visitor } = await signUp();
    const { sub } = (await visitor.tokens(returned.url)).claims() ?? {};

    expect(heard).toEqual([
      [
        FUNCTION,
        {
          version: '1',
          triggerSource: 'PostConfirmation_ConfirmSignUp',
          region: 'eu-west-1',
          userPoolId: 'local_pool',
          userName: sub,
          callerContext: { awsSdkVersion: expect.any(String), clientId: 'storefront' },
          request: {
            userAttributes: { sub, email: EMAIL, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' },
          },
          response: {},
        },
      ],
    ]);
  });

  it('hears of a user once, however they come, also after a restart', async () => {
    await signUp();
    await pool.identity.createUser({ email: EMAIL, groups: [] });
    await pool.restart();
    await (await pool.visitor()).signIn(EMAIL);

    expect(heard).toHaveLength(1);
  });

  it('hears of users that an administrator makes, once when two ask', async () => {
    const { sub } = await pool.identity.createUser({ email: EMAIL, groups: [] });
    await Promise.all([1, 2].map(() => pool.identity.createUser({ email: 'grace@example.com', groups: [] })));

    expect(heard.map(([, { userName }]) => userName)).toEqual([sub, expect.not.stringMatching(sub)]);
    expect(heard[0]?.[1].callerContext.clientId).toBe('CLIENT_ID_NOT_APPLICABLE');
  });

  it('is asked three times', async () => {
    failures = 2;
    await pool.identity.createUser({ email: EMAIL, groups: [] });

    expect(heard).toHaveLength(3);
    await pool.identity.createUser({ email: EMAIL, groups: [] });
    expect(heard).toHaveLength(3);
  });

  it('that fails three times keeps nobody out, and hears of them at their next sign-in', async () => {
    failures = 3;
    const { returned } = await signUp();
    expect(returned.page).toBeUndefined();
    expect(heard).toHaveLength(3);

    await (await pool.visitor()).signIn(EMAIL);

    expect(heard).toHaveLength(4);
  });

  it('is nobody where the pool declares none; it hears of users once it does', async () => {
    declared = undefined;
    await pool.identity.createUser({ email: EMAIL, groups: [] });
    expect(heard).toEqual([]);
    declared = FUNCTION;
    await pool.identity.createUser({ email: EMAIL, groups: [] });

    expect(heard).toHaveLength(1);
  });
});

it('a trigger that does not answer is not waited for longer than it may take', async () => {
  let asked = 0;
  const silent = () => {
    asked += 1;
    return new Promise(() => undefined);
  };
  const deaf = await openPool(browser, { trigger: { functionName: () => FUNCTION, invoke: silent, patience: 20 } });
  await deaf.identity.createUser({ email: EMAIL, groups: [] });

  expect(asked).toBe(3);
  expect(console.error).toHaveBeenCalledWith(
    expect.stringContaining('PostConfirmation'),
    expect.stringContaining('0.02 s'),
  );
  await deaf.identity.stop();
});
